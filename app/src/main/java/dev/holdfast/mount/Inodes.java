package dev.holdfast.mount;

import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import java.nio.charset.StandardCharsets;

/**
 * Numbers of inodes as users see them: the same at each mount, different for different places, and the same for the hard links of
 * one file within a snapshot. In another snapshot that file may have had other content, so it has another number there.
 */
final class Inodes {
    private static final long OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x100_0000_01b3L;

    private Inodes() {}

    static long of(SnapshotFolders.Entry entry) {
        long kind = switch (entry) {
            case SnapshotFolders.Folder _ -> 1;
            case SnapshotFolders.Root root -> mixed(2, root.snapshot().id());
            case SnapshotFolders.Link link -> mixed(3, link.snapshot().id());
        };
        return finished(hash(kind, entry.path().getBytes(StandardCharsets.UTF_8)));
    }

    static long of(Place.Within parent, Node node) {
        Metadata metadata = node.metadata();
        if (metadata.links() > 1 && node.type() != NodeType.DIRECTORY) {
            long file = mixed(mixed(4, metadata.deviceId()), metadata.inode());
            return finished(mixed(file, parent.snapshot().id()));
        }
        return finished(hash(parent.inode(), node.name().toBytes()));
    }

    private static long mixed(long seed, ObjectId id) {
        return mixed(seed, id.first());
    }

    private static long mixed(long seed, long value) {
        return finished(seed * 31 + value);
    }

    private static long hash(long seed, byte[] bytes) {
        long hash = OFFSET ^ seed;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return hash;
    }

    /** Spreads every bit (the finaliser of splitmix64); 0 and the root's number are for no one else. */
    private static long finished(long hash) {
        long h = (hash ^ (hash >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d0_49bb_1331_11ebL;
        h ^= h >>> 31;
        return h == 0 || h == Place.ROOT ? h + 2 : h;
    }
}
