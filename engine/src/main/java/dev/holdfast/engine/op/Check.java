package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Leftovers;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.LockTable;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Verifies a repository: every file that it needs is there and sound, every snapshot leads to all of its data.
 *
 * <p>Damage is a {@link Finding}, not an exception; the check goes on with all that can still be checked. The caller holds
 * an exclusive lock, or accepts that what others do meanwhile may look like damage.
 */
public final class Check {
    private final Repository repository;
    private final Request request;
    private final CheckReport report;
    private final CheckProgress progress;

    /**
     * What to check.
     *
     * @param snapshots only these, and with {@code readData} only packs that they use
     * @param ids only these of them; empty for all
     * @param readData the packs that are read in full
     * @param threads that read and decode
     * @param random chooses packs
     */
    public record Request(
            SnapshotFilter snapshots, Set<ObjectId> ids, ReadSubset readData, int threads, RandomGenerator random) {}

    /**
     * What came of it.
     *
     * @param brokenFiles keys, locks and snapshots that can't be read
     * @param lacksData whether a snapshot leads to what no index tells of
     * @param brokenPacks packs that must be taken out of the repository, by id
     * @param suggestRepairIndex whether the index should be built anew from the packs
     * @param suggestPrune whether prune would remove what is odd
     */
    public record Result(
            long errors,
            long hints,
            List<FileRef> brokenFiles,
            boolean lacksData,
            List<ObjectId> brokenPacks,
            boolean suggestRepairIndex,
            boolean suggestPrune,
            long packsRead,
            long bytesRead) {
        /** Whether nothing is damaged. */
        public boolean isSound() {
            return errors == 0;
        }
    }

    /** @param findings is told each finding at once, by any thread, but never two at a time */
    public Check(Repository repository, Request request, Consumer<Finding> findings, CheckProgress progress) {
        this.repository = repository;
        this.request = request;
        this.report = new CheckReport(findings);
        this.progress = progress;
    }

    /** Runs the check; once. */
    public Result run() {
        checkKeysAndLocks();
        lookForLeftovers();
        List<StoredSnapshot> snapshots = loadSnapshots();
        IndexCheck indexes = new IndexCheck(repository, report, progress);
        Index index = indexes.load(request.threads());
        repository.useIndex(index);
        List<FileInfo> packs = indexes.comparePacks();

        boolean filtered = !request.snapshots().equals(SnapshotFilter.ALL)
                || !request.ids().isEmpty();
        TreeCheck trees = new TreeCheck(repository, index, report, progress, filtered);
        if (indexes.isComplete()) {
            trees.check(snapshots, request.threads());
        } else {
            report.hint("snapshots", "what they lead to was not checked, since the index is damaged: repair it first");
        }
        PackCheck data = new PackCheck(repository, index, report, progress);
        data.check(chosen(packs, filtered && indexes.isComplete(), trees.usedPacks()), request.threads());
        return report.result(data.packsRead(), data.bytesRead());
    }

    private List<FileInfo> chosen(List<FileInfo> packs, boolean onlyUsed, Set<ObjectId> used) {
        List<FileInfo> candidates = new ArrayList<>(packs);
        if (onlyUsed) {
            candidates.removeIf(pack -> !used.contains(pack.file().id()));
        }
        return request.readData().choose(candidates, request.random());
    }

    private void checkKeysAndLocks() {
        progress.begin(CheckProgress.Phase.FILES, 0, 0);
        for (FileInfo key : repository.files(FileType.KEY)) {
            report.attempt(key.file(), () -> repository.keys().load(key));
        }
        for (FileInfo lock : repository.files(FileType.LOCK)) {
            if (lock.size() == 0) {
                report.hint(lock.file().toString(), "it is empty: a run died while writing it");
            } else {
                report.attempt(lock.file(), () -> new LockTable(repository).load(lock));
            }
        }
    }

    private void lookForLeftovers() {
        report.attempt("temporary files", () -> {
            Leftovers left = repository.leftovers();
            if (left.files() > 0) {
                report.hint(
                        "temporary files",
                        left.files() + " are left from killed runs and take " + left.bytes()
                                + " bytes: unlock removes them");
            }
        });
    }

    private List<StoredSnapshot> loadSnapshots() {
        List<FileInfo> files = repository.files(FileType.SNAPSHOT);
        files.removeIf(listed -> !request.ids().isEmpty()
                && !request.ids().contains(listed.file().id()));
        progress.begin(CheckProgress.Phase.SNAPSHOTS, files.size(), 0);
        List<StoredSnapshot> loaded = Collections.synchronizedList(new ArrayList<>());
        new Parallel(request.threads()).forEach(files, listed -> {
            report.attempt(listed.file(), () -> {
                Snapshot snapshot = repository.snapshot(listed);
                if (request.snapshots().matches(snapshot)) {
                    loaded.add(new StoredSnapshot(listed.file().id(), snapshot));
                }
            });
            progress.itemDone();
        });
        loaded.sort(StoredSnapshot.BY_TIME.reversed());
        return loaded;
    }
}
