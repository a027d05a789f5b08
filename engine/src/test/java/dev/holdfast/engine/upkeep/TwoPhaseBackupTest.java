package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException.PrunedMeanwhile;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Check;
import dev.holdfast.engine.op.CheckProgress;
import dev.holdfast.engine.op.Finding;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ReadSubset;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups while packs are marked and swept. */
final class TwoPhaseBackupTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plus(TwoPhaseScene.GRACE);
    private static final MemorySource FORGOTTEN = new MemorySource(2, 8, 2_000, 5);

    @TempDir
    private Path home;

    private LocalBackend backend;
    private ResticProgram restic;

    /** What was backed up last was forgotten. */
    @BeforeEach
    void make() {
        Path folder = home.resolve("repository");
        backend = LocalBackend.at(folder);
        restic = ResticProgram.newest(folder);
        ScratchRepository.make(backend, 2);
        PruneScene.backup(backend, new MemorySource(1, 12, 2_000, 1), false);
        forget(PruneScene.backup(backend, FORGOTTEN, false));
    }

    private void forget(ObjectId snapshot) {
        backend.delete(FileRef.of(FileType.SNAPSHOT, snapshot));
    }

    private void check() {
        restic.run("check", "--read-data", "--no-lock", "--quiet");
    }

    @Test
    void aBackupThatReliesOnWhatIsMarkedMeanwhileListsItAgain() {
        ObjectId made = TwoPhaseScene.backup(backend, FORGOTTEN, () -> {
            assertTrue(
                    TwoPhaseScene.prune(backend, NOW).figures().marks().marked().packs() > 2);
        });

        check();
        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);
        assertTrue(snapshots.containsKey(made));
        TwoPhaseScene.prune(backend, LATER);
        TwoPhaseScene.prune(backend, LATER.plus(TwoPhaseScene.GRACE));
        assertEquals(snapshots, Soundness.read(backend));
        check();
    }

    @Test
    void aBackupThatBeginsAfterwardsReliesOnNothingThatIsMarked() {
        TwoPhaseScene.prune(backend, NOW);
        int packs = PruneScene.files(backend, FileType.PACK).size();

        PruneScene.backup(backend, FORGOTTEN, false);

        assertTrue(PruneScene.files(backend, FileType.PACK).size() > packs + 2);
        check();
        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);
        assertEquals(
                0,
                TwoPhaseScene.prune(backend, LATER).figures().marks().relisted().packs());
        assertEquals(snapshots, Soundness.read(backend));
        check();
    }

    @Test
    void nothingIsSweptWhileSomeoneRunsWhoMayRelyOnIt() {
        ObjectId made = TwoPhaseScene.backup(backend, FORGOTTEN, () -> {
            long marked =
                    TwoPhaseScene.prune(backend, NOW).figures().marks().marked().packs();
            for (Instant time = LATER; time.isBefore(LATER.plusSeconds(600_000)); time = time.plusSeconds(200_000)) {
                PruneFigures.Marks marks =
                        TwoPhaseScene.prune(backend, time).figures().marks();
                assertEquals(marked, marks.held().packs());
                assertEquals(0, marks.swept().packs());
            }
        });

        check();
        assertTrue(Soundness.read(backend).containsKey(made));
    }

    @Test
    void whoComesLaterKeepsNothingFromBeingSwept() {
        long marked =
                TwoPhaseScene.prune(backend, NOW).figures().marks().marked().packs();
        TwoPhaseScene.prune(backend, NOW.plusSeconds(1));

        ObjectId made = TwoPhaseScene.backup(
                backend,
                new MemorySource(1, 3, 2_000, 9),
                () -> assertEquals(
                        marked,
                        TwoPhaseScene.prune(backend, LATER)
                                .figures()
                                .marks()
                                .swept()
                                .packs()));

        check();
        assertTrue(Soundness.read(backend).containsKey(made));
    }

    @Test
    void aBackupWhoseLockWasTakenAwayWritesNoSnapshotOfWhatIsGone() {
        Map<ObjectId, ObjectId> before = Soundness.read(backend);

        assertThrows(
                PrunedMeanwhile.class,
                () -> TwoPhaseScene.backup(backend, FORGOTTEN, () -> {
                    PruneScene.removeLocks(backend);
                    TwoPhaseScene.prune(backend, NOW);
                    TwoPhaseScene.prune(backend, LATER);
                }));

        assertEquals(before, Soundness.read(backend));
        check();
        ObjectId again = PruneScene.backup(backend, FORGOTTEN, false);
        check();
        assertTrue(Soundness.read(backend).containsKey(again));
    }

    @Test
    void onlyOneMayPrune() {
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquireToPrune(repository)) {
            lock.ensureHeld();

            assertThrows(RepositoryLocked.class, () -> TwoPhaseScene.prune(backend, NOW));
            assertThrows(RepositoryLocked.class, () -> PruneScene.prune(backend, PruneScene.thorough()));
            PruneScene.backup(backend, FORGOTTEN, false);
        }
        check();
    }

    @Test
    void aSharedLockAloneDoesNotAllowToPrune() {
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            Prune prune = new Prune(repository, lock, TwoPhaseScene.request(), new PruneProgress());
            PrunePlan plan = prune.plan();

            assertThrows(IllegalStateException.class, () -> prune.run(plan));
        }
    }

    @Test
    void theExclusivePruneTakesWhatIsMarkedAtOnceAndKeepsWhatIsNeeded() {
        markedThoughNeeded();
        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);

        PruneScene.prune(backend, PruneScene.thorough());

        assertFalse(TwoPhaseScene.index(backend).hasMarks());
        assertEquals(snapshots, Soundness.read(backend));
        check();
        assertTrue(PruneScene.plan(backend, PruneScene.thorough()).isEmpty());
    }

    /** As after a backup of restic that began before the packs were marked. */
    private void markedThoughNeeded() {
        ObjectId needed = PruneScene.backup(backend, FORGOTTEN, false);
        FileRef file = FileRef.of(FileType.SNAPSHOT, needed);
        byte[] snapshot = backend.load(file, Range.ALL);
        backend.delete(file);
        forget(PruneScene.backup(backend, new MemorySource(1, 6, 2_000, 8), false));
        TwoPhaseScene.prune(backend, NOW);
        backend.save(file, snapshot);
    }

    @Test
    void aCheckTellsWhatIsMarkedAndWhatMendsIt() {
        markedThoughNeeded();

        List<Finding> findings = new ArrayList<>();
        try (Repository repository = ScratchRepository.open(backend)) {
            Check.Request all = new Check.Request(SnapshotFilter.ALL, Set.of(), ReadSubset.all(), 2, new Random(1));
            assertTrue(new Check(repository, all, findings::add, new CheckProgress())
                    .run()
                    .isSound());
        }

        assertEquals(2, findings.size(), findings::toString);
        assertTrue(findings.toString().contains("are marked, to be deleted by `holdfast prune --two-phase`"));
        assertTrue(findings.toString().contains("`holdfast prune --two-phase` mends that"));
    }

    @Test
    void whatResticDeletedOfTheMarkedIsForgotten() {
        TwoPhaseScene.prune(backend, NOW);
        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);

        restic.run("prune", "--quiet", "--max-unused", "unlimited");

        assertEquals(snapshots, Soundness.read(backend));
        TwoPhaseScene.prune(backend, NOW.plusSeconds(1));
        assertFalse(TwoPhaseScene.index(backend).hasMarks());
        assertEquals(snapshots, Soundness.read(backend));
        check();
    }

    @Test
    void resticRefusesToPruneWhatASnapshotNeeds() {
        markedThoughNeeded();
        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);

        assertNotEquals(0, restic.attempt("prune", "--quiet").code());

        assertEquals(snapshots, Soundness.read(backend));
        TwoPhaseScene.prune(backend, LATER);
        check();
        assertEquals(snapshots, Soundness.read(backend));
    }

    @Test
    void aRepairOfTheIndexKeepsMarks() {
        long marked =
                TwoPhaseScene.prune(backend, NOW).figures().marks().marked().packs();
        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);

        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            new RepairIndex(repository, lock, change -> {
                        throw new AssertionError(change);
                    })
                    .run(false);
        }

        assertEquals(
                marked,
                TwoPhaseScene.plan(backend, NOW).figures().marks().waiting().packs());
        assertEquals(snapshots, Soundness.read(backend));
    }

    @Test
    void resticsBackupThatBeganBeforeTheMarkIsMended() throws Exception {
        Path content = content("stream", 6_000_000);
        restic.run("backup", "--quiet", "--stdin-from-command", "--", "cat", content.toString());
        forgetLatestOfRestic();
        // So that it shares an index file with what is needed.
        PruneScene.prune(backend, PruneScene.request(new UnusedLimit.Unlimited()));
        restic.run("backup", "--quiet", "--stdin-from-command", "--", "cat", content.toString());
        PruneScene.backup(backend, new MemorySource(1, 6, 2_000, 8), false);
        forget(PruneScene.backup(backend, new MemorySource(1, 6, 2_000, 4), false));
        PruneScene.prune(backend, PruneScene.thorough());
        forgetLatestOfRestic();

        duringResticsBackup(content, () -> {
            PruneFigures.Marks marks =
                    TwoPhaseScene.prune(backend, NOW).figures().marks();
            assertTrue(marks.marked().bytes() > 5_000_000, marks::toString);
            assertEquals(
                    0,
                    TwoPhaseScene.prune(backend, LATER)
                            .figures()
                            .marks()
                            .swept()
                            .packs());
        });

        Map<ObjectId, ObjectId> snapshots = Soundness.read(backend);
        PruneFigures.Marks mended =
                TwoPhaseScene.prune(backend, LATER.plusSeconds(1)).figures().marks();
        assertTrue(mended.relisted().bytes() > 5_000_000, mended::toString);
        assertEquals(snapshots, Soundness.read(backend));
        check();
    }

    @Test
    void whatResticMayJustHaveStoredIsLeftAlone() throws Exception {
        Path content = content("stream", 3_000_000);
        restic.run("backup", "--quiet", "--stdin-from-command", "--", "cat", content.toString());
        forgetLatestOfRestic();

        duringResticsBackup(content, () -> {
            PruneFigures.Marks marks =
                    TwoPhaseScene.prune(backend, NOW).figures().marks();
            assertTrue(marks.leftAlone().bytes() > 2_000_000, marks::toString);
        });

        check();
        Soundness.read(backend);
    }

    private Path content(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return Files.write(home.resolve(name), bytes);
    }

    /** The only snapshot that names a standard input. */
    private void forgetLatestOfRestic() {
        String listed = restic.run("snapshots", "--json", "--path", "/stdin", "--no-lock");
        int at = listed.lastIndexOf("\"id\":\"") + 6;
        forget(ObjectId.parse(listed.substring(at, at + 64)));
    }

    /** Acts when restic has read all of the content, but not yet its end. */
    private void duringResticsBackup(Path content, Runnable work) throws Exception {
        Path fifo = home.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        Process backup = restic.start(
                home.resolve("restic.out"),
                "backup",
                "--stdin-from-command",
                "--",
                "sh",
                "-c",
                "cat \"$1\"; cat \"$2\"",
                "sh",
                content.toString(),
                fifo.toString());
        // Opens when the other end does.
        try (OutputStream _ = Files.newOutputStream(fifo)) {
            work.run();
        } finally {
            backup.waitFor();
        }
        assertEquals(0, backup.exitValue(), Files.readString(home.resolve("restic.out")));
        for (FileInfo left : PruneScene.files(backend, FileType.LOCK)) {
            throw new AssertionError(left + " is left");
        }
    }
}
