package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.OddFiles;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.BlobPlace;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mounts for real, and looks at what the system shows there. */
final class MountTest {
    @TempDir
    private Path home;

    private Path repository;
    private Path mountPoint;
    private Path source;
    private final List<Path> mounted = new ArrayList<>();

    @BeforeEach
    void makeRepository() throws IOException {
        repository = home.resolve("repository");
        mountPoint = Files.createDirectory(home.resolve("mount"));
        source = home.resolve("source");
        ScratchRepository.make(LocalBackend.at(repository), 2);
    }

    @AfterEach
    void unmountWhatIsLeft() throws Exception {
        for (Path left : mounted) {
            if (isMounted(left)) {
                shell("umount -l '" + left + "'");
            }
        }
    }

    private Child mount(String... flags) throws Exception {
        List<String> words = new ArrayList<>(List.of("mount", mountPoint.toString()));
        words.addAll(List.of(flags));
        mounted.add(mountPoint);
        Child child = Child.start(repository, List.of(), words.toArray(String[]::new));
        awaitMount(mountPoint, child.process(), child::errors);
        return child;
    }

    private static void awaitMount(Path place, Process process, Supplier<String> errors) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isMounted(place)) {
            assertTrue(process.isAlive(), errors);
            assertTrue(System.nanoTime() < end, "it does not mount");
            LockSupport.parkNanos(5_000_000); // another process's progress can only be looked for
        }
    }

    private static boolean isMounted(Path place) throws IOException {
        return Files.readString(Path.of("/proc/self/mounts")).contains(" " + place + " ");
    }

    private static String shell(String line) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> line + "\n" + output);
        return output;
    }

    private void unmount(Child child) throws Exception {
        shell("umount '" + mountPoint + "'");
        assertEquals(0, child.exitCode(), child::errors);
    }

    private void backUp(String... flags) {
        List<String> words = new ArrayList<>(List.of("backup", source.toString(), "--quiet"));
        words.addAll(List.of(flags));
        ResticProgram.newest(repository).run(words.toArray(String[]::new));
    }

    private Path latest() {
        return Path.of(mountPoint + "/snapshots/latest" + source);
    }

    private Process mountByRestic(Path place, String... flags) throws IOException {
        Path output = home.resolve("restic.out");
        List<String> words = new ArrayList<>(List.of("mount", place.toString()));
        words.addAll(List.of(flags));
        mounted.add(place);
        Process restic = ResticProgram.newest(repository).start(output, words.toArray(String[]::new));
        awaitMount(place, restic, () -> read(output));
        return restic;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void everythingOfASnapshotIsThereAsItWasAndAsResticShowsIt() throws Exception {
        OddFiles.create(source, OddFiles.Extent.AS_RESTIC);
        backUp();
        Path theirs = Files.createDirectory(home.resolve("theirs"));

        Child child = mount();
        Process restic = mountByRestic(theirs);

        FileTrees.assertEqual(source, latest());
        assertEquals(described(Path.of(theirs + "/snapshots/latest" + source)), described(latest()));
        shell("umount '" + theirs + "'");
        restic.waitFor();
        unmount(child);
        assertEquals("", child.errors());
    }

    /** Without what restic shows otherwise than it was: times before 1970 with parts of a second, and numbers of devices. */
    private static List<String> described(Path folder) throws IOException {
        return FileTrees.describe(folder)
                .lines()
                .filter(line -> !line.contains("at\\x20-1000000000") && !line.contains("_DEVICE "))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--tag x",
                "--host other",
                "--path-template=%u/%h/%t-%I --path-template=plain/%i/%T",
                "--time-template=2006/01/_2-Jan-Mon_3.04.05.000PM-0700",
                "--time-template=Monday-January-02-06-15h-002-.999999-Z0700-MST",
                "--path-template=all/by-%h-%T/%%x%i"
            })
    void theFoldersAreThoseOfRestic(String flags) throws Exception {
        Files.createDirectory(source);
        backUp("--time", "2024-03-05 01:02:03", "--tag", "x,y", "--host", "one");
        backUp("--time", "2024-03-05 01:02:03", "--tag", "x/z", "--host", "one");
        backUp("--time", "2023-12-31 23:59:59", "--tag", "..", "--host", "other");
        backUp("--time", "2025-07-01 12:00:00", "--host", "other");
        String[] words = flags.isEmpty() ? new String[0] : flags.split(" ", -1);
        Path theirs = Files.createDirectory(home.resolve("theirs"));

        Child child = mount(words);
        Process restic = mountByRestic(theirs, words);

        String list =
                "find . -maxdepth 4 -not -path '*" + source.getName(0) + "*' -printf '%p %y %M %s %l %U %G\\n' | sort";
        assertEquals(shell("cd '" + theirs + "' && " + list), shell("cd '" + mountPoint + "' && " + list));
        shell("umount '" + theirs + "'");
        restic.waitFor();
        unmount(child);
    }

    @Test
    void aLargeFileIsReadFromAnyPosition() throws Exception {
        Files.createDirectory(source);
        byte[] content = new byte[30_000_000];
        Random random = new Random(5);
        random.nextBytes(content);
        Arrays.fill(content, 9_000_000, 20_000_000, (byte) 0);
        Files.write(source.resolve("large"), content);
        backUp();
        Child child = mount();

        try (RandomAccessFile file =
                new RandomAccessFile(latest().resolve("large").toFile(), "r")) {
            assertEquals(content.length, file.length());
            for (int i = 0; i < 200; i++) {
                int at = random.nextInt(content.length);
                byte[] piece = new byte[Math.min(random.nextInt(300_000) + 1, content.length - at)];
                file.seek(at);
                file.readFully(piece);
                assertTrue(Arrays.equals(piece, 0, piece.length, content, at, at + piece.length), "at " + at);
            }
            file.seek(content.length);
            assertEquals(-1, file.read());
        }
        assertTrue(Arrays.equals(content, Files.readAllBytes(latest().resolve("large"))));
        unmount(child);
    }

    @Test
    void aFolderWithManyEntriesIsListedAndEachIsFound() throws Exception {
        Files.createDirectory(source);
        for (int i = 0; i < 30_000; i++) {
            Files.createFile(source.resolve("a file with a name that is long enough " + i));
        }
        backUp();
        Child child = mount();

        try (Stream<Path> listed = Files.list(latest())) {
            assertEquals(30_000, listed.count());
        }
        for (int i = 0; i < 30_000; i += 997) {
            Path file = latest().resolve("a file with a name that is long enough " + i);
            assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), file::toString);
        }
        assertFalse(Files.exists(latest().resolve("another")));
        unmount(child);
    }

    @Test
    void damageIsAnErrorOfThatFileAloneAndToldOnce() throws Exception {
        Files.createDirectory(source);
        byte[] good = new byte[700_000];
        byte[] bad = new byte[700_000];
        new Random(1).nextBytes(good);
        new Random(2).nextBytes(bad);
        Files.write(source.resolve("good"), good);
        backUp();
        Files.write(source.resolve("bad"), bad);
        backUp();
        damageNewestData();
        Child child = mount();

        assertThrows(IOException.class, () -> Files.readAllBytes(latest().resolve("bad")));
        assertThrows(IOException.class, () -> Files.readAllBytes(latest().resolve("bad")));

        assertTrue(Arrays.equals(good, Files.readAllBytes(latest().resolve("good"))));
        unmount(child);
        List<String> told = child.errors().lines().toList();
        assertEquals(2, told.size(), child::errors);
        assertTrue(told.getFirst().contains(source + "/bad: "), child::errors);
        assertTrue(told.getLast().startsWith("fix: "), child::errors);
    }

    /** Flips a byte in the data blob that lies in the pack stored last. */
    private void damageNewestData() throws IOException {
        List<BlobPlace> data = new ArrayList<>();
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            open.forEachBlob(place -> {
                if (place.type() == BlobType.DATA) {
                    data.add(place);
                }
            });
        }
        data.sort(Comparator.comparing(place -> modified(pack(place))));
        Path pack = pack(data.getLast());
        Files.setPosixFilePermissions(pack, PosixFilePermissions.fromString("rw-------"));
        try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
            file.seek(data.getLast().offset() + 1000);
            int old = file.read();
            file.seek(data.getLast().offset() + 1000);
            file.write(old ^ 1);
        }
    }

    private Path pack(BlobPlace place) {
        String name = place.pack().toString();
        return repository.resolve("data").resolve(name.substring(0, 2)).resolve(name);
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalUnmountsAndGivesTheLockBack(String signal, int code) throws Exception {
        Files.createDirectory(source);
        backUp();
        Child child = mount();
        child.awaitFiles(FileType.LOCK, 1);

        child.signal(signal);

        assertEquals(code, child.exitCode(), child::errors);
        assertFalse(isMounted(mountPoint));
        assertEquals("", child.errors());
        assertEquals(List.of(), locks());
    }

    private List<FileRef> locks() {
        List<FileRef> locks = new ArrayList<>();
        LocalBackend.at(repository).list(FileType.LOCK, info -> locks.add(info.file()));
        return locks;
    }

    @Test
    void aMountThatIsInUseIsTakenAwayWhenItIsToldToStopAndThatIsTold() throws Exception {
        Files.createDirectory(source);
        Files.writeString(source.resolve("file"), "content");
        backUp();
        Child child = mount();

        try (RandomAccessFile held =
                new RandomAccessFile(latest().resolve("file").toFile(), "r")) {
            assertEquals(7, held.length());
            child.signal("INT");
            assertEquals(130, child.exitCode(), child::errors);
        }

        assertFalse(isMounted(mountPoint));
        assertTrue(child.errors().contains("still in use"), child::errors);
        assertEquals(List.of(), locks());
    }
}
