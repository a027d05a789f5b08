package dev.holdfast.engine.op;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;

/** A set of data and tree blobs; safe for use by many threads. */
final class BlobSet {
    private final IdSet data = new IdSet();
    private final IdSet trees = new IdSet();

    /** Called for each blob of a set. */
    interface Each {
        void blob(BlobType type, ObjectId id);
    }

    synchronized boolean add(BlobType type, ObjectId id) {
        return of(type).add(id);
    }

    synchronized boolean contains(BlobType type, ObjectId id) {
        return of(type).contains(id);
    }

    /** Adds what the node leads to directly: a file's content, a directory's tree. */
    synchronized void addAll(Node node) {
        if (node.type() == NodeType.FILE) {
            node.blobs().forEach(data::add);
        } else if (node.type() == NodeType.DIRECTORY && node.subtree() != null) {
            trees.add(node.subtree());
        }
    }

    synchronized void forEach(Each each) {
        data.forEach(id -> each.blob(BlobType.DATA, id));
        trees.forEach(id -> each.blob(BlobType.TREE, id));
    }

    private IdSet of(BlobType type) {
        return type == BlobType.DATA ? data : trees;
    }
}
