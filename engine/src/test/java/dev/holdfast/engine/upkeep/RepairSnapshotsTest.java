package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.upkeep.RepairSnapshots.Kind;
import dev.holdfast.engine.upkeep.RepairSnapshots.Loss;
import dev.holdfast.engine.upkeep.RepairSnapshots.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that lead to lost data become snapshots that can be restored, and what they lose is named. */
final class RepairSnapshotsTest {
    @TempDir
    Path folder;

    private DamagedRepository damaged;

    @BeforeEach
    void make() {
        damaged = DamagedRepository.in(folder);
    }

    @AfterEach
    void close() {
        damaged.close();
    }

    @Test
    void lostFileIsNamedInEachSnapshotAndTheRestStays() {
        lose(place("d1/f4"));

        List<Loss> losses = repair(true, false);

        String path = damaged.source + "/d1/f4";
        assertEquals(2, losses.size());
        assertEquals(
                List.of(path, path),
                losses.stream().map(loss -> String.valueOf(loss.path())).toList());
        assertEquals(
                new TreeSet<>(List.of(damaged.first.id(), damaged.second.id())),
                new TreeSet<>(losses.stream().map(Loss::snapshot).toList()));
        damaged.assertSound();
    }

    @Test
    void untouchedSnapshotStaysAsItIs() {
        lose(place("later"));

        List<Loss> losses = repair(true, false);

        assertEquals(
                List.of(damaged.second.id()),
                losses.stream().map(Loss::snapshot).toList());
        assertTrue(snapshots().contains(damaged.first.id()));
        assertEquals(2, snapshots().size());
        damaged.assertSound();
    }

    @Test
    void aFolderThatMayNotBeReadIsNotLost() {
        FileRef pack = damaged.packs(BlobType.TREE).getFirst();
        List<ObjectId> before = snapshots();
        List<Loss> losses = new ArrayList<>();

        try (Repository open = damaged.withoutPermissionFor(pack);
                RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            RepairSnapshots.Request request = new RepairSnapshots.Request(true, false, WriteOptions.DEFAULT);
            RepairSnapshots repair = new RepairSnapshots(open, lock, request, losses::add);
            assertThrows(BackendFailure.class, () -> open.snapshots(_ -> {}).forEach(repair::repair));
        }

        assertEquals(List.of(), losses);
        assertEquals(before, snapshots());
        damaged.assertSound();
    }

    @Test
    void oldSnapshotStaysUnlessItIsToBeForgotten() {
        lose(place("later"));

        repair(false, false);

        Repository open = damaged.fixture.reopen();
        assertEquals(3, snapshots().size());
        StoredSnapshot made = open.snapshots(_ -> {}).stream()
                .filter(stored -> stored.snapshot().tags().contains("repaired"))
                .findFirst()
                .orElseThrow();
        assertEquals(damaged.second.id(), made.snapshot().original());
    }

    @Test
    void dryRunChangesNothing() {
        lose(place("later"));
        List<String> before = DamagedRepository.indexed(damaged.fixture);

        assertEquals(1, repair(true, true).size());

        assertEquals(
                List.of(damaged.first.id(), damaged.second.id()).stream()
                        .sorted()
                        .toList(),
                snapshots());
        assertEquals(before, DamagedRepository.indexed(damaged.fixture));
    }

    @Test
    void lostFolderBecomesEmpty() {
        ObjectId tree = node("d2").subtree();
        lose(damaged.fixture.reopen().index().lookup(BlobType.TREE, tree).orElseThrow());

        List<Loss> losses = repair(true, false);

        assertEquals(
                new Loss(damaged.first.id(), losses.getFirst().path(), Kind.FOLDER),
                losses.stream()
                        .filter(loss -> loss.snapshot().equals(damaged.first.id()))
                        .findFirst()
                        .orElseThrow());
        assertEquals(damaged.source + "/d2", String.valueOf(losses.getFirst().path()));
        damaged.assertSound();
    }

