package dev.holdfast.engine.op;

import java.util.concurrent.atomic.LongAdder;

/** Where a running check is; written by its threads, read by whoever shows it. */
public final class CheckProgress {
    private final LongAdder done = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile Phase phase = Phase.FILES;
    private volatile long total;
    private volatile long totalBytes;

    /** The steps of a check, in order. */
    public enum Phase {
        /** Keys and locks. */
        FILES,
        /** Index files. */
        INDEX,
        /** The list of packs. */
        PACKS,
        /** The snapshot files. */
        SNAPSHOTS,
        /** All trees of all snapshots. */
        TREES,
        /** The packs' content. */
        DATA
    }

    public Phase phase() {
        return phase;
    }

    /** Items of the phase that are done: files, trees or packs. */
    public long done() {
        return done.sum();
    }

    /** Items of the phase in all; for trees those known so far. */
    public long total() {
        return total;
    }

    /** Bytes of packs read so far. */
    public long bytes() {
        return bytes.sum();
    }

    /** Bytes of packs to read in all. */
    public long totalBytes() {
        return totalBytes;
    }

    void begin(Phase next, long items, long ofBytes) {
        done.reset();
        bytes.reset();
        total = items;
        totalBytes = ofBytes;
        phase = next;
    }

    /** More items of the phase came to light. */
    void grow(long items) {
        total = total() + items;
    }

    void itemDone() {
        done.increment();
    }

    void addBytes(long count) {
        bytes.add(count);
    }
}
