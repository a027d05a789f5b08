package dev.holdfast.engine.tree;

import dev.holdfast.engine.model.Metadata;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file's bytes, opened when they are wanted: an unchanged file never is. May be opened by another thread, at most once. */
public interface Content {
    /**
     * Opens the content.
     *
     * @throws IOException if it can't be read; the entry is then left out and the backup incomplete
     */
    Reading open() throws IOException;

    /** Where it lies on this machine, for people; null where that is no other place than in the snapshot. */
    default @Nullable String location() {
        return null;
    }

    /** Tells that the content will not be opened; frees what was held for it. */
    default void skip() {}

    /** An open content. */
    interface Reading extends Closeable {
        /** The metadata as it is at the opening, which may be newer than the entry's. */
        Metadata metadata();

        /**
         * Reads some bytes into {@code target[offset, offset + length)}; waits for at least one.
         *
         * @return the number of bytes, or -1 at the end, which is reached only if the producer succeeded
         */
        int read(byte[] target, int offset, int length) throws IOException;
    }
}
