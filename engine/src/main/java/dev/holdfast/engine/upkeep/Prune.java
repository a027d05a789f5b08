package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.LockFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.UsedBlobs;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Frees the space of what no snapshot needs.
 *
 * <p>{@link #plan} reads; whatever it can't read or find makes it fail, so that nothing is ever deleted on an incomplete view.
 * {@link #run} copies what is needed of packs that go into new packs, each blob verified, then writes index files that list the new
 * packs and none of those that go, then deletes the old index files, then the packs. So at each moment, all that any snapshot needs
 * is there and indexed, and no index tells of a pack that is gone; whatever ends it half-way, the next prune finishes the work.
 *
 * <p>Both need one exclusive lock, held from before the plan to the end. A prune in two phases needs only one that is shared, but
 * keeps other prunes out: it deletes no pack that some index listed when it began. Instead it marks packs in the index, so that
 * whoever opens the repository from then on does not rely on them; what was marked before, what no snapshot came to need, and what no
 * process relies on that is still running, it sweeps: takes the marks out of the index, then deletes the packs.
 */
public final class Prune {
    private final Repository repository;
    private final RepositoryLock lock;
    private final Request request;
    private final PruneProgress progress;

    /**
     * How to prune.
     *
     * @param maxUnused how much may stay unused
     * @param maxRepackBytes packs are copied until they hold so much
     * @param smallPackBytes packs that are smaller are joined, if there are many
     * @param cacheableOnly whether packs of data are left alone, even if most of it is unused
     * @param compressAll whether packs with data that is not compressed are copied, to compress it
     * @param forgotten snapshots that are taken for gone, and must be before the plan is carried out
     * @param recoverSpace whether to work where there is no room for new index files: nothing is copied, and index files may be
     *     deleted before the new ones are stored
     * @param threads that read
     * @param grace how long packs stay at least after they were marked; null if they are deleted at once
     */
    public record Request(
            UnusedLimit maxUnused,
            long maxRepackBytes,
            long smallPackBytes,
            boolean cacheableOnly,
            boolean compressAll,
            Set<ObjectId> forgotten,
            boolean recoverSpace,
            WriteOptions writing,
            int threads,
            @Nullable Duration grace) {
        /** Less is no time for a backup to end. */
        public static final Duration LEAST_GRACE = Duration.ofHours(1);

        /** Where nothing else is asked for. */
        public static final Duration USUAL_GRACE = Duration.ofDays(1);

        /** Packs of less are joined where nothing else is asked for; as restic. */
        public static final long SMALL_PACK = 4 << 20;

        /** What is done where nothing is asked for. */
        public static Request usual(WriteOptions writing, int threads) {
            return new Request(
                    UnusedLimit.usual(),
                    Long.MAX_VALUE,
                    SMALL_PACK,
                    false,
                    false,
                    Set.of(),
                    false,
                    writing,
                    threads,
                    null);
        }

        /**
         * The same in two phases.
         *
         * @throws InvalidRequest if the time is too short, or there may be no room for a new index
         */
        public Request inTwoPhases(Duration time) {
            if (time.compareTo(LEAST_GRACE) < 0) {
                throw new InvalidRequest("a grace time of less than an hour is too short", "give 1h or more");
            }
            if (recoverSpace) {
                throw new InvalidRequest(
                        "a prune in two phases frees no space at once", "leave out one of the two flags");
            }
            return new Request(
                    maxUnused,
                    maxRepackBytes,
                    smallPackBytes,
                    cacheableOnly,
                    compressAll,
                    forgotten,
                    false,
                    writing,
                    threads,
                    time);
        }
    }

    /** @param lock beside which nobody else prunes, but for a plan that will not be carried out */
    public Prune(Repository repository, RepositoryLock lock, Request request, PruneProgress progress) {
        this.repository = repository;
        this.lock = lock;
        this.request = request;
        this.progress = progress;
    }

    /**
     * Finds out what is to be done.
     *
     * @throws EngineException if anything that a snapshot needs, or any index file, is missing or can't be read
     */
    public PrunePlan plan() {
        if (request.compressAll() && repository.config().version() == 1) {
            throw new InvalidRequest(
                    "repositories of version 1 hold nothing compressed", "leave --repack-uncompressed out");
        }
        lock.ensureHeld();
        if (request.grace() == null) {
            List<ObjectId> roots = roots();
            return plan(IndexFiles.load(repository, request.threads(), progress), roots, null);
        }
        // In this order: on what was marked when the locks are read, only their owners rely, and snapshots that are
        // there.
        IndexFiles indexes = IndexFiles.load(repository, request.threads(), progress);
        Marking marking = marking(request.grace());
        List<ObjectId> roots = roots();
        // What backups that ended meanwhile have stored.
        indexes.loadNew(request.threads(), progress);
        return plan(indexes, roots, marking);
    }

    private PrunePlan plan(IndexFiles indexes, List<ObjectId> roots, @Nullable Marking marking) {
        repository.useIndex(indexes.index());
        progress.begin(PruneProgress.Phase.TREES, 0);
        BitSet needed =
                UsedBlobs.of(repository, indexes.index(), roots, new BitSet(), request.threads(), progress.trees());
        return new PrunePlanner(repository, request, progress, indexes, needed, marking).plan();
    }

    private Marking marking(Duration grace) {
        Instant now = repository.client().clock().instant();
        List<LockFile> others = new ArrayList<>(lock.others());
        // Once more: a listing may miss a lock that is written anew meanwhile.
        others.addAll(lock.others());
        return Marking.of(at(now), at(now.plus(grace)), others, lock.followsDeadWriter());
    }

    private Timestamp at(Instant moment) {
        return Timestamp.of(moment, repository.client().zone().getRules().getOffset(moment));
    }

    private List<ObjectId> roots() {
        List<FileInfo> listed = repository.files(FileType.SNAPSHOT);
        listed.removeIf(info -> request.forgotten().contains(info.file().id()));
        progress.begin(PruneProgress.Phase.SNAPSHOTS, listed.size());
        List<ObjectId> roots = new ArrayList<>();
        new Parallel(request.threads()).forEach(listed, info -> {
            ObjectId tree = repository.snapshot(info).tree();
            synchronized (roots) {
                roots.add(tree);
            }
            progress.itemDone();
        });
        return roots;
    }

    /** Carries a plan out that this object made. */
    public void run(PrunePlan plan) {
        if (request.grace() == null ? !lock.isExclusive() : !lock.mayPrune()) {
            throw new IllegalStateException("what deletes needs an exclusive lock");
        }
        refuseLiving(plan.forgotten());
        IndexFiles indexes = plan.inner().indexes();
        IndexFiles.Layout layout = plan.inner().layout();
        try {
            if (request.recoverSpace()) {
                recover(plan, layout);
                return;
            }
            copy(plan);
            progress.begin(PruneProgress.Phase.NEW_INDEX, plan.replacedIndexes().size());
            indexes.save(plan.replacedIndexes(), layout, lock);
            delete(PruneProgress.Phase.OLD_INDEX, plan.replacedIndexes());
            if (request.grace() == null) {
                deletePacks(plan);
            } else {
                sweep(plan);
            }
        } finally {
            repository.forgetIndex();
        }
    }

    private void refuseLiving(Set<ObjectId> forgotten) {
        for (ObjectId snapshot : forgotten) {
            if (repository
                    .backend()
                    .stat(FileRef.of(FileType.SNAPSHOT, snapshot))
                    .isPresent()) {
                throw new InvalidRequest("snapshot " + snapshot + " is still there", "forget it first");
            }
        }
    }

    private void copy(PrunePlan plan) {
        Repack repack = new Repack(repository, plan.inner(), request, progress);
        repack.verifyKept();
        repack.copy(plan.repack(), lock);
    }

    private void deletePacks(PrunePlan plan) {
        List<ObjectId> packs = new ArrayList<>(plan.unreferenced());
        packs.addAll(plan.remove());
        packs.addAll(plan.repack());
        delete(
                PruneProgress.Phase.DELETE,
                packs.stream().map(id -> FileRef.of(FileType.PACK, id)).toList());
    }

    /** A backup that saw the marks may have listed packs again that it needs, before the marks were taken away. */
    private void sweep(PrunePlan plan) {
        if (plan.sweep().isEmpty()) {
            return;
        }
        Set<ObjectId> listed = plan.inner().indexes().listedSince();
        delete(
                PruneProgress.Phase.DELETE,
                plan.sweep().stream()
                        .filter(pack -> !listed.contains(pack))
                        .map(id -> FileRef.of(FileType.PACK, id))
                        .toList());
    }

    private void delete(PruneProgress.Phase phase, List<FileRef> files) {
        progress.begin(phase, files.size());
        new Parallel(repository.backend().capabilities().connections()).forEach(files, file -> {
            lock.ensureHeld();
            repository.backend().delete(file);
            progress.itemDone();
        });
    }

    /** No index file tells of a pack that is gone here either: were it so, a backup might rely on that pack. */
    private void recover(PrunePlan plan, IndexFiles.Layout layout) {
        IndexFiles indexes = plan.inner().indexes();
        delete(
                PruneProgress.Phase.DELETE,
                plan.unreferenced().stream()
                        .map(id -> FileRef.of(FileType.PACK, id))
                        .toList());
        if (plan.replacedIndexes().isEmpty()) {
            return;
        }
        boolean isSaved = isSaved(indexes, plan, layout);
        delete(PruneProgress.Phase.OLD_INDEX, plan.replacedIndexes());
        isSaved = isSaved || isSaved(indexes, plan, layout);
        delete(
                PruneProgress.Phase.DELETE,
                plan.remove().stream().map(id -> FileRef.of(FileType.PACK, id)).toList());
        if (!isSaved) {
            indexes.save(plan.replacedIndexes(), layout, lock);
        }
    }

    private boolean isSaved(IndexFiles indexes, PrunePlan plan, IndexFiles.Layout layout) {
        try {
            indexes.save(plan.replacedIndexes(), layout, lock);
            return true;
        } catch (StorageFull e) {
            return false;
        }
    }
}
