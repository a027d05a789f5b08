package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes for trees made by hand. */
final class Nodes {
    private static final Timestamp TIME = new Timestamp(1_700_000_000, 123_456_789, 3600);

    private Nodes() {}

    static Node file(String name, long size, ObjectId... content) {
        return file(ByteString.of(name), size, List.of(content));
    }

    static Node file(ByteString name, long size, @Nullable List<ObjectId> content) {
        return new Node(name, NodeType.FILE, metadata(0644), size, ByteString.EMPTY, 0, content, null, "");
    }

    static Node directory(String name, @Nullable ObjectId tree) {
        return directory(ByteString.of(name), tree);
    }

    static Node directory(ByteString name, @Nullable ObjectId tree) {
        Metadata metadata = metadata(0755 | FileMode.DIRECTORY);
        return new Node(name, NodeType.DIRECTORY, metadata, 0, ByteString.EMPTY, 0, List.of(), tree, "");
    }

    static Node link(String name, ByteString target) {
        Metadata metadata = metadata(0777 | FileMode.SYMLINK);
        return new Node(ByteString.of(name), NodeType.SYMLINK, metadata, 0, target, 0, List.of(), null, "");
    }

    static Node special(String name, NodeType type, long device) {
        return new Node(ByteString.of(name), type, metadata(0600), 0, ByteString.EMPTY, device, List.of(), null, "");
    }

    static Metadata metadata(long mode) {
        return metadata(mode, 7, 1, List.of());
    }

    static Metadata metadata(long mode, long inode, long links, List<ExtendedAttribute> attributes) {
        return new Metadata(mode, TIME, TIME, TIME, 1000, 100, "joe", "users", inode, 3, links, attributes, "");
    }

    static Node with(Node node, Metadata metadata) {
        return new Node(
                node.name(),
                node.type(),
                metadata,
                node.size(),
                node.linkTarget(),
                node.device(),
                node.content(),
                node.subtree(),
                node.error());
    }
}
