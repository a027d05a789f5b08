package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.PosixDirectory;

/** Decides what a walk leaves out. Paths are absolute, as they are on this machine. */
public interface WalkFilter {
    /** Leaves nothing out. */
    WalkFilter ALL = new WalkFilter() {
        @Override
        public boolean isActive() {
            return false;
        }

        @Override
        public boolean includes(ByteString path, NodeType type, long size) {
            return true;
        }

        @Override
        public boolean includesContents(ByteString path, PosixDirectory directory) {
            return true;
        }
    };

    /** Whether anything can be left out; if not, paths need not be put together. */
    boolean isActive();

    /** Whether an entry, and for a directory anything in it, is taken. */
    boolean includes(ByteString path, NodeType type, long size);

    /** Whether what lies in a directory is taken; else it stands in the snapshot empty. */
    boolean includesContents(ByteString path, PosixDirectory directory);
}
