package dev.holdfast.engine.op;

import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.util.Objects;
import java.util.Optional;

/**
 * What makes nodes of a snapshot names of one file: those with equal identities are hard links to each other.
 *
 * @param fingerprint of what else must be equal, since an inode may be used again while a backup runs
 */
public record FileIdentity(long device, long inode, NodeType type, long size, int fingerprint) {
    /** The identity of a node that may have further names; empty if it has none. */
    public static Optional<FileIdentity> of(Node node) {
        Metadata metadata = node.metadata();
        if (!mayHaveFurtherNames(node.type(), metadata)) {
            return Optional.empty();
        }
        return Optional.of(new FileIdentity(
                metadata.deviceId(), metadata.inode(), node.type(), node.size(), fingerprint(node, metadata)));
    }

    /** The format does not count the names of fifos: each may have some. */
    private static boolean mayHaveFurtherNames(NodeType type, Metadata metadata) {
        return metadata.inode() != 0
                && switch (type) {
                    case FILE, SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE -> Long.compareUnsigned(metadata.links(), 1) > 0;
                    case FIFO -> metadata.deviceId() != 0;
                    case DIRECTORY, SOCKET, IRREGULAR -> false;
                };
    }

    private static int fingerprint(Node node, Metadata metadata) {
        return switch (node.type()) {
            case SYMLINK -> node.linkTarget().hashCode();
            case BLOCK_DEVICE, CHARACTER_DEVICE -> Long.hashCode(node.device());
            case FIFO ->
                Objects.hash(
                        metadata.mode(),
                        metadata.uid(),
                        metadata.gid(),
                        moment(metadata.modified()),
                        moment(metadata.changed()));
            case FILE, DIRECTORY, SOCKET, IRREGULAR -> content(node.blobs());
        };
    }

    private static int moment(Timestamp time) {
        return 31 * Long.hashCode(time.seconds()) + time.nanos();
    }

    private static int content(Iterable<ObjectId> blobs) {
        int hash = 1;
        for (ObjectId id : blobs) {
            hash = 31 * hash + id.hashCode();
        }
        return hash;
    }
}
