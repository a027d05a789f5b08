package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a prune does, and what it refuses. */
final class PruneTest {
    private final MemoryBackend backend = PruneScene.made();
    private final Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);

    @Test
    void everythingThatIsNotNeededGoes() {
        PrunePlan plan = PruneScene.prune(backend, PruneScene.thorough());

        PruneFigures figures = plan.figures();
        assertTrue(figures.duplicates().blobs() > 0 && figures.unused().blobs() > 0, figures::toString);
        assertTrue(figures.removed().blobs() > 0 && figures.repacked().blobs() > 0, figures::toString);
        assertEquals(5_000, figures.unreferencedBytes());
        assertEquals(0, figures.unusedBytesAfter());
        assertEquals(snapshots, Soundness.read(backend));
        PruneFigures after = PruneScene.plan(backend, PruneScene.thorough()).figures();
        assertEquals(figures.remaining(), after.used());
        assertEquals(after.used(), after.total());
    }

    @Test
    void aPlanChangesNothing() {
        Set<FileRef> before = allFiles();

        assertFalse(PruneScene.plan(backend, PruneScene.thorough()).isEmpty());

        assertEquals(before, allFiles());
    }

    @Test
    void whatIsToleratedStays() {
        PrunePlan plan = PruneScene.prune(backend, PruneScene.request(new UnusedLimit.Unlimited()));

        assertTrue(plan.figures().unusedBytesAfter() > 0);
        assertTrue(plan.figures().removed().blobs() > 0);
        assertEquals(snapshots, Soundness.read(backend));
    }

    @Test
    void withoutSnapshotsEverythingGoes() {
        snapshots.keySet().forEach(id -> backend.delete(FileRef.of(FileType.SNAPSHOT, id)));

        PruneScene.prune(backend, PruneScene.thorough());

        assertEquals(List.of(), PruneScene.files(backend, FileType.PACK));
        assertEquals(List.of(), PruneScene.files(backend, FileType.INDEX));
    }

    @Test
    void anUnreadableSnapshotIsRefused() {
        damage(FileRef.of(FileType.SNAPSHOT, snapshots.keySet().iterator().next()));

        refuses(DamagedFile.class);
    }

    @Test
    void anUnreadableIndexFileIsRefused() {
        damage(PruneScene.files(backend, FileType.INDEX).getFirst().file());

        refuses(DamagedFile.class);
    }

    @Test
    void aLostIndexFileIsRefused() {
        PruneScene.prune(backend, PruneScene.thorough());
        backend.delete(PruneScene.files(backend, FileType.INDEX).getFirst().file());

        refuses(BlobMissing.class);
    }

    @Test
    void anUnreadableTreeIsRefused() {
        PruneScene.prune(backend, PruneScene.thorough());
        damage(packOf(BlobType.TREE, snapshots.values().iterator().next()));

        refuses(DamagedFile.class);
    }

    @Test
    void aMissingPackThatIsNeededIsRefused() {
        PruneScene.prune(backend, PruneScene.thorough());
        backend.delete(dataPack());

        refuses(FileMissing.class);
    }

    @Test
    void aPackOfTheWrongSizeThatIsNeededIsRefused() {
        FileRef pack = PruneScene.plan(backend, PruneScene.thorough()).repack().stream()
                .map(id -> FileRef.of(FileType.PACK, id))
                .findFirst()
                .orElseThrow();
        byte[] bytes = backend.load(pack, Range.ALL);
        backend.save(pack, bytes, 0, bytes.length - 1);

        refuses(DamagedFile.class);
    }

    @Test
    void aMissingPackThatNobodyNeedsIsTakenOutOfTheIndex() {
        ObjectId unused =
                PruneScene.plan(backend, PruneScene.thorough()).remove().getFirst();
        backend.delete(FileRef.of(FileType.PACK, unused));

        PrunePlan plan = PruneScene.prune(backend, PruneScene.thorough());

        assertEquals(List.of(unused), plan.missing());
        assertEquals(snapshots, Soundness.read(backend));
    }

    /** All else of the scene has one copy only, so what is damaged can't be had from elsewhere. */
    @Test
    void aDamagedBlobThatIsToBeCopiedEndsThePruneBeforeAnythingIsDeleted() {
        snapshots.keySet().forEach(id -> backend.delete(FileRef.of(FileType.SNAPSHOT, id)));
        PruneScene.prune(backend, PruneScene.thorough());
        ObjectId large = PruneScene.backup(backend, new MemorySource(1, 24, 2_000, 5), false);
        PruneScene.backup(backend, new MemorySource(1, 12, 2_000, 5), false);
        backend.delete(FileRef.of(FileType.SNAPSHOT, large));
        PrunePlan plan = PruneScene.plan(backend, PruneScene.thorough());
        plan.repack().forEach(id -> damage(FileRef.of(FileType.PACK, id)));

        refusesToDelete(DamagedFile.class);
    }

    @Test
    void noCopyGoesIfTheOneThatStaysIsDamaged() {
        backend.delete(FileRef.of(FileType.PACK, ObjectId.parse("ab".repeat(32))));
        PrunePlan plan = PruneScene.plan(backend, PruneScene.thorough());
        assertFalse(plan.inner().verified().isEmpty());
        int entry = plan.inner().verified().nextSetBit(0);
        damage(FileRef.of(
                FileType.PACK, plan.inner().indexes().index().place(entry).pack()));

        refusesToDelete(DamagedFile.class);
    }

    @Test
    void aFullDiskIsToldAndLosesNothing() {
        FaultyBackend full = new FaultyBackend(
                backend,
                call -> call.operation() == FaultyBackend.Operation.SAVE && call.type() != FileType.LOCK
                        ? Optional.of(Fault.FULL)
                        : Optional.empty());

        assertThrows(StorageFull.class, () -> PruneScene.prune(full, PruneScene.thorough()));

        assertEquals(snapshots, Soundness.read(backend));
    }

    @Test
    void spaceIsFreedWhereThereIsNoneForANewIndex() {
        boolean[] isRoom = new boolean[1];
        FaultyBackend full = new FaultyBackend(backend, call -> {
            isRoom[0] |= call.operation() == FaultyBackend.Operation.DELETE
                    && call.type() == FileType.PACK
                    && !String.valueOf(call.file()).contains("ab".repeat(32));
            boolean saves = call.operation() == FaultyBackend.Operation.SAVE && call.type() != FileType.LOCK;
            return saves && !isRoom[0] ? Optional.of(Fault.FULL) : Optional.empty();
        });
        Prune.Request usual = PruneScene.thorough();
        Prune.Request recovering = new Prune.Request(
                usual.maxUnused(),
                Long.MAX_VALUE,
                usual.smallPackBytes(),
                false,
                false,
                Set.of(),
                true,
                usual.writing(),
                usual.threads(),
                null);

        PrunePlan plan = PruneScene.prune(full, recovering);

        assertTrue(plan.repack().isEmpty() && !plan.remove().isEmpty());
        assertEquals(snapshots, Soundness.read(backend));
    }

    @Test
    void anyOtherLockKeepsItOut() {
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock _ = RepositoryLock.acquire(repository, false)) {
            assertThrows(RepositoryLocked.class, () -> PruneScene.prune(backend, PruneScene.thorough()));
        }
    }

    @Test
    void nothingIsDeletedWithoutTheLock() {
        try (Repository repository = ScratchRepository.open(backend)) {
            RepositoryLock lock = RepositoryLock.acquire(repository, true);
            Prune prune = new Prune(repository, lock, PruneScene.thorough(), new PruneProgress());
            PrunePlan plan = prune.plan();
            lock.close();
            Set<FileRef> before = allFiles();

            assertThrows(LockLost.class, () -> prune.run(plan));

            assertEquals(before, allFiles());
        }
    }

    @Test
    void nothingIsDeletedUnderALockThatOthersShare() {
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            Prune prune = new Prune(repository, lock, PruneScene.thorough(), new PruneProgress());
            PrunePlan plan = prune.plan();

            assertThrows(IllegalStateException.class, () -> prune.run(plan));
        }
    }

    @Test
    void aSnapshotThatWasTakenForGoneMustBeGone() {
        ObjectId snapshot = snapshots.keySet().iterator().next();
        Prune.Request usual = PruneScene.thorough();
        Prune.Request without = new Prune.Request(
                usual.maxUnused(),
                Long.MAX_VALUE,
                usual.smallPackBytes(),
                false,
                false,
                Set.of(snapshot),
                false,
                usual.writing(),
                usual.threads(),
                null);

        assertThrows(InvalidRequest.class, () -> PruneScene.prune(backend, without));

        assertEquals(snapshots, Soundness.read(backend));
    }

    private void refuses(Class<? extends EngineException> kind) {
        Set<FileRef> before = allFiles();

        assertThrows(kind, () -> PruneScene.prune(backend, PruneScene.thorough()));

        assertEquals(before, allFiles());
    }

    private void refusesToDelete(Class<? extends EngineException> kind) {
        Set<FileRef> before = allFiles();

        assertThrows(kind, () -> PruneScene.prune(backend, PruneScene.thorough()));

        assertTrue(allFiles().containsAll(before));
    }

    private Set<FileRef> allFiles() {
        Set<FileRef> files = new HashSet<>();
        for (FileType type : FileType.values()) {
            PruneScene.files(backend, type).stream().map(FileInfo::file).forEach(files::add);
        }
        return files;
    }

    /** Turns a bit in each hundred bytes or so, so that every blob is hit. */
    private void damage(FileRef file) {
        byte[] bytes = backend.load(file, Range.ALL);
        for (int at = 16; at < bytes.length; at += 50) {
            bytes[at] ^= 1;
        }
        backend.save(file, bytes);
    }

    private FileRef packOf(BlobType type, ObjectId blob) {
        try (Repository repository = ScratchRepository.open(backend)) {
            return FileRef.of(
                    FileType.PACK, repository.places(type, blob).getFirst().pack());
        }
    }

    private FileRef dataPack() {
        try (Repository repository = ScratchRepository.open(backend)) {
            ObjectId[] found = new ObjectId[1];
            repository.forEachBlob(place -> found[0] = place.type() == BlobType.DATA ? place.pack() : found[0]);
            return FileRef.of(FileType.PACK, found[0]);
        }
    }
}
