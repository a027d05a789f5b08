package dev.holdfast.mount;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows by a number of its own: everything but the files in snapshots. Of these there may be very many, so that
 * their numbers are made of their folder's and theirs in its tree, and nothing is kept of them.
 */
sealed interface Place {
    /** The kernel's number of the root. */
    long ROOT = 1;

    /** Counted from 0, the root's. */
    long number();

    /** What users see as the number of the inode. */
    long inode();

    /** From the root of the mount, without a slash at the end. */
    String path();

    /** The kernel's number. */
    default long id() {
        return number() << Integer.SIZE | 1;
    }

    /** A folder above snapshots. */
    record Above(long number, long inode, String path) implements Place {}

    /** A link to the latest snapshot. */
    record Latest(long number, long inode, SnapshotFolders.Link link) implements Place {
        @Override
        public String path() {
            return link.path();
        }
    }

    /** A folder in a snapshot, or its root. */
    final class Within implements Place {
        private final long number;
        private final long inode;
        private final String top;
        private final StoredSnapshot snapshot;
        private final @Nullable Within parent;
        private final int numberInParent;
        private final ByteString name;
        private final @Nullable ObjectId tree;

        /** How often the kernel was told of it; guarded by the {@link Places}. */
        long told;

        /** A snapshot's root. */
        Within(long number, long inode, SnapshotFolders.Root root) {
            this.number = number;
            this.inode = inode;
            this.top = root.path();
            this.snapshot = root.snapshot();
            this.parent = null;
            this.numberInParent = 0;
            this.name = ByteString.EMPTY;
            this.tree = root.snapshot().snapshot().tree();
        }

        Within(long number, long inode, Within parent, int numberInParent, ByteString name, @Nullable ObjectId tree) {
            this.number = number;
            this.inode = inode;
            this.top = parent.top;
            this.snapshot = parent.snapshot;
            this.parent = parent;
            this.numberInParent = numberInParent;
            this.name = name;
            this.tree = tree;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public long inode() {
            return inode;
        }

        @Override
        public String path() {
            StringBuilder path = new StringBuilder();
            for (Within at = this; at.parent != null; at = at.parent) {
                path.insert(0, "/" + at.name);
            }
            return top + path;
        }

        StoredSnapshot snapshot() {
            return snapshot;
        }

        /** Null for a snapshot's root. */
        @Nullable
        Within parent() {
            return parent;
        }

        int numberInParent() {
            return numberInParent;
        }

        /** Null where the snapshot tells none, which is damage. */
        @Nullable
        ObjectId tree() {
            return tree;
        }

        /** The kernel's number of an entry that is no folder. */
        long idOf(int entry) {
            return number << Integer.SIZE | (entry + 2L);
        }
    }
}
