package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.op.UsedBlobs;
import java.util.concurrent.atomic.LongAdder;

/** Where a running prune is; written by its threads, read by whoever shows it. */
public final class PruneProgress {
    private final LongAdder done = new LongAdder();
    private volatile Phase phase = Phase.SNAPSHOTS;
    private volatile long total;

    /** The steps of a prune, in order. */
    public enum Phase {
        /** The snapshot files. */
        SNAPSHOTS,
        /** The index files. */
        INDEX,
        /** All trees of all snapshots. */
        TREES,
        /** The list of packs. */
        PACKS,
        /** Copies of blobs that lie in packs that stay, before other copies go. */
        DUPLICATES,
        /** What is needed is copied into new packs. */
        REPACK,
        /** New index files. */
        NEW_INDEX,
        /** Old index files go. */
        OLD_INDEX,
        /** Packs go. */
        DELETE
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

    void begin(Phase next, long items) {
        done.reset();
        total = items;
        phase = next;
    }

    /** Counts trees as items of the phase. */
    UsedBlobs.Listener trees() {
        return new UsedBlobs.Listener() {
            @Override
            public void found(int trees) {
                total = total() + trees;
            }

            @Override
            public void read() {
                itemDone();
            }
        };
    }

    void itemDone() {
        done.increment();
    }

    void itemsDone(long count) {
        done.add(count);
    }
}
