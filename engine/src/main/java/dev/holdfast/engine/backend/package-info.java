/** Where a repository's files lie: whole files, written once, by name. */
@NullMarked
package dev.holdfast.engine.backend;

import org.jspecify.annotations.NullMarked;
