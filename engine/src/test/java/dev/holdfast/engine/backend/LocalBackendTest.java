package dev.holdfast.engine.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.RepositoryMissing;
import dev.holdfast.engine.model.ObjectId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBackendTest implements BackendContract {
    private static final byte[] CONTENT = Samples.bytes(1, 1000);
    private static final FileRef PACK = Samples.file(FileType.PACK, CONTENT);
    private static final FileRef INDEX = Samples.file(FileType.INDEX, CONTENT);

    @TempDir
    Path folder;

    @Override
    public Backend open() {
        return LocalBackend.at(root());
    }

    @Override
    public void plantForeignFiles() throws IOException {
        String name = ObjectId.of(new byte[32]).toString();
        String upperCase = "AB" + name.substring(2);
        for (String place : new String[] {"keys", "locks", "snapshots", "index", "data", "data/00", "data/ab"}) {
            Files.writeString(root().resolve(place, "notes.txt"), "foreign", UTF_8);
            Files.writeString(root().resolve(place, name + "-tmp-0123"), "half", UTF_8);
            Files.writeString(root().resolve(place, upperCase), "foreign", UTF_8);
            Files.writeString(root().resolve(place, name.substring(1)), "foreign", UTF_8);
            Files.createDirectory(root().resolve(place, "ff" + name.substring(2)));
            Files.createDirectory(root().resolve(place, "00f" + name.substring(3)));
        }
        Files.writeString(root().resolve("data", "ab", name), "a pack in the wrong folder", UTF_8);
        Files.createDirectory(root().resolve("data", "lost+found"));
    }

    @Test
    void locationIsThePathAsGiven() {
        assertEquals("some/../where", LocalBackend.at(Path.of("some/../where")).location());
    }

    @Test
    void onlyFileSystemsOfThisMachineListAtOnce() {
        Backend backend = LocalBackend.at(root());
        assertFalse(backend.capabilities().listsAtOnce(), "nothing is known of a folder that is not there");

        backend.create();

        assertTrue(backend.capabilities().listsAtOnce());
        assertFalse(LocalBackend.at(Path.of("/proc")).capabilities().listsAtOnce());
    }

    @Test
    void createMakesAllFoldersForTheOwnerAlone() throws IOException {
        LocalBackend.at(folder.resolve("new/and/deep/repository")).create();

        Path root = folder.resolve("new/and/deep/repository");
        assertEquals("rwx------", permissions(root));
        assertEquals("rwx------", permissions(root.resolve("../..").normalize()));
        for (String each : List.of("keys", "locks", "snapshots", "index", "data", "data/00", "data/a9", "data/ff")) {
            assertEquals("rwx------", permissions(root.resolve(each)));
        }
        assertEquals(5, names(root).size());
        assertEquals(256, names(root.resolve("data")).size());
    }

    @Test
    void onlyOldTemporaryFilesOfOurOwnAreLeftovers() throws IOException {
        LocalBackend backend = LocalBackend.at(root());
        backend.create();
        backend.save(PACK, CONTENT);
        String name = PACK.name();
        Path shard = root().resolve("data").resolve(name.substring(0, 2));
        Instant limit = Instant.parse("2026-01-01T00:00:00Z");
        plant(shard.resolve(name + "-tmp-0123456789abcdef"), limit.minusSeconds(1));
        plant(root().resolve("config-tmp-0123456789abcdef"), limit.minusSeconds(1));
        List<Path> kept = List.of(
                plant(shard.resolve(name + "-tmp-0123456789abcde0"), limit),
                plant(shard.resolve(name + "-tmp-0123456789"), limit.minusSeconds(1)),
                plant(shard.resolve(name + "-tmp-0123456789abcdef0"), limit.minusSeconds(1)),
                plant(root().resolve("notes-tmp-0123456789abcdef"), limit.minusSeconds(1)));
        Files.createSymbolicLink(root().resolve("keys").resolve(name + "-tmp-0123456789abcdef"), shard);
        Files.setLastModifiedTime(shard.resolve(name), FileTime.from(Instant.EPOCH));

        Leftovers found = backend.leftovers(limit);
        Leftovers removed = backend.removeLeftovers(limit);

        assertEquals(new Leftovers(2, 6), found);
        assertEquals(found, removed);
        assertEquals(Leftovers.NONE, backend.leftovers(limit));
        assertTrue(kept.stream().allMatch(Files::exists));
        assertArrayEquals(CONTENT, backend.load(PACK, Range.ALL));
    }

    @Test
    void temporaryFileOfAWriteIsOneOfOurOwn() throws IOException {
        LocalBackend backend = LocalBackend.at(root());
        backend.create();
        plant(root().resolve("index").resolve(TemporaryFiles.name(INDEX, new Random(1))), Instant.EPOCH);
        plant(root().resolve(TemporaryFiles.name(FileRef.CONFIG, new Random(1))), Instant.EPOCH);

        assertEquals(new Leftovers(2, 6), backend.leftovers(Instant.EPOCH.plusSeconds(1)));
    }

    @Test
    void whatAGroupMayReadItMayReadWhileItIsBeingDeleted() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        new LocalModes(true, true).unfinish(file);

        assertEquals("rw-rw----", permissions(file));
    }

    private static Path plant(Path file, Instant written) throws IOException {
        Files.writeString(file, "abc", UTF_8);
        return Files.setLastModifiedTime(file, FileTime.from(written));
    }

    @Test
    void createLeavesAnExistingFolderAsItIs() throws IOException {
        Files.createDirectory(root());
        Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(root().resolve("README"), "mine", UTF_8);

        open().create();

        assertEquals("rwxr-xr-x", permissions(root()));
        assertEquals("mine", Files.readString(root().resolve("README"), UTF_8));
    }

    @Test
    void finishedFilesCanOnlyBeReadByTheOwner() throws IOException {
        Backend backend = created();

        backend.save(FileRef.CONFIG, CONTENT);
        backend.save(PACK, CONTENT);

        assertEquals("r--------", permissions(root().resolve("config")));
        assertEquals("r--------", permissions(packPath()));
    }

    @Test
    void groupThatMayReadTheConfigMayReadEverything() throws IOException {
        created().save(FileRef.CONFIG, CONTENT);
        Files.setPosixFilePermissions(root().resolve("config"), PosixFilePermissions.fromString("r--r-----"));
        Files.delete(packPath().getParent());
        Backend backend = open();

        backend.save(PACK, CONTENT);
        backend.save(INDEX, CONTENT);

        assertEquals("r--r-----", permissions(packPath()));
        assertEquals("rwxrwx---", permissions(packPath().getParent()));
        assertEquals("r--r-----", permissions(root().resolve(INDEX.toString())));
    }

    @Test
    void savingLeavesNothingElseBehind() throws IOException {
        Backend backend = created();

        backend.save(PACK, CONTENT);
        backend.save(PACK, CONTENT);

        assertEquals(List.of(PACK.name()), names(packPath().getParent()));
    }

    @Test
    void failedSaveLeavesNoTemporaryFile() throws IOException {
        Backend backend = created();
        Files.createDirectories(packPath().resolve("in the way"));

        BackendFailure failure = assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));

        assertEquals(List.of(PACK.name()), names(packPath().getParent()));
        assertTrue(String.valueOf(failure.getMessage()).contains("can't write " + packPath()), failure::getMessage);
    }

    @Test
    void missingFoldersAreMadeWhereTheConfigIs() throws IOException {
        Backend backend = created();
        backend.save(FileRef.CONFIG, CONTENT);
        for (String name : names(root().resolve("data"))) {
            Files.delete(root().resolve("data", name));
        }
        Files.delete(root().resolve("data"));
        Files.delete(root().resolve("index"));
        backend.list(FileType.PACK, _ -> assertFalse(true));

        backend.save(PACK, CONTENT);
        backend.save(INDEX, CONTENT);

        assertArrayEquals(CONTENT, backend.load(PACK, Range.ALL));
        assertArrayEquals(CONTENT, backend.load(INDEX, Range.ALL));
        assertEquals("rwx------", permissions(packPath().getParent()));
    }

    @Test
    void emptyMountPointIsNotWrittenTo() throws IOException {
        Files.createDirectory(root());
        Backend backend = open();

        assertThrows(RepositoryMissing.class, () -> backend.save(PACK, CONTENT));
        assertThrows(RepositoryMissing.class, () -> backend.save(INDEX, CONTENT));
        backend.delete(PACK);
        backend.delete(INDEX);

        assertEquals(List.of(), names(root()));
    }

    @Test
    void missingRootIsTold() {
        Backend backend = open();

        assertEquals(Optional.empty(), backend.stat(FileRef.CONFIG));
        for (FileType type : FileType.values()) {
            assertThrows(RepositoryMissing.class, () -> backend.list(type, _ -> {}));
        }
        assertThrows(RepositoryMissing.class, () -> backend.save(FileRef.CONFIG, CONTENT));
        assertFalse(Files.exists(root()));
    }

    @Test
    void fileInThePlaceOfTheRootIsTold() throws IOException {
        Files.writeString(root(), "a file", UTF_8);
        Backend backend = open();

        assertEquals(Optional.empty(), backend.stat(FileRef.CONFIG));
        BackendFailure failure = assertThrows(BackendFailure.class, () -> backend.list(FileType.KEY, _ -> {}));
        assertTrue(failure.isPermanent());
        assertTrue(String.valueOf(failure.getMessage()).endsWith("Not a directory"), failure::getMessage);
        assertThrows(BackendFailure.class, backend::create);
        assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));
    }

    @Test
    void dataFolderMayLieElsewhere() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createDirectory(root());
        Files.createSymbolicLink(root().resolve("data"), elsewhere);
        Backend backend = created();
        backend.save(FileRef.CONFIG, CONTENT);
        Files.delete(packPath().getParent());

        backend.save(PACK, CONTENT);

        assertTrue(Files.exists(elsewhere.resolve(PACK.name().substring(0, 2), PACK.name())));
        List<FileInfo> told = new ArrayList<>();
        backend.list(FileType.PACK, told::add);
        assertEquals(List.of(new FileInfo(PACK, CONTENT.length)), told);
        backend.delete(PACK);
        assertEquals(Optional.empty(), backend.stat(PACK));
    }

    @Test
    void pipeOrFolderInThePlaceOfAFileIsNotWaitedFor() throws Exception {
        Backend backend = created();
        Path pipe = root().resolve(INDEX.toString());
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Files.createDirectory(packPath());

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (FileRef file : List.of(INDEX, PACK)) {
                assertThrows(BackendFailure.class, () -> backend.load(file, Range.ALL));
                assertThrows(BackendFailure.class, () -> backend.load(file, 0, new byte[1], 0, 1));
                assertThrows(BackendFailure.class, () -> backend.stat(file));
                backend.list(file.type(), _ -> assertFalse(true));
            }
        });
    }

    @Test
    void fileLargerThanAnArrayIsDamagedButItsPartsCanBeRead() throws IOException {
        Backend backend = created();
        long size = 3L << 30;
        try (RandomAccessFile sparse = new RandomAccessFile(packPath().toFile(), "rw")) {
            sparse.setLength(size);
            sparse.seek(size - CONTENT.length);
            sparse.write(CONTENT);
        }

        assertThrows(DamagedFile.class, () -> backend.load(PACK, Range.ALL));
        assertArrayEquals(CONTENT, backend.load(PACK, new Range(size - CONTENT.length, Range.REST)));
        assertEquals(Optional.of(new FileInfo(PACK, size)), backend.stat(PACK));
        DamagedFile failure = assertThrows(DamagedFile.class, () -> backend.load(PACK, new Range(size - 10, 11)));
        assertTrue(String.valueOf(failure.getMessage()).contains("has 3221225472 bytes"), failure::getMessage);
    }

    @Test
    void largeFilesTakeLittleMemoryOutsideTheHeap() {
        Backend backend = created();
        byte[] content = Samples.bytes(2, 20 << 20);
        FileRef file = Samples.file(FileType.PACK, content);
        List<Long> used = new ArrayList<>();

        Samples.inThreads(1, _ -> {
            long before = directMemory();
            backend.save(file, content);
            backend.load(file, Range.ALL);
            used.add(directMemory() - before);
        });

        assertTrue(used.getFirst() <= 1 << 20, () -> used + " bytes");
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private Path root() {
        return folder.resolve("repository");
    }

    private Path packPath() {
        return root().resolve(Layout.SHARDED.path(PACK));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
