package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.upkeep.RepairIndex.Change;
import dev.holdfast.engine.upkeep.RepairIndex.Wrong;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged repositories get an index again that tells of the packs that are there; the real restic is content with it. */
final class RepairIndexTest {
    @TempDir
    Path folder;

    private DamagedRepository damaged;
    private List<String> before;

    @BeforeEach
    void make() {
        damaged = DamagedRepository.in(folder);
        before = DamagedRepository.indexed(damaged.fixture);
    }

    @AfterEach
    void close() {
        damaged.close();
    }

    @Test
    void everyIndexFileMissingIsBuiltFromThePacks() {
        damaged.files(FileType.INDEX).forEach(file -> damaged.fixture.backend().delete(file.file()));

        List<Change> changes = repair(false);

        assertEquals(damaged.files(FileType.PACK).size(), count(changes, Wrong.PACK_NOT_INDEXED));
        assertMended(changes);
    }

    @Test
    void aPackThatMayNotBeReadStaysInTheIndex() {
        FileRef pack = damaged.packs(BlobType.DATA).getFirst();
        List<Change> changes = new ArrayList<>();

        try (Repository open = damaged.withoutPermissionFor(pack);
                RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            RepairIndex repair = new RepairIndex(open, lock, changes::add);
            assertThrows(BackendFailure.class, () -> repair.run(true));
        }

        assertEquals(List.of(), changes);
        assertEquals(before, DamagedRepository.indexed(damaged.fixture));
        damaged.assertSound();
    }

    @Test
    void oneDamagedIndexFileIsReplaced() {
        FileRef index = damaged.files(FileType.INDEX).getFirst().file();
        damaged.turnBit(index, 40);

        List<Change> changes = repair(false);

        assertEquals(index, changes.getFirst().file());
        assertEquals(Wrong.INDEX_DAMAGED, changes.getFirst().wrong());
        assertMended(changes);
    }

    @Test
    void junkAndEmptyIndexFilesAreRemoved() {
        damaged.fixture.backend().save(index("ab"), "junk".getBytes(StandardCharsets.UTF_8));
        damaged.fixture.backend().save(index("cd"), new byte[0]);

        assertMended(repair(false));
    }

    @Test
    void duplicateIndexFilesBecomeOne() {
        ObjectId pack = damaged.packs(BlobType.DATA).getFirst().id();
        IndexWriter again = new IndexWriter(1000);
        tell(again, pack, 0);
        damaged.fixture.repository().saveUnpacked(FileType.INDEX, again.finish().toBytes());

        assertMended(repair(false));
    }

    @Test
    void lyingIndexFileIsNotBelieved() {
        ObjectId pack = damaged.packs(BlobType.DATA).getFirst().id();
        IndexWriter lie = new IndexWriter(1000);
        tell(lie, pack, 8);
        damaged.fixture.repository().saveUnpacked(FileType.INDEX, lie.finish().toBytes());

        List<Change> changes = repair(false);

        assertEquals(1, count(changes, Wrong.PACK_MISTOLD));
        assertMended(changes);
    }

    @Test
    void lieOfTheRightSizeIsFoundByReadingAllPacks() {
        Repository open = damaged.fixture.reopen();
        IndexWriter lie = new IndexWriter(4000);
        for (ObjectId pack : open.index().packs()) {
            lie.pack(pack);
            open.index().blobs(pack).forEach(blob -> {
                ObjectId other = new ObjectId(blob.id().first() ^ 1, 2, 3, 4);
                lie.blob(other, blob.type(), blob.offset(), blob.length(), blob.plainLength());
            });
        }
        damaged.files(FileType.INDEX).forEach(file -> damaged.fixture.backend().delete(file.file()));
        open.saveUnpacked(FileType.INDEX, lie.finish().toBytes());

        assertMended(repair(true));
    }

