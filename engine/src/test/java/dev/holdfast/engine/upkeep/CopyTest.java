package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FaultyBackend.Call;
import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.TreeWalk;
import dev.holdfast.engine.repo.BlobPlace;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a copy leaves in the destination, and what it makes of damage in the source. */
final class CopyTest {
    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,1", "2,2"})
    void everythingArrivesOnceWhateverTheVersions(int fromVersion, int toVersion) {
        MemoryBackend source = CopyScene.source(fromVersion);
        MemoryBackend destination = CopyScene.empty(toVersion);

        CopyScene.Told told = CopyScene.copy(source, destination);

        assertEquals(3, told.saved.size());
        assertEquals(CopyScene.originals(source), CopyScene.originals(destination));
        CopyScene.assertNothingTwice(destination, "after one copy");
    }

    @Test
    void whatWasCopiedIsNotCopiedAgainInEitherDirection() {
        MemoryBackend source = CopyScene.source(2);
        MemoryBackend destination = CopyScene.empty(2);
        CopyScene.copy(source, destination);
        int files = PruneScene.files(destination, FileType.PACK).size();

        CopyScene.Told again = CopyScene.copy(source, destination);
        CopyScene.Told back = CopyScene.copy(destination, source);

        assertEquals(3, again.present);
        assertEquals(3, back.present);
        assertEquals(Map.of(), again.saved);
        assertEquals(Map.of(), back.saved);
        assertEquals(files, PruneScene.files(destination, FileType.PACK).size());
    }

    @Test
    void whatTheDestinationHasIsNotCopied() {
        MemoryBackend source = CopyScene.source(2);
        MemoryBackend destination = CopyScene.empty(2);
        PruneScene.backup(destination, new MemorySource(2, 10, 3_000, 8), false);
        MemoryBackend empty = CopyScene.empty(2);
        CopyScene.copy(source, empty);
        long whole = bytes(empty);
        long before = bytes(destination);

        CopyScene.copy(source, destination);

        CopyScene.assertNothingTwice(destination, "after the copy");
        assertTrue(bytes(destination) - before < whole / 2, (bytes(destination) - before) + " of " + whole);
    }

    private static long bytes(Backend backend) {
        return PruneScene.files(backend, FileType.PACK).stream()
                .mapToLong(info -> info.size())
                .sum();
    }

    @Test
    void snapshotsKeepAllButTheirParent() {
        MemoryBackend source = CopyScene.source(2);
        MemoryBackend destination = CopyScene.empty(2);

        Map<ObjectId, ObjectId> saved = CopyScene.copy(source, destination).saved;

        try (Repository from = ScratchRepository.open(source);
                Repository to = ScratchRepository.open(destination)) {
            saved.forEach((id, copy) -> assertEquals(from.snapshot(id).copied(id), to.snapshot(copy)));
            ObjectId id = saved.keySet().iterator().next();
            Snapshot copy = to.snapshot(saved.get(id));
            assertNull(copy.parent());
            assertEquals(id, copy.original());
            assertEquals(from.snapshot(id).summary(), copy.summary());
            assertEquals(id, copy.copied(saved.get(id)).original());
        }
    }

