package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.upkeep.RepairPacks.Kind;
import dev.holdfast.engine.upkeep.RepairPacks.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged packs are taken out of the repository, and what can be read of them stays. */
final class RepairPacksTest {
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
    void onlyTheDamagedBlobIsLost() {
        FileRef pack = largestDataPack();
        damaged.turnBit(pack, 50);
        Set<String> before = blobs(damaged.fixture);

        List<Outcome> outcomes = repair(null, pack);

        assertEquals(List.of(Kind.LOST), outcomes.stream().map(Outcome::kind).toList());
        before.remove("DATA " + outcomes.getFirst().blob());
        assertEquals(before, blobs(damaged.fixture));
        assertFalse(damaged.fixture.backend().stat(pack).isPresent());
    }

    @Test
    void lostBlobIsStoredAgainByTheNextBackupOfTheUnchangedFile() {
        FileRef pack = largestDataPack();
        damaged.turnBit(pack, 50);
        repair(null, pack);

        damaged.fixture.reopen();
        damaged.fixture.backup(damaged.source);

        damaged.assertSound();
        damaged.assertRestores(damaged.second);
    }

    @Test
    void missingPackIsHealedByTheNextBackupAfterTheIndexIsRepaired() {
        FileRef pack = largestDataPack();
        damaged.fixture.backend().delete(pack);
        Repository open = damaged.fixture.reopen();
        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            new RepairIndex(open, lock, _ -> {}).run(false);
        }

        damaged.fixture.reopen();
        damaged.fixture.backup(damaged.source);

