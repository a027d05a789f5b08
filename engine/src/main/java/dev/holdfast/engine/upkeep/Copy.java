package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotSaver;
import dev.holdfast.engine.op.UsedBlobs;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies snapshots from one repository into another, which has other keys. Every blob is opened and hashed on its way; what the
 * destination has is not copied again.
 *
 * <p>Snapshots are copied in batches, so that packs become full: first their blobs, durable and indexed, then the snapshot files.
 * Whatever ends it half-way, the destination is sound, and the next copy goes on with what is stored.
 *
 * <p>A snapshot of which anything is damaged or missing in the source is not copied; the others are.
 */
public final class Copy {
    private final Repository from;
    private final Repository to;
    private final RepositoryLock lock;
    private final Request request;
    private final CopyProgress progress;
    private final Listener listener;

    /** All that is reached from the snapshots that were copied, by entries of the source's index. */
    private final BitSet known = new BitSet();

    private final CopyBlobs blobs;

    /**
     * How to copy.
     *
     * @param batchBytes copied blobs after which the snapshots are written
     * @param threads that read, open and seal
     */
    public record Request(WriteOptions writing, long batchBytes, int threads) {
        private static final int BATCH_PACKS = 10;

        /** What is done where nothing is asked for. */
        public static Request usual(WriteOptions writing, int threads) {
            return new Request(writing, BATCH_PACKS * (long) writing.packSize(), threads);
        }
    }

    /** Is told what becomes of each snapshot. */
    public interface Listener {
        /** Its trees are about to be read. */
        void begun(StoredSnapshot snapshot);

        /** It is in the destination. */
        void saved(StoredSnapshot snapshot, ObjectId copy);

        /**
         * It can't be copied.
         *
         * @param path of the first file or folder that is harmed; null if that is not known
         */
        void failed(StoredSnapshot snapshot, EngineException reason, @Nullable EntryPath path);
    }

    /**
     * @param from whose lock, if any, the caller holds
     * @param lock on {@code to}
     */
    public Copy(
            Repository from,
            Repository to,
            RepositoryLock lock,
            Request request,
            CopyProgress progress,
            Listener listener) {
        this.from = from;
        this.to = to;
        this.lock = lock;
        this.request = request;
        this.progress = progress;
        this.listener = listener;
        this.blobs = new CopyBlobs(from, to, lock, request, progress);
    }

    /**
     * Finds out which snapshots the destination lacks.
     *
     * @param chosen of the source
     * @param damaged is told each snapshot of the destination that can't be read, and so counts for none
     * @throws InvalidRequest if both are the same repository
     */
    public CopyPlan plan(List<StoredSnapshot> chosen, Consumer<DamagedFile> damaged) {
        lock.ensureHeld();
        if (from.config().id().equals(to.config().id()) && lock.isSeenIn(from.backend())) {
            throw new InvalidRequest(
                    "the source " + from.backend().location() + " is the destination",
                    "name another repository with --from-repo");
        }
        return new CopyPlanner(to.snapshots(damaged)).plan(chosen);
    }

    /** Carries a plan out that this object made. */
    public void run(CopyPlan plan) {
        if (plan.snapshots().isEmpty()) {
            return;
        }
        progress.begin(CopyProgress.Phase.INDEX);
        from.index();
        to.index();
        blobs.begin();
        progress.beginSnapshots(plan.snapshots().size());
        Batch batch = new Batch();
        for (StoredSnapshot snapshot : plan.snapshots()) {
            listener.begun(snapshot);
            enter(snapshot, batch);
            if (batch.bytes >= request.batchBytes()) {
                copy(batch);
                batch = new Batch();
            }
        }
        copy(batch);
    }

    /** Snapshots that are copied together; what they lead to, and the part of it that the destination lacks. */
    private static final class Batch {
        private final List<StoredSnapshot> snapshots = new ArrayList<>();
        private final BitSet used = new BitSet();
        private final BitSet wanted = new BitSet();
        private long bytes;
    }

    /** What one snapshot adds to that. */
    private final class Reached implements UsedBlobs.Listener {
        private final Index index = from.index();
        private final Index there = to.index();
        private final BitSet wanted = new BitSet();
        private long bytes;

        @Override
        public void found(int trees) {
            progress.treesFound(trees);
        }

        @Override
        public void read() {
            progress.treeRead();
        }

        @Override
        public void used(int entry, BlobType type, ObjectId id) {
            if (!there.contains(type, id)) {
                wanted.set(entry);
                bytes += index.place(entry).blob().length();
            }
        }
    }

    private void enter(StoredSnapshot snapshot, Batch batch) {
        progress.begin(CopyProgress.Phase.TREES);
        BitSet before = (BitSet) known.clone();
        before.or(batch.used);
        Reached reached = new Reached();
        List<ObjectId> root = List.of(snapshot.snapshot().tree());
        try {
            batch.used.or(UsedBlobs.of(from, from.index(), root, before, request.threads(), reached));
        } catch (DamagedFile | FileMissing | BlobMissing e) {
            fail(snapshot, e, null);
            return;
        }
        batch.snapshots.add(snapshot);
        batch.wanted.or(reached.wanted);
        batch.bytes += reached.bytes;
    }

    private void copy(Batch batch) {
        if (batch.snapshots.isEmpty()) {
            return;
        }
        try {
            blobs.copy(batch.wanted, batch.bytes);
        } catch (DamagedFile | FileMissing e) {
            apart(batch, e, blobs.lost());
            return;
        }
        for (StoredSnapshot snapshot : batch.snapshots) {
            listener.saved(
                    snapshot,
                    new SnapshotSaver(to, lock).save(snapshot.snapshot().copied(snapshot.id())));
            progress.snapshotDone();
        }
        known.or(batch.used);
    }

    /** One of the snapshots is damaged: the others are copied by themselves. */
    private void apart(Batch batch, EngineException reason, @Nullable ObjectId lost) {
        if (batch.snapshots.size() == 1) {
            fail(batch.snapshots.getFirst(), reason, lost);
            return;
        }
        for (StoredSnapshot snapshot : batch.snapshots) {
            Batch single = new Batch();
            enter(snapshot, single);
            copy(single);
        }
    }

    private void fail(StoredSnapshot snapshot, EngineException reason, @Nullable ObjectId lost) {
        ObjectId blob = reason instanceof BlobMissing missing ? missing.id() : lost;
        listener.failed(snapshot, reason, new HarmedPath(from, blob).in(snapshot));
        progress.snapshotDone();
    }
}