    @Test
    void resticMakesTheSameTrees() {
        lose(place("d1/f4"));
        ObjectId tree = node("d2").subtree();
        lose(damaged.fixture.reopen().index().lookup(BlobType.TREE, tree).orElseThrow());
        damaged.resticOnCopy().run("repair", "snapshots", "--forget");

        repair(true, false);

        try (RepositoryFixture theirs = RepositoryFixture.existing(folder.resolve("copy"))) {
            assertEquals(trees(theirs.repository()), trees(damaged.fixture.reopen()));
        }
    }

    @Test
    void indexThatTellsOfMissingPacksIsRepairedFirst() {
        damaged.fixture.backend().delete(damaged.packs(BlobType.DATA).getFirst());

        InvalidRequest refused = assertThrows(InvalidRequest.class, () -> repair(true, false));

        assertTrue(String.valueOf(refused.getMessage()).contains("not there"), refused::toString);
        assertEquals(2, snapshots().size());
    }

    @Test
    void lostFilesAndFoldersAreTakenFromAnotherRepository() {
        try (RepositoryFixture other = RepositoryFixture.at(folder.resolve("other"))) {
            other.backup(damaged.source);
            lose(place("d1/f4"));
            ObjectId tree = node("d2").subtree();
            lose(damaged.fixture.reopen().index().lookup(BlobType.TREE, tree).orElseThrow());
            Repository open = damaged.fixture.reopen();

            FetchLost.Result result;
            try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
                result = new FetchLost(open, other.repository(), lock, WriteOptions.DEFAULT)
                        .run(open.snapshots(_ -> {}));
            }

            assertEquals(0, result.missing());
            assertTrue(result.fetched() >= 2, result::toString);
        }
        assertEquals(List.of(), repair(true, false));
        damaged.assertSound();
        damaged.assertRestores(damaged.second);
    }

    private BlobLocation place(String name) {
        return damaged.fixture
                .reopen()
                .index()
                .lookup(BlobType.DATA, node(name).blobs().getFirst())
                .orElseThrow();
    }

    private Node node(String name) {
        Repository open = damaged.fixture.reopen();
        List<String> names = new ArrayList<>(
                List.of((damaged.source + "/" + name).substring(1).split("/", -1)));
        ObjectId tree = damaged.second.snapshot().tree();
        while (true) {
            String wanted = names.removeFirst();
            Node found = open.tree(tree).stream()
                    .filter(node -> node.name().toString().equals(wanted))
                    .findFirst()
                    .orElseThrow();
            if (names.isEmpty()) {
                return found;
            }
            assertEquals(NodeType.DIRECTORY, found.type());
            tree = found.tree().orElseThrow();
        }
    }

    /** Damages one blob, and has its pack taken out. */
    private void lose(BlobLocation place) {
        FileRef pack = FileRef.of(FileType.PACK, place.pack());
        damaged.turnBit(pack, place.blob().offset() + 20);
        Repository open = damaged.fixture.reopen();
        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            RepairPacks.Result result = new RepairPacks(open, lock, WriteOptions.DEFAULT, null, _ -> {})
                    .run(List.of(open.backend().stat(pack).orElseThrow()));
            assertEquals(1, result.lost());
        }
    }

    private List<ObjectId> snapshots() {
        return damaged.fixture.repository().ids(FileType.SNAPSHOT).stream()
                .sorted()
                .toList();
    }

    private static List<ObjectId> trees(Repository repository) {
        return repository.snapshots(_ -> {}).stream()
                .map(stored -> stored.snapshot().tree())
                .sorted()
                .toList();
    }

    private List<Loss> repair(boolean forget, boolean dryRun) {
        List<Loss> losses = new ArrayList<>();
        Repository open = damaged.fixture.reopen();
        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            RepairSnapshots repair = new RepairSnapshots(
                    open, lock, new RepairSnapshots.Request(forget, dryRun, WriteOptions.DEFAULT), losses::add);
            for (StoredSnapshot stored : open.snapshots(_ -> {})) {
                Outcome outcome = repair.repair(stored);
                boolean harmed =
                        losses.stream().anyMatch(loss -> loss.snapshot().equals(stored.id()));
                assertEquals(!harmed, outcome instanceof Outcome.Sound);
            }
        }
        return losses;
    }
}
