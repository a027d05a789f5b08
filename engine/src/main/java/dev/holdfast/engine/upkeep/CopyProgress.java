package dev.holdfast.engine.upkeep;

import java.util.concurrent.atomic.LongAdder;

/** Where a running copy is; written by its threads, read by whoever shows it. */
public final class CopyProgress {
    private final LongAdder trees = new LongAdder();
    private final LongAdder packs = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder blobs = new LongAdder();
    private volatile Phase phase = Phase.SNAPSHOTS;
    private volatile long snapshots;
    private volatile long totalSnapshots;
    private volatile long totalTrees;
    private volatile long totalPacks;
    private volatile long totalBytes;

    /** The steps of a copy; the last two come again for each batch of snapshots. */
    public enum Phase {
        /** The snapshot files of both repositories. */
        SNAPSHOTS,
        /** The index files of both. */
        INDEX,
        /** Trees of snapshots that are to be copied. */
        TREES,
        /** What the destination does not have is copied. */
        BLOBS
    }

    public Phase phase() {
        return phase;
    }

    /** Snapshots that are done, copied or not. */
    public long snapshots() {
        return snapshots;
    }

    /** Snapshots to copy. */
    public long totalSnapshots() {
        return totalSnapshots;
    }

    /** Trees read, of all snapshots so far. */
    public long trees() {
        return trees.sum();
    }

    /** Trees known so far. */
    public long totalTrees() {
        return totalTrees;
    }

    /** Packs of the source that were read, of all snapshots so far. */
    public long packs() {
        return packs.sum();
    }

    /** Packs of the source that are to be read, for the snapshots so far. */
    public long totalPacks() {
        return totalPacks;
    }

    /** Stored bytes of the blobs that were copied. */
    public long bytes() {
        return bytes.sum();
    }

    /** Stored bytes of the blobs that are to be copied, for the snapshots so far. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Blobs that were copied. */
    public long blobs() {
        return blobs.sum();
    }

    void begin(Phase next) {
        phase = next;
    }

    void beginSnapshots(long count) {
        totalSnapshots = count;
    }

    void snapshotDone() {
        snapshots = snapshots() + 1;
    }

    void beginPacks(long count, long ofBytes) {
        totalPacks = totalPacks() + count;
        totalBytes = totalBytes() + ofBytes;
        phase = Phase.BLOBS;
    }

    void packDone() {
        packs.increment();
    }

    void blobDone(long ofBytes) {
        blobs.increment();
        bytes.add(ofBytes);
    }

    void treesFound(int count) {
        totalTrees = totalTrees() + count;
    }

    void treeRead() {
        trees.increment();
    }
}
