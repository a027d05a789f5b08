/** Content-defined chunking, the same cuts as restic's chunker. */
@NullMarked
package dev.holdfast.engine.chunk;

import org.jspecify.annotations.NullMarked;
