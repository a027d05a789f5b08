/** Secrets: where they are kept, how they are fetched, and a type that never shows them. */
@NullMarked
package dev.holdfast.secret;

import org.jspecify.annotations.NullMarked;
