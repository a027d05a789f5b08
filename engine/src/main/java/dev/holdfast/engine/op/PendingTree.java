package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.GrowingTree;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose entries are being saved.
 *
 * <p>Slots are made by the one thread that walks; they are completed by any thread, in any order, and encoded in the order in
 * which they were made.
 */
final class PendingTree {
    private final @Nullable PendingTree parent;
    private final @Nullable Slot slotInParent;
    private final Entry.@Nullable Directory directory;
    private final @Nullable Node before;
    private final Supplier<@Nullable Node> nodesBefore;
    private @Nullable Node nextBefore;

    /** Slots not yet completed, and one for the walk itself. */
    private final AtomicInteger outstanding = new AtomicInteger(1);

    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private final GrowingTree tree;

    /** The place of one entry. */
    static final class Slot {
        private @Nullable Node node;
        private boolean complete;
    }

    /**
     * @param before the directory's node in the parent snapshot
     * @param nodesBefore gives the nodes that it had there, in order, then null
     * @param blobs where the tree will be stored
     */
    PendingTree(
            @Nullable PendingTree parent,
            @Nullable Slot slotInParent,
            Entry.@Nullable Directory directory,
            @Nullable Node before,
            Supplier<@Nullable Node> nodesBefore,
            BlobWriter blobs) {
        this.parent = parent;
        this.slotInParent = slotInParent;
        this.directory = directory;
        this.before = before;
        this.nodesBefore = nodesBefore;
        this.nextBefore = nodesBefore.get();
        this.tree = new GrowingTree(blobs);
    }

    @Nullable
    PendingTree parent() {
        return parent;
    }

    @Nullable
    Slot slotInParent() {
        return slotInParent;
    }

    /** The entry of this directory, null for the root. */
    Entry.@Nullable Directory directory() {
        return directory;
    }

    @Nullable
    EntryPath path() {
        return directory == null ? null : directory.path();
    }

    @Nullable
    Node before() {
        return before;
    }

    /** The node of this name in the parent snapshot. Names must be asked for in ascending order. */
    @Nullable
    Node findBefore(ByteString name) {
        while (nextBefore != null) {
            int order = nextBefore.name().compareTo(name);
            if (order > 0) {
                return null;
            }
            Node found = nextBefore;
            nextBefore = nodesBefore.get();
            if (order == 0) {
                return found;
            }
        }
        return null;
    }

    /** Makes the place for the next entry. */
    Slot addSlot() {
        outstanding.incrementAndGet();
        Slot slot = new Slot();
        synchronized (this) {
            slots.add(slot);
        }
        return slot;
    }

    /** Fills a place; null leaves the entry out. Returns whether the directory is now complete. */
    boolean complete(Slot slot, @Nullable Node node) {
        synchronized (this) {
            slot.node = node;
            slot.complete = true;
            for (Slot head = slots.peek(); head != null && head.complete; head = slots.peek()) {
                slots.remove();
                if (head.node != null) {
                    tree.add(head.node);
                }
            }
        }
        return outstanding.decrementAndGet() == 0;
    }

    /** Tells that the walk adds no more entries. Returns whether the directory is now complete. */
    boolean endOfEntries() {
        return outstanding.decrementAndGet() == 0;
    }

    /** Stores the complete tree. */
    synchronized BlobWriter.Stored store(BlobCodec codec) {
        return tree.store(codec);
    }

    /** Whether nothing lies in it. */
    synchronized boolean isEmpty() {
        return tree.count() == 0;
    }

    /** Bytes of the tree that was stored. */
    synchronized int size() {
        return tree.size();
    }
}