        damaged.assertSound();
        damaged.assertRestores(damaged.second);
    }

    @Test
    void lostBlobIsTakenFromAnotherRepository() {
        FileRef pack = largestDataPack();
        try (RepositoryFixture other = RepositoryFixture.at(folder.resolve("other"))) {
            other.backup(damaged.source);
            damaged.turnBit(pack, 50);

            List<Outcome> outcomes = repair(other.repository(), pack);

            assertEquals(
                    List.of(Kind.FETCHED), outcomes.stream().map(Outcome::kind).toList());
        }
        damaged.assertSound();
        damaged.assertRestores(damaged.second);
    }

    @Test
    void whatIsCutOffInTheOtherRepositoryTooIsLost() {
        FileRef pack = largestDataPack();
        try (RepositoryFixture other = RepositoryFixture.at(folder.resolve("other"))) {
            other.backup(damaged.source);
            damaged.turnBit(pack, 50);
            for (FileInfo theirs : other.repository().files(FileType.PACK)) {
                other.backend().delete(theirs.file());
                other.backend().save(theirs.file(), new byte[10]);
            }

            List<Outcome> outcomes = repair(other.repository(), pack);

            assertEquals(
                    List.of(Kind.LOST), outcomes.stream().map(Outcome::kind).toList());
        }
    }

    @Test
    void secondCopyIsEnough() {
        FileRef pack = largestDataPack();
        Repository open = damaged.fixture.reopen();
        byte[] content = open.loadBlob(first(open, pack));
        damaged.fixture.storeAgain(BlobType.DATA, content);
        damaged.turnBit(pack, 50);

        List<Outcome> outcomes = repair(null, pack);

        assertEquals(
                List.of(Kind.ELSEWHERE), outcomes.stream().map(Outcome::kind).toList());
        damaged.assertSound();
        damaged.assertRestores(damaged.second);
    }

    @Test
    void cutPackGivesWhatLiesBeforeTheCut() {
        FileRef pack = fullestDataPack();
        damaged.cut(pack, damaged.load(pack).length / 2);
        int blobs = damaged.fixture.reopen().index().blobs(pack.id()).size();

        List<Outcome> outcomes = repair(null, pack);

        assertTrue(outcomes.size() < blobs && !outcomes.isEmpty(), outcomes::toString);
        damaged.fixture.reopen();
        damaged.fixture.backup(damaged.source);
        damaged.assertSound();
    }

    @Test
    void brokenHeaderCostsNothing() {
        FileRef pack = largestDataPack();
        damaged.turnBit(pack, -20);

        assertEquals(List.of(), repair(null, pack));

        damaged.assertSound();
        damaged.assertRestores(damaged.second);
    }

    @Test
    void leavesTheBlobsThatResticLeaves() {
        for (int position : new int[] {3, 400, -20, -2}) {
            Path place = folder.resolve("at" + position);
            try (DamagedRepository one = DamagedRepository.in(place)) {
                FileRef pack = one.packs(BlobType.DATA).getFirst();
                FileRef trees = one.packs(BlobType.TREE).getFirst();
                one.turnBit(pack, position);
                one.turnBit(trees, position);
                one.resticOnCopy()
                        .run("repair", "packs", pack.id().toString(), trees.id().toString());

                repair(one, null, pack, trees);

                try (RepositoryFixture theirs = RepositoryFixture.existing(place.resolve("copy"))) {
                    assertEquals(blobs(theirs), blobs(one.fixture), "bit at " + position);
                }
            }
        }
    }

    @Test
    void ofAPackThatNothingTellsOfItIsSaidThatWhatItHeldIsNotKnown() {
        FileRef pack = FileRef.of(FileType.PACK, ObjectId.parse("ab".repeat(32)));
        damaged.fixture.backend().save(pack, new byte[5_000]);
        Repository open = damaged.fixture.reopen();
        FileInfo info = open.backend().stat(pack).orElseThrow();

        RepairPacks.Result result;
        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            result = new RepairPacks(open, lock, WriteOptions.DEFAULT, null, _ -> {}).run(List.of(info));
        }

        assertEquals(new RepairPacks.Result(0, 0, 0, List.of(pack.id())), result);
    }

    @Test
    void aPackThatMayNotBeReadStaysAndSoDoesTheIndex() throws Exception {
        FileRef pack = largestDataPack();
        FileInfo info = damaged.fixture.backend().stat(pack).orElseThrow();
        List<String> before = DamagedRepository.indexed(damaged.fixture);
        List<Outcome> outcomes = new ArrayList<>();

        try (Repository open = damaged.withoutPermissionFor(pack);
                RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            RepairPacks repair = new RepairPacks(open, lock, WriteOptions.DEFAULT, null, outcomes::add);
            assertThrows(BackendFailure.class, () -> repair.run(List.of(info)));
            assertThrows(BackendFailure.class, () -> new PackCopy(open).keep(info, folder));
        }

        assertEquals(List.of(), outcomes);
        assertEquals(before, DamagedRepository.indexed(damaged.fixture));
        assertFalse(Files.exists(folder.resolve("pack-" + pack.id())), "a copy of nothing");
        damaged.assertSound();
    }

    @Test
    void copyOfTheDamagedPackIsKept() throws Exception {
        FileRef pack = largestDataPack();
        damaged.turnBit(pack, 50);
        Repository open = damaged.fixture.reopen();

        new PackCopy(open).keep(open.backend().stat(pack).orElseThrow(), folder);

        assertEquals(-1, Files.mismatch(folder.resolve("pack-" + pack.id()), written(damaged.load(pack))));
    }

    private Path written(byte[] content) throws Exception {
        return Files.write(folder.resolve("expected"), content);
    }

    private static BlobLocation first(Repository open, FileRef pack) {
        return new BlobLocation(
                pack.id(),
                open.index().blobs(pack.id()).stream()
                        .filter(blob -> blob.offset() == 0)
                        .findFirst()
                        .orElseThrow());
    }

    private FileRef largestDataPack() {
        return damaged.packs(BlobType.DATA).stream()
                .max((a, b) -> Integer.compare(damaged.load(a).length, damaged.load(b).length))
                .orElseThrow();
    }

    private FileRef fullestDataPack() {
        Repository open = damaged.fixture.reopen();
        return damaged.packs(BlobType.DATA).stream()
                .max((a, b) -> Integer.compare(
                        open.index().blobs(a.id()).size(),
                        open.index().blobs(b.id()).size()))
                .orElseThrow();
    }

    private static Set<String> blobs(RepositoryFixture fixture) {
        return DamagedRepository.indexed(fixture).stream()
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Outcome> repair(@Nullable Repository from, FileRef... packs) {
        return repair(damaged, from, packs);
    }

    private static List<Outcome> repair(DamagedRepository damaged, @Nullable Repository from, FileRef... packs) {
        List<Outcome> outcomes = new ArrayList<>();
        Repository open = damaged.fixture.reopen();
        List<FileInfo> infos = new ArrayList<>();
        for (FileRef pack : packs) {
            infos.add(open.backend().stat(pack).orElseThrow());
        }
        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            new RepairPacks(open, lock, WriteOptions.DEFAULT, from, outcomes::add).run(infos);
        }
        return outcomes;
    }
}
