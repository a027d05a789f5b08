package dev.holdfast.engine.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.SourceUnreachable;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFilesTest {
    private static final LocalFiles.Options OPTIONS =
            new LocalFiles.Options(ByteString.of("/"), true, ZoneId.of("Europe/Berlin"));

    @TempDir
    Path temporary;

    Path folder;

    @BeforeEach
    void prepare() throws IOException {
        folder = Files.createDirectory(temporary.resolve("folder"));
        Files.writeString(folder.resolve("file"), "content");
        Files.write(folder.resolve("large"), new byte[2_000_000]);
        Files.createFile(folder.resolve("empty"));
        Files.createDirectories(folder.resolve("deep/er/still"));
        Files.writeString(folder.resolve("deep/er/still/b.tmp"), "b");
        Files.writeString(folder.resolve("deep/er/a"), "a");
        Files.createLink(folder.resolve("deep/further-name"), folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("../nowhere/at all"));
        Files.createDirectory(folder.resolve("cache"));
        Files.writeString(folder.resolve("cache/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55");
        Files.writeString(folder.resolve("cache/cached"), "cached");
        Files.setPosixFilePermissions(folder.resolve("file"), PosixFilePermissions.fromString("r-x-w---x"));
        Files.setAttribute(folder.resolve("deep"), "unix:mode", 03750);
        Files.setLastModifiedTime(
                folder.resolve("file"), FileTime.from(Instant.parse("1969-02-03T04:05:06.789012345Z")));
    }

    @AfterEach
    void clear() throws IOException {
        FileTrees.clear(temporary);
    }

    private interface Way {
        Source open(List<ByteString> paths, Exclusions.Builder exclusions, LocalFiles.Options options);
    }

    private static ObjectId tree(Way way, Supplier<Exclusions.Builder> exclusions, Path... paths) {
        List<ByteString> targets =
                Arrays.stream(paths).map(path -> ByteString.of(path.toString())).toList();
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            return fixture.backup(way.open(targets, exclusions.get(), OPTIONS), List.of("/"))
                    .snapshot()
                    .tree();
        }
    }

    private static void assertSame(Supplier<Exclusions.Builder> exclusions, Path... paths) {
        // Reading changes access times, and links have theirs changed by being read too.
        tree(PlainFiles::new, exclusions, paths);
        ObjectId expected = tree(LocalFiles::new, exclusions, paths);
        ObjectId plain = tree(PlainFiles::new, exclusions, paths);
        // The folder for temporary files is among what is backed up, and other programs change it: then once more.
        for (int i = 0; i < 20 && !expected.equals(tree(LocalFiles::new, exclusions, paths)); i++) {
            expected = tree(LocalFiles::new, exclusions, paths);
            plain = tree(PlainFiles::new, exclusions, paths);
        }

        assertEquals(expected, plain);
    }

    @Test
    void simpleTreeIsBackedUpAsWithTheSystemCalls() throws IOException {
        try (PosixDirectory open = PosixDirectory.open(ByteString.of(folder.toString()), true)) {
            open.makeNode(ByteString.of("fifo"), 0010640, 0);
        }

        assertSame(Exclusions::builder, folder);
    }

    @Test
    void severalTargetsLieAsWithTheSystemCalls() throws IOException {
        Path other = Files.createDirectories(temporary.resolve("other/folder"));
        Files.writeString(other.resolve("x"), "x");
        Files.createSymbolicLink(temporary.resolve("way"), other);

        assertSame(
                Exclusions::builder,
                folder.resolve("deep/../file"),
                folder.resolve("link"),
                temporary.resolve("way/x"),
                other);
    }

    @Test
    void theSameIsLeftOutAsWithTheSystemCalls() {
        assertSame(
                () -> Exclusions.builder().patterns(List.of(ByteString.of("*.tmp"), ByteString.of("**/er/a"))), folder);
        assertSame(() -> Exclusions.builder().caches(), folder);
        assertSame(() -> Exclusions.builder().ifPresent(ByteString.of("empty")), folder);
        assertSame(() -> Exclusions.builder().largerThan(1000), folder);
        assertSame(() -> Exclusions.builder().oneFileSystem(), folder);
        assertSame(
                () -> Exclusions.builder()
                        .folders(List.of(ByteString.of(folder.resolve("deep").toString()))),
                folder);
    }

    private static final class Listing implements Sink {
        final List<String> paths = new ArrayList<>();
        final List<String> locations = new ArrayList<>();
        final List<Problem> problems = new ArrayList<>();

        @Override
        public void accept(Entry entry) {
            paths.add(entry.path().toString());
            if (entry instanceof Entry.File file) {
                locations.add(String.valueOf(file.content().location()));
            }
        }

        @Override
        public void problem(Problem problem) {
            problems.add(problem);
        }
    }

    private static Listing list(Way way, Exclusions.Builder exclusions, Path... paths) {
        List<ByteString> targets =
                Arrays.stream(paths).map(path -> ByteString.of(path.toString())).toList();
        Listing listing = new Listing();
        way.open(targets, exclusions, OPTIONS).copyTo(listing);
        return listing;
    }

    private static Listing list(Path... paths) {
        return list(PlainFiles::new, Exclusions.builder(), paths);
    }

    @Test
    void sameFileSystemsAreLeftOut() {
        // Everywhere some file systems are mounted in this folder.
        Path devices = Path.of("/dev");

        Listing plain = list(PlainFiles::new, Exclusions.builder().oneFileSystem(), devices);

        assertEquals(list(LocalFiles::new, Exclusions.builder().oneFileSystem(), devices).paths, plain.paths);
    }

    @Test
    void nameThatIsNoTextIsTold() throws IOException {
        try (PosixDirectory open = PosixDirectory.open(ByteString.of(folder.toString()), true)) {
            open.makeNode(ByteString.copyOf(new byte[] {'x', (byte) 0xff}), 0010640, 0);
        }

        Listing listing = list(folder);

        assertEquals(1, listing.problems.size());
        assertTrue(listing.problems.getFirst().reason().contains("not text"));
        assertTrue(listing.paths.contains(folder.resolve("file").toString()));
    }

    @Test
    void missingTargetIsToldAndNoTargetAtAllIsAnError() {
        Listing listing = list(folder.resolve("file"), folder.resolve("absent"));

        assertEquals(List.of(new Problem(folder.resolve("absent").toString(), "it does not exist")), listing.problems);
        assertThrows(SourceUnreachable.class, () -> list(folder.resolve("absent")));
    }

    @Test
    void aFileBelowARelativePathIsToldByItsFullPath() {
        ByteString here = ByteString.of(temporary.toString());
        LocalFiles.Options options = new LocalFiles.Options(here, true, ZoneId.of("UTC"));
        Listing listing = new Listing();

        new PlainFiles(List.of(ByteString.of("folder/deep")), Exclusions.builder(), options).copyTo(listing);

        assertTrue(listing.locations.contains(folder.resolve("deep/er/a").toString()), listing.locations::toString);
    }
}
