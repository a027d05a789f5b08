package dev.holdfast.engine.json;

import dev.holdfast.engine.model.Node;

/**
 * A tree blob in the making: nodes are added in the order of their names. Can be used again after {@link #reset}.
 *
 * <p>Not for several threads.
 */
public final class TreeWriter {
    private final JsonBytes out;
    private NodeNames names = new NodeNames();
    private int count;

    /** A tree without nodes and with room for {@code capacity} bytes. */
    public TreeWriter(int capacity) {
        out = new JsonBytes(capacity);
        TreeJson.begin(out);
    }

    /**
     * Adds a node.
     *
     * @throws IllegalArgumentException if its name is not safe or not greater than that of the node before
     */
    public void add(Node node) {
        names.problem(node.name()).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        if (count++ > 0) {
            out.raw(',');
        }
        TreeJson.appendNode(out, node);
    }

    /** Number of nodes so far. */
    public int count() {
        return count;
    }

    /** Bytes so far. */
    public int length() {
        return out.length();
    }

    /** Ends the tree and gives its bytes, valid until {@link #reset}; nothing may be added after. */
    public JsonBytes finish() {
        TreeJson.end(out);
        return out;
    }

    /** Begins another tree. */
    public void reset() {
        out.truncate(0);
        TreeJson.begin(out);
        names = new NodeNames();
        count = 0;
    }
}
