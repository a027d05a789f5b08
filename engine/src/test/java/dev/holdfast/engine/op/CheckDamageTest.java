package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a repository that were changed, cut off, taken away or added. */
final class CheckDamageTest {
    private static final byte[] PASSWORD = RepositoryFixture.PASSWORD.getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final RepositoryFixture fixture = RepositoryFixture.inMemory();
    private final Backend backend = fixture.backend();

    @BeforeEach
    void makeSnapshots() throws IOException {
        Random random = new Random(5);
        Path tree = Files.createDirectories(folder.resolve("tree"));
        for (int i = 0; i < 40; i++) {
            byte[] content = new byte[random.nextInt(5000)];
            random.nextBytes(content);
            Path file = tree.resolve("d" + i % 5).resolve("f" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }
        byte[] large = new byte[2_500_000];
        random.nextBytes(large);
        Files.write(tree.resolve("large"), large);
        Files.writeString(tree.resolve("text"), "compressible ".repeat(100_000));
        fixture.backup(tree);
        Files.writeString(tree.resolve("second"), "more");
        fixture.backup(tree);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void repositoryAsWrittenIsSound() {
        CheckRun run = CheckRun.full(fixture.reopen());

        run.assertSound();
        assertEquals(backendFiles(FileType.PACK).size(), run.result().packsRead());
        assertEquals(
                backendFiles(FileType.PACK).stream().mapToLong(FileInfo::size).sum(),
                run.result().bytesRead());
    }

    @Test
    void turnedBitsAreFoundInEveryFile() {
        for (FileType type : List.of(FileType.SNAPSHOT, FileType.INDEX, FileType.PACK)) {
            for (FileInfo info : backendFiles(type)) {
                byte[] sound = backend.load(info.file(), Range.ALL);
                for (int position : positions(sound.length)) {
                    replace(info.file(), withTurnedBit(sound, position));

                    CheckRun run = CheckRun.full(fixture.reopen());

                    assertTrue(run.damages(info.file()), () -> info + " at " + position + ": " + run.findings());
                    assertEquals(
                            type == FileType.PACK, !run.result().brokenPacks().isEmpty());
                    assertEquals(type == FileType.INDEX, run.result().suggestRepairIndex());
                }
                replace(info.file(), sound);
            }
        }
        CheckRun.full(fixture.reopen()).assertSound();
    }

    @Test
    void turnedBitInALockIsFound() {
        try (RepositoryLock _ = RepositoryLock.acquire(fixture.repository(), true)) {
            FileRef lock = backendFiles(FileType.LOCK).getFirst().file();
            byte[] sound = backend.load(lock, Range.ALL);
            for (int position : positions(sound.length)) {
                replace(lock, withTurnedBit(sound, position));
                assertTrue(CheckRun.full(fixture.reopen()).damages(lock));
            }
        }
    }

    @Test
    void turnedBitInAKeyIsFoundIfAnotherKeyOpens() {
        FileRef first = backendFiles(FileType.KEY).getFirst().file();
        byte[] sound = backend.load(first, Range.ALL);
        Repository open = fixture.repository();
        for (int position : positions(sound.length)) {
            replace(first, withTurnedBit(sound, position));

            CheckRun.full(open).assertDamage(first, "hash");
            assertThrows(EngineException.class, fixture::reopen);
        }
        replace(first, sound);
    }

    @Test
    void turnedBitInTheConfigKeepsTheRepositoryShut() {
        byte[] sound = backend.load(FileRef.CONFIG, Range.ALL);
        for (int position : positions(sound.length)) {
            replace(FileRef.CONFIG, withTurnedBit(sound, position));

            DamagedFile damaged = assertThrows(DamagedFile.class, fixture::reopen);

            assertEquals("config", damaged.file());
        }
        replace(FileRef.CONFIG, sound);
    }

    @Test
    void cutAndEmptyFilesAreFound() {
        for (FileType type : List.of(FileType.SNAPSHOT, FileType.INDEX, FileType.PACK)) {
            for (FileInfo info : backendFiles(type)) {
                byte[] sound = backend.load(info.file(), Range.ALL);
                for (int length : new int[] {0, 1, 31, 40, sound.length / 2, sound.length - 1}) {
                    replace(info.file(), Arrays.copyOf(sound, Math.min(length, sound.length - 1)));
                    CheckRun run = CheckRun.full(fixture.reopen());
                    assertTrue(run.damages(info.file()), () -> info + " cut to " + length + ": " + run.findings());
                }
                replace(info.file(), sound);
            }
        }
    }

    @Test
    void longerPackIsBroken() {
        FileRef pack = backendFiles(FileType.PACK).getFirst().file();
        byte[] sound = backend.load(pack, Range.ALL);
        replace(pack, Arrays.copyOf(sound, sound.length + 1));

        CheckRun run = CheckRun.of(fixture.reopen(), new ReadSubset.None());

        run.assertDamage(pack, "bytes");
        assertEquals(List.of(pack.id()), run.result().brokenPacks());
    }

    @Test
    void missingFilesAreFound() {
        for (FileInfo info : backendFiles(FileType.PACK)) {
            byte[] sound = backend.load(info.file(), Range.ALL);
            backend.delete(info.file());
            CheckRun.full(fixture.reopen()).assertDamage(info.file(), "missing");
            backend.save(info.file(), sound);
        }
        backendFiles(FileType.INDEX).forEach(info -> backend.delete(info.file()));

        CheckRun run = CheckRun.full(fixture.reopen());

        assertTrue(run.result().errors() >= 2, "no snapshot's tree is in an index");
        assertTrue(run.result().lacksData() && run.result().suggestRepairIndex());
        assertFalse(run.result().suggestPrune(), "a prune is no help");
    }

    @Test
    void foreignFilesAreNamed() {
        byte[] foreign = "not sealed by this repository's key, but long enough to be".getBytes(StandardCharsets.UTF_8);
        ObjectId id = ObjectId.parse("5e".repeat(32));
        for (FileType type : List.of(FileType.SNAPSHOT, FileType.INDEX, FileType.LOCK, FileType.KEY, FileType.PACK)) {
            FileRef file = FileRef.of(type, id);
            backend.save(file, foreign);

            CheckRun run = CheckRun.full(fixture.repository());

            if (type == FileType.PACK) {
                run.assertHint(file, "no index lists it");
            } else {
                assertTrue(run.damages(file), () -> type + ": " + run.findings());
            }
            backend.delete(file);
        }
    }

    @Test
    void fileUnderAnotherFilesNameIsDamaged() {
        for (FileType type : List.of(FileType.SNAPSHOT, FileType.INDEX)) {
            List<FileInfo> files = backendFiles(type);
            FileRef first = files.getFirst().file();
            byte[] sound = backend.load(first, Range.ALL);
            replace(first, backend.load(files.getLast().file(), Range.ALL));
            CheckRun.full(fixture.reopen()).assertDamage(first, "hash");
            replace(first, sound);
        }
    }

    @Test
    void wrongReadThatDoesNotRepeatIsAHint() {
        FaultScript once = FaultScript.first(
                1, call -> call.operation() == Operation.LOAD && isDataPack(call.file()), Fault.CORRUPT);
        FaultyBackend faulty = new FaultyBackend(backend, once);
        Repository repository =
                Repository.open(faulty, PASSWORD, "", fixture.repository().client());

        CheckRun run = CheckRun.full(repository);

        assertTrue(run.result().isSound(), () -> run.findings().toString());
        assertEquals(1, run.result().hints());
        assertTrue(run.findings().getFirst().reason().contains("read again"));
    }

    @Test
    void packThatCannotBeReadIsBroken() {
        FaultScript always = FaultScript.each(
                call -> call.operation() == Operation.LOAD && isDataPack(call.file()), Fault.FAIL_FOR_GOOD);
        Repository repository = Repository.open(
                new FaultyBackend(backend, always),
                PASSWORD,
                "",
                fixture.repository().client());

        CheckRun run = CheckRun.full(repository);

        assertFalse(run.result().isSound());
        assertEquals(dataPacks(), new TreeSet<>(run.result().brokenPacks()));
    }

    /** Trees are read before the packs; so that a fault meets the reading of a pack, it must hold data. */
    private boolean isDataPack(@Nullable FileRef file) {
        return file != null && file.type() == FileType.PACK && dataPacks().contains(file.id());
    }

    private Set<ObjectId> dataPacks() {
        TreeSet<ObjectId> packs = new TreeSet<>();
        fixture.repository().index().forEach(place -> {
            if (place.blob().type() == BlobType.DATA) {
                packs.add(place.pack());
            }
        });
        return packs;
    }

    private List<FileInfo> backendFiles(FileType type) {
        List<FileInfo> files = new ArrayList<>();
        backend.list(type, files::add);
        return files;
    }

    private void replace(FileRef file, byte[] content) {
        backend.delete(file);
        backend.save(file, content);
    }

    /** Beginning, end (a pack's length field and header lie there), and some between. */
    private static List<Integer> positions(int length) {
        TreeSet<Integer> positions = new TreeSet<>(List.of(0, 17, length / 3, length / 2, length - 40));
        positions.addAll(List.of(length - 4, length - 3, length - 1));
        positions.removeIf(position -> position < 0 || position >= length);
        return List.copyOf(positions);
    }

    private static byte[] withTurnedBit(byte[] bytes, int position) {
        byte[] turned = bytes.clone();
        turned[position] ^= 0x10;
        return turned;
    }
}
