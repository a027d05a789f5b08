package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ObjectId;
import java.util.function.Consumer;

/** A set of ids that takes 32 bytes for a slot and no objects; not for use by several threads. */
final class IdSet {
    private static final int WORDS = 4;

    private long[] slots = new long[WORDS * 1024];
    private int size;
    private boolean hasNull;

    /** Adds an id; tells whether it was not there before. */
    boolean add(ObjectId id) {
        if (id.isNull()) {
            boolean fresh = !hasNull;
            hasNull = true;
            return fresh;
        }
        int at = find(id);
        if (!isEmpty(at)) {
            return false;
        }
        put(at, id);
        size++;
        if (size * 3L > slots.length / WORDS * 2L) {
            grow();
        }
        return true;
    }

    boolean contains(ObjectId id) {
        return id.isNull() ? hasNull : !isEmpty(find(id));
    }

    /** Tells every id, in no particular order. */
    void forEach(Consumer<ObjectId> each) {
        if (hasNull) {
            each.accept(new ObjectId(0, 0, 0, 0));
        }
        for (int at = 0; at < slots.length; at += WORDS) {
            if (!isEmpty(at)) {
                each.accept(new ObjectId(slots[at], slots[at + 1], slots[at + 2], slots[at + 3]));
            }
        }
    }

    int size() {
        return size + (hasNull ? 1 : 0);
    }

    /** Where the id is, or the free slot where it would be. */
    private int find(ObjectId id) {
        int count = slots.length / WORDS;
        // Ids are SHA-256 already; the fold keeps made-up ones from all falling into one slot by their low bits.
        int slot = (int) (id.first() ^ id.first() >>> 32) & (count - 1);
        while (!isEmpty(slot * WORDS) && !isAt(id, slot * WORDS)) {
            slot = (slot + 1) & (count - 1);
        }
        return slot * WORDS;
    }

    private boolean isEmpty(int at) {
        return (slots[at] | slots[at + 1] | slots[at + 2] | slots[at + 3]) == 0;
    }

    private boolean isAt(ObjectId id, int at) {
        return slots[at] == id.first()
                && slots[at + 1] == id.second()
                && slots[at + 2] == id.third()
                && slots[at + 3] == id.fourth();
    }

    private void put(int at, ObjectId id) {
        slots[at] = id.first();
        slots[at + 1] = id.second();
        slots[at + 2] = id.third();
        slots[at + 3] = id.fourth();
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(old.length, 2)];
        for (int at = 0; at < old.length; at += WORDS) {
            ObjectId id = new ObjectId(old[at], old[at + 1], old[at + 2], old[at + 3]);
            if (!id.isNull()) {
                put(find(id), id);
            }
        }
    }
}
