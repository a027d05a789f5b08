package dev.holdfast.mount;

import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.Timestamp;
import java.nio.ByteBuffer;

/** What {@code stat} tells, as the kernel takes it. Source: {@code struct fuse_attr} in the kernel's {@code fuse.h}. */
record Attributes(
        long inode,
        long size,
        Timestamp accessed,
        Timestamp modified,
        Timestamp changed,
        int mode,
        int links,
        int uid,
        int gid,
        int device) {
    private static final int BLOCK = 512;
    private static final int BLOCK_FOR_TRANSFER = 4096;
    private static final int FOLDER_MODE = 0040555;
    private static final int LINK_MODE = 0120777;

    /** Of a folder above snapshots, or of a snapshot's root. */
    static Attributes folder(long inode, Timestamp time, int links) {
        return new Attributes(inode, 0, time, time, time, FOLDER_MODE, links, 0, 0, 0);
    }

    static Attributes link(long inode, Timestamp time, int length) {
        return new Attributes(inode, length, time, time, time, LINK_MODE, 1, 0, 0, 0);
    }

    static Attributes of(Node node, long inode, boolean ownerRoot) {
        Metadata metadata = node.metadata();
        int mode = typeBits(node.type()) | FileMode.toPosixPermissions(metadata.mode());
        return new Attributes(
                inode,
                node.type() == NodeType.SYMLINK ? node.linkTarget().length() : node.size(),
                metadata.accessed(),
                metadata.modified(),
                metadata.changed(),
                mode,
                // That of a folder would have to be counted; 1 is what file systems tell that don't.
                node.type() == NodeType.DIRECTORY ? 1 : Math.clamp(metadata.links(), 1, Integer.MAX_VALUE),
                ownerRoot ? 0 : (int) metadata.uid(),
                ownerRoot ? 0 : (int) metadata.gid(),
                (int) node.device());
    }

    /** The type as it stands in a mode; 0 for what can't be shown. */
    static int typeBits(NodeType type) {
        return switch (type) {
            case FILE -> 0100000;
            case DIRECTORY -> 0040000;
            case SYMLINK -> 0120000;
            case BLOCK_DEVICE -> 0060000;
            case CHARACTER_DEVICE -> 0020000;
            case FIFO -> 0010000;
            case SOCKET -> 0140000;
            case IRREGULAR -> 0;
        };
    }

    void put(ByteBuffer reply) {
        reply.putLong(inode).putLong(size).putLong((size + BLOCK - 1) / BLOCK);
        reply.putLong(accessed.seconds()).putLong(modified.seconds()).putLong(changed.seconds());
        reply.putInt(accessed.nanos()).putInt(modified.nanos()).putInt(changed.nanos());
        reply.putInt(mode).putInt(links).putInt(uid).putInt(gid).putInt(device);
        reply.putInt(BLOCK_FOR_TRANSFER).putInt(0);
    }
}