    /** As restic has it: see its function similarSnapshots. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "time",
                "tree",
                "hostname",
                "username",
                "uid",
                "gid",
                "fewer paths",
                "other path",
                "excludes",
                "tags"
            })
    void aSnapshotThatDiffersInOneFieldIsNoCopy(String field) {
        Snapshot one = snapshot(List.of("/a", "/b"), List.of("x", "y"), List.of("*.tmp", "*.log"));
        StoredSnapshot source = new StoredSnapshot(id(1), one);
        Snapshot copy = one.copied(id(1));

        CopyPlan same = new CopyPlanner(List.of(new StoredSnapshot(id(2), copy))).plan(List.of(source));
        CopyPlan other =
                new CopyPlanner(List.of(new StoredSnapshot(id(2), changed(copy, field)))).plan(List.of(source));

        assertEquals(List.of(new CopyPlan.Present(source, id(2))), same.present());
        assertEquals(List.of(source), other.snapshots());
    }

    @Test
    void orderOfPathsAndTagsOffsetProgramAndParentDoNotCount() {
        Snapshot one = snapshot(List.of("/a", "/b"), List.of("x", "y"), List.of("*.tmp"));
        Snapshot copy = new Snapshot(
                new Timestamp(5, 6, 7200),
                id(8),
                one.tree(),
                List.of("/b", "/a"),
                one.hostname(),
                one.username(),
                one.uid(),
                one.gid(),
                one.excludes(),
                List.of("y", "x"),
                id(1),
                "another program",
                null);
        StoredSnapshot source = new StoredSnapshot(id(1), one);
        StoredSnapshot twin = new StoredSnapshot(id(1), copy.copied(id(7)));
        StoredSnapshot stranger = new StoredSnapshot(id(3), one);

        assertEquals(1, plan(new StoredSnapshot(id(2), copy), source).present().size());
        assertEquals(1, plan(twin, new StoredSnapshot(id(9), copy)).present().size());
        assertEquals(0, plan(stranger, source).present().size());
    }

    private static CopyPlan plan(StoredSnapshot there, StoredSnapshot source) {
        return new CopyPlanner(List.of(there)).plan(List.of(source));
    }

    private static ObjectId id(int number) {
        return new ObjectId(number, 0, 0, number);
    }

    private static Snapshot snapshot(List<String> paths, List<String> tags, List<String> excludes) {
        return new Snapshot(
                new Timestamp(5, 6, 3600),
                id(4),
                id(5),
                paths,
                "host",
                "user",
                1000,
                100,
                excludes,
                tags,
                null,
                "restic 0.19.1",
                null);
    }

    private static Snapshot changed(Snapshot s, String field) {
        return new Snapshot(
                field.equals("time") ? new Timestamp(5, 7, 3600) : s.time(),
                s.parent(),
                field.equals("tree") ? id(6) : s.tree(),
                switch (field) {
                    case "fewer paths" -> List.of("/a");
                    case "other path" -> List.of("/a", "/c");
                    default -> s.paths();
                },
                field.equals("hostname") ? "other" : s.hostname(),
                field.equals("username") ? "other" : s.username(),
                field.equals("uid") ? 1 : s.uid(),
                field.equals("gid") ? 1 : s.gid(),
                field.equals("excludes") ? List.of("*.log", "*.tmp") : s.excludes(),
                field.equals("tags") ? List.of("x", "z") : s.tags(),
                s.original(),
                s.programVersion(),
                s.summary());
    }

    @Test
    void onlyTheDamagedSnapshotIsLeftOutAndItsFileIsNamed() {
        MemoryBackend source = CopyScene.empty(2);
        List<ObjectId> made = new ArrayList<>();
        for (int seed = 1; seed <= 4; seed++) {
            made.add(PruneScene.backup(source, new MemorySource(2, 6, 3_000, seed), false));
        }
        Map<String, BlobPlace> files = files(source, made.get(1));
        turnBit(source, files.get("/folder000001/file000003"));
        MemoryBackend destination = CopyScene.empty(2);

        CopyScene.Told told = CopyScene.copy(source, destination, CopyScene.request(PruneScene.TINY, Long.MAX_VALUE));

        assertEquals(Set.of(made.get(0), made.get(2), made.get(3)), told.saved.keySet());
        assertEquals(told.saved.keySet(), CopyScene.originals(destination).keySet());
        assertEquals(1, told.failed.size());
        CopyScene.Failure failure = told.failed.getFirst();
        assertEquals(made.get(1), failure.snapshot());
        assertEquals("/folder000001/file000003", String.valueOf(failure.path()));
        BlobPlace lost = files.get("/folder000001/file000003");
        assertEquals("data/" + lost.pack(), ((DamagedFile) failure.reason()).file());
        assertTrue(
                failure.reason().getMessage().contains(lost.id().toString()),
                failure.reason().getMessage());
        CopyScene.assertNothingTwice(destination, "after a copy with damage");
    }

    @Test
    void aDamagedTreeLeavesOutEverySnapshotThatNeedsIt() {
        MemoryBackend source = CopyScene.empty(2);
        ObjectId first = PruneScene.backup(source, new MemorySource(1, 4, 2_000, 1), false);
        ObjectId second = PruneScene.backup(source, new MemorySource(1, 4, 2_000, 1), false);
        ObjectId other = PruneScene.backup(source, new MemorySource(2, 4, 2_000, 2), false);
        try (Repository repository = ScratchRepository.open(source)) {
            ObjectId subtree = repository
                    .tree(repository.snapshot(first).tree())
                    .getFirst()
                    .subtree();
            turnBit(source, repository.places(BlobType.TREE, subtree).getFirst());
        }
        MemoryBackend destination = CopyScene.empty(2);

        CopyScene.Told told = CopyScene.copy(source, destination);

        assertEquals(Set.of(other), told.saved.keySet());
        assertEquals(
                Set.of(first, second),
                Set.of(told.failed.get(0).snapshot(), told.failed.get(1).snapshot()));
        assertEquals("/folder000000", String.valueOf(told.failed.getFirst().path()));
        assertEquals(Set.of(other), CopyScene.originals(destination).keySet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMissingOrCutPackLeavesOutWhatNeedsIt(boolean cut) {
        MemoryBackend source = CopyScene.empty(2);
        ObjectId broken = PruneScene.backup(source, new MemorySource(1, 4, 2_000, 1), false);
        ObjectId sound = PruneScene.backup(source, new MemorySource(1, 4, 2_000, 2), false);
        BlobPlace place = files(source, broken).get("/folder000000/file000002");
        FileRef pack = FileRef.of(FileType.PACK, place.pack());
        byte[] begin = source.load(pack, new Range(0, 10));
        source.delete(pack);
        if (cut) {
            source.save(pack, begin);
        }
        MemoryBackend destination = CopyScene.empty(2);

        CopyScene.Told told = CopyScene.copy(source, destination);

        assertEquals(Set.of(sound), told.saved.keySet());
        assertEquals(
                cut ? DamagedFile.class : FileMissing.class,
                told.failed.getFirst().reason().getClass());
        assertNotNull(told.failed.getFirst().path());
    }

    @Test
    void aBlobThatNoIndexTellsOfLeavesOutWhatNeedsIt() {
        try (RepositoryFixture fixture = RepositoryFixture.create(new MemoryBackend(), 2, InstantSource.system());
                RepositoryFixture target = RepositoryFixture.create(new MemoryBackend(), 2, InstantSource.system())) {
            StoredSnapshot lost = fixture.snapshot(id(77));
            fixture.snapshot(fixture.tree());
            CopyScene.Told told = new CopyScene.Told();

            CopyScene.copy(fixture.reopen(), target.reopen(), CopyScene.tiny(), told);

            assertEquals(1, told.saved.size());
            assertEquals(lost.id(), told.failed.getFirst().snapshot());
            assertEquals(BlobMissing.class, told.failed.getFirst().reason().getClass());
        }
    }

    @Test
    void aSecondSoundCopyIsTakenInPlaceOfADamagedOne() {
        MemoryBackend source = CopyScene.empty(2);
        MemorySource content = new MemorySource(1, 8, 3_000, 5);
        ObjectId snapshot = PruneScene.backup(source, content, false);
        try (Repository repository = ScratchRepository.open(source)) {
            List<BlobPlace> first = new ArrayList<>();
            repository.forEachBlob(first::add);
            PruneScene.backup(source, new MemorySource(1, 8, 3_000, 5), true);
            first.forEach(place -> turnBit(source, place));
        }
        MemoryBackend destination = CopyScene.empty(2);

        CopyScene.Told told = CopyScene.copy(source, destination);

        assertEquals(List.of(), told.failed);
        assertTrue(told.saved.containsKey(snapshot));
        assertEquals(2, told.saved.size());
        assertEquals(told.saved.keySet(), CopyScene.originals(destination).keySet());
        CopyScene.assertNothingTwice(destination, "after the copy");
    }

    @Test
    void theSameRepositoryByAnotherNameIsRefused() {
        MemoryBackend source = CopyScene.source(2);
        FaultyBackend again = new FaultyBackend(source, FaultScript.none());

        assertThrows(InvalidRequest.class, () -> CopyScene.copy(source, again));

        assertEquals(3, PruneScene.files(source, FileType.SNAPSHOT).size());
        assertEquals(0, PruneScene.files(source, FileType.LOCK).size());
    }

    @Test
    void aReplicaOfTheSourceIsADestinationLikeAnyOther() {
        MemoryBackend source = CopyScene.empty(2);
        PruneScene.backup(source, new MemorySource(1, 4, 2_000, 1), false);
        MemoryBackend replica = new MemoryBackend();
        PruneScene.copy(source, replica);
        PruneScene.backup(source, new MemorySource(1, 4, 2_000, 2), false);

        CopyScene.Told told = CopyScene.copy(source, replica);

        assertEquals(1, told.present);
        assertEquals(1, told.saved.size());
        assertEquals(CopyScene.originals(source), CopyScene.originals(replica));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "off", "max"})
    void theAskedCompressionIsWhatArrives(String mode, @TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "a text that becomes shorter\n".repeat(200));
        try (RepositoryFixture fixture = RepositoryFixture.create(new MemoryBackend(), 2, InstantSource.system());
                RepositoryFixture old = RepositoryFixture.create(new MemoryBackend(), 1, InstantSource.system())) {
            for (RepositoryFixture made : List.of(fixture, old)) {
                MemoryBackend destination = CopyScene.empty(2);
                made.backup(text);
                Compression compression = Compression.valueOf(mode.toUpperCase(Locale.ROOT));

                CopyScene.Told told = new CopyScene.Told();
                try (Repository to = ScratchRepository.open(destination)) {
                    CopyScene.copy(
                            made.reopen(),
                            to,
                            CopyScene.request(new WriteOptions(compression, 4 << 20, false), 1),
                            told);
                }

                assertEquals(List.of(), told.failed);
                CopyScene.originals(destination);
                try (Repository to = ScratchRepository.open(destination)) {
                    to.forEachBlob(place -> assertEquals(
                            place.type() == BlobType.TREE || compression != Compression.OFF,
                            place.plainLength() > 0,
                            place.toString()));
                }
            }
        }
    }

    @Test
    void packsAreReadInLargePiecesAndInOrder() {
        MemoryBackend source = CopyScene.empty(2);
        PruneScene.backup(source, new MemorySource(1, 200, 500, 3), false);
        FaultyBackend counted = new FaultyBackend(source, FaultScript.none());

        CopyScene.copy(counted, CopyScene.empty(2));

        Map<FileRef, Integer> loads = new HashMap<>();
        for (Call call : counted.calls()) {
            if (call.operation() == Operation.LOAD && call.type() == FileType.PACK) {
                loads.merge(call.file(), 1, Integer::sum);
            }
        }
        long packs = PruneScene.files(source, FileType.PACK).size();
        // Each pack once for its blobs, and the two trees once more for what they lead to.
        assertTrue(loads.values().stream().mapToInt(n -> n).sum() <= packs + 2, loads.toString());
    }

    @Test
    void afterAnInterruptionTheNextCopyGoesOn() {
        MemoryBackend source = CopyScene.empty(2);
        PruneScene.backup(source, new MemorySource(1, 60, 3_000, 3), false);
        MemoryBackend destination = CopyScene.empty(2);
        FaultyBackend full = new FaultyBackend(
                destination,
                FaultScript.each(
                        call -> call.operation() == Operation.SAVE
                                && call.type() == FileType.PACK
                                && PruneScene.files(destination, FileType.PACK).size() >= 8,
                        Fault.FULL));
        assertThrows(StorageFull.class, () -> CopyScene.copy(source, full));
        long before = bytes(destination);
        assertFalse(PruneScene.files(destination, FileType.INDEX).isEmpty());
        assertEquals(0, PruneScene.files(destination, FileType.SNAPSHOT).size());

        CopyScene.copy(source, destination);

        CopyScene.assertNothingTwice(destination, "after the second copy");
        assertTrue(before > 0);
        assertEquals(CopyScene.originals(source), CopyScene.originals(destination));
    }

    /** The only blob of each file, by path. */
    private static Map<String, BlobPlace> files(Backend backend, ObjectId snapshot) {
        Map<String, BlobPlace> files = new TreeMap<>();
        try (Repository repository = ScratchRepository.open(backend)) {
            new TreeWalk(repository, Selection.ALL, visit -> {
                        if (!visit.node().blobs().isEmpty()) {
                            files.put(
                                    visit.path().toString(),
                                    repository
                                            .places(
                                                    BlobType.DATA,
                                                    visit.node().blobs().getFirst())
                                            .getFirst());
                        }
                        return true;
                    })
                    .walk(repository.snapshot(snapshot).tree());
        }
        return files;
    }

    private static void turnBit(Backend backend, BlobPlace place) {
        FileRef pack = FileRef.of(FileType.PACK, place.pack());
        byte[] content = backend.load(pack, Range.ALL);
        content = Arrays.copyOf(content, content.length);
        content[(int) place.offset() + place.length() / 2] ^= 4;
        backend.delete(pack);
        backend.save(pack, content);
    }
}