    @Test
    void missingPackIsNoLongerIndexed() {
        FileRef pack = damaged.packs(BlobType.DATA).getLast();
        damaged.fixture.backend().delete(pack);

        List<Change> changes = repair(false);

        assertEquals(List.of(new Change(pack, Wrong.PACK_MISSING, "it is not there")), changes);
        before.removeIf(line -> line.contains(pack.id().toString()));
        assertEquals(before, DamagedRepository.indexed(damaged.fixture));
    }

    @Test
    void cutPackIsNoLongerIndexed() {
        FileRef pack = damaged.packs(BlobType.DATA).getLast();
        damaged.cut(pack, damaged.load(pack).length - 5);

        List<Change> changes = repair(false);

        assertEquals(1, count(changes, Wrong.PACK_BROKEN));
        before.removeIf(line -> line.contains(pack.id().toString()));
        assertEquals(before, DamagedRepository.indexed(damaged.fixture));
    }

    @Test
    void brokenHeaderTakesThePackOutIfAllAreRead() {
        FileRef pack = damaged.packs(BlobType.DATA).getLast();
        damaged.turnBit(pack, -20);

        List<Change> changes = repair(true);

        assertEquals(1, count(changes, Wrong.PACK_BROKEN));
        before.removeIf(line -> line.contains(pack.id().toString()));
        assertEquals(before, DamagedRepository.indexed(damaged.fixture));
    }

    @Test
    void leavesTheBlobsThatResticLeaves() {
        List<Consumer<DamagedRepository>> damages = List.of(
                d -> d.turnBit(d.files(FileType.INDEX).getLast().file(), 50),
                d -> d.fixture.backend().delete(d.packs(BlobType.DATA).getFirst()),
                d -> d.cut(d.packs(BlobType.DATA).getFirst(), 400),
                d -> d.fixture
                        .backend()
                        .save(FileRef.of(FileType.PACK, index("12").id()), new byte[300]));
        for (int i = 0; i < damages.size(); i++) {
            for (boolean readAll : new boolean[] {false, true}) {
                Path place = folder.resolve("case" + i + readAll);
                try (DamagedRepository one = DamagedRepository.in(place)) {
                    damages.get(i).accept(one);
                    if (readAll) {
                        one.resticOnCopy().run("repair", "index", "--read-all-packs");
                    } else {
                        one.resticOnCopy().run("repair", "index");
                    }
                    repair(one, readAll);
                    try (RepositoryFixture theirs = RepositoryFixture.existing(place.resolve("copy"))) {
                        assertEquals(
                                DamagedRepository.indexed(theirs),
                                DamagedRepository.indexed(one.fixture),
                                "damage " + i);
                    }
                }
            }
        }
    }

    private void tell(IndexWriter writer, ObjectId pack, int shift) {
        writer.pack(pack);
        damaged.fixture
                .reopen()
                .index()
                .blobs(pack)
                .forEach(blob ->
                        writer.blob(blob.id(), blob.type(), blob.offset() + shift, blob.length(), blob.plainLength()));
    }

    private static FileRef index(String byteInHex) {
        return FileRef.of(FileType.INDEX, ObjectId.parse(byteInHex.repeat(32)));
    }

    private List<Change> repair(boolean readAll) {
        return repair(damaged, readAll);
    }

    private static List<Change> repair(DamagedRepository damaged, boolean readAll) {
        List<Change> changes = new ArrayList<>();
        Repository open = damaged.fixture.reopen();
        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            new RepairIndex(open, lock, changes::add).run(readAll);
        }
        return changes;
    }

    private static long count(List<Change> changes, Wrong wrong) {
        return changes.stream().filter(change -> change.wrong() == wrong).count();
    }

    private void assertMended(List<Change> changes) {
        assertEquals(before, DamagedRepository.indexed(damaged.fixture), changes::toString);
        damaged.assertSound();
        damaged.assertRestores(damaged.second);
        assertTrue(damaged.files(FileType.INDEX).size() == 1, "one index file is left");
    }
}
