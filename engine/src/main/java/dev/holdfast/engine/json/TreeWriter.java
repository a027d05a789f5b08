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

    /** Bytes that are held so far. */
    public int length() {
        return out.length();
    }

    /** Gives the bytes so far to {@code taker} and goes on behind them, so that a large tree is never in memory as a whole. */
    public void drain(Taker taker) {
        taker.take(out.array(), out.length());
        out.truncate(0);
    }

    /** Takes the first {@code length} bytes of an array, which are valid until it returns. */
    public interface Taker {
        void take(byte[] bytes, int length);
    }

    /** Ends the tree and gives its bytes, those that were drained excepted, valid until {@link #reset}; nothing may be added after. */
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
