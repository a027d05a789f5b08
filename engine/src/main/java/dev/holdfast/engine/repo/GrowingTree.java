package dev.holdfast.engine.repo;

import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.json.TreeWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A tree whose nodes come one by one, in the order of their names, and which is stored at its end. A large one is hashed and
 * compressed while it grows. Not for several threads.
 */
public final class GrowingTree {
    /** From so many bytes on, a tree is not held in memory as a whole. */
    private static final int LARGE = 8 << 20;

    private final TreeWriter writer = new TreeWriter(512);
    private final BlobWriter blobs;
    private boolean isLarge;

    /** What was drained of a large tree. */
    private @Nullable GrowingBlob large;

    private @Nullable JsonBytes ended;
    private int size;

    /** A tree without nodes, to be stored by {@code blobs}. */
    public GrowingTree(BlobWriter blobs) {
        this.blobs = blobs;
    }

    /** Adds a node. */
    public void add(Node node) {
        writer.add(node);
        if (writer.length() < LARGE) {
            return;
        }
        if (!isLarge) {
            isLarge = true;
            large = blobs.growing();
        }
        if (large != null) {
            writer.drain(large::add);
        }
    }

    /** Number of nodes so far. */
    public int count() {
        return writer.count();
    }

    /** Ends the tree and gives its id; nothing may be added after. */
    public ObjectId end(BlobCodec codec) {
        JsonBytes json = ended();
        return large == null ? codec.hash(json.array(), 0, json.length()) : large.finish();
    }

    /** Stores the tree, which this ends. */
    public BlobWriter.Stored store(BlobCodec codec) {
        JsonBytes json = ended();
        return large == null
                ? blobs.store(codec, BlobType.TREE, json.array(), 0, json.length())
                : blobs.store(codec, large);
    }

    private JsonBytes ended() {
        JsonBytes json = ended;
        if (json == null) {
            json = writer.finish();
            size = json.length();
            if (large != null) {
                writer.drain(large::add);
                size = large.length();
            }
            ended = json;
        }
        return json;
    }

    /** Bytes of the tree, once it is ended. */
    public int size() {
        return size;
    }
}
