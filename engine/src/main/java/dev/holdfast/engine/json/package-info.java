/** The JSON of a repository's files: bytes to values and back, byte for byte as restic writes it. */
@NullMarked
package dev.holdfast.engine.json;

import org.jspecify.annotations.NullMarked;
