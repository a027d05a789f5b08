/** Keys and the envelope around everything that is stored. */
@NullMarked
package dev.holdfast.engine.crypto;

import org.jspecify.annotations.NullMarked;
