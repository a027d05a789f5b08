package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restore does where plain Java is all there is. */
class PlainRestoreTest {
    @TempDir
    Path folder;

    Path source;
    Path target;
    Path outside;
    RepositoryFixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = RepositoryFixture.inMemory();
        target = folder.resolve("target");
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "precious");
        source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("file"), "content");
        Files.write(source.resolve("large"), new byte[3_000_000]);
        Files.createFile(source.resolve("empty"));
        Files.createDirectories(source.resolve("deep/er"));
        Files.writeString(source.resolve("deep/er/a"), "a");
        Files.createSymbolicLink(source.resolve("link"), Path.of("../nowhere/at all"));
        Files.setPosixFilePermissions(source.resolve("file"), PosixFilePermissions.fromString("r-x-w---x"));
        Files.setPosixFilePermissions(source.resolve("deep/er"), PosixFilePermissions.fromString("r-xr-x---"));
        FileTime early = FileTime.from(Instant.parse("1969-02-03T04:05:06.789012345Z"));
        for (String name : List.of("file", "deep/er/a", "deep/er", "deep")) {
            Files.setLastModifiedTime(source.resolve(name), early);
        }
    }

    @AfterEach
    void clear() throws IOException {
        fixture.close();
        FileTrees.clear(folder);
    }

    private Restoring restore(Restore.Request request) {
        Restoring progress = new Restoring();
        new Restore(fixture.repository(), request).run(progress, false);
        return progress;
    }

    private Restore.Request whole() {
        StoredSnapshot snapshot = fixture.backup(source);
        return Restoring.request(fixture, snapshot, source, target);
    }

    private Node file(String name, String content) {
        ObjectId id = fixture.data(ByteString.of(content).toBytes());
        return Restoring.node(name, NodeType.FILE, List.of(id), null, content.length());
    }

    private Node directory(String name, Node... nodes) {
        return Restoring.node(name, NodeType.DIRECTORY, null, fixture.tree(nodes), 0);
    }

    private void assertOutsideIsUntouched() throws IOException {
        try (var all = Files.list(outside)) {
            assertEquals(List.of(outside.resolve("precious")), all.toList());
        }
        assertEquals("precious", Files.readString(outside.resolve("precious")));
    }

    private void assertEntriesEqual() throws IOException {
        // The target itself keeps its own metadata.
        for (String name : List.of("deep", "file", "large", "empty", "link")) {
            if (Files.isDirectory(source.resolve(name))) {
                FileTrees.assertEqual(source.resolve(name), target.resolve(name));
            }
            String all = "unix:mode,uid,gid,size,lastModifiedTime";
            assertEquals(
                    Files.readAttributes(source.resolve(name), all, LinkOption.NOFOLLOW_LINKS),
                    Files.readAttributes(target.resolve(name), all, LinkOption.NOFOLLOW_LINKS));
        }
        assertEquals("content", Files.readString(target.resolve("file")));
        assertEquals(-1, Files.mismatch(source.resolve("large"), target.resolve("large")));
        assertEquals(Files.readSymbolicLink(source.resolve("link")), Files.readSymbolicLink(target.resolve("link")));
    }

    @Test
    void simpleTreeComesBackAsItWas() throws IOException {
        Restoring progress = restore(Restoring.verifying(whole(), false));

        assertEquals(List.of(), progress.problems);
        assertEntriesEqual();
        assertEquals(4, progress.filesVerified());
        assertEquals(progress.entries(), progress.entriesDone());
        assertEquals(progress.bytes(), progress.bytesDone());
    }

    @ParameterizedTest
    @EnumSource(Overwrite.class)
    void restoringOverTheSameWritesNothing(Overwrite overwrite) throws IOException {
        Restore.Request request = whole();
        restore(request);

        Restoring again = restore(request.with(overwrite));

        assertEquals(List.of(), again.problems);
        assertEquals(0, again.bytesDone());
        assertEntriesEqual();
    }

    @Test
    void whatDiffersIsReplacedAndWhatIsTooMuchIsDeleted() throws IOException {
        Restore.Request request = whole();
        Files.createDirectories(target.resolve("file/in the way"));
        Files.createDirectories(target.resolve("deep/too/much"));
        Files.createSymbolicLink(target.resolve("deep/too/away"), outside);
        Files.writeString(target.resolve("empty"), "not empty");

        Restoring progress = restore(Restoring.deleting(request, Selection.ALL));

        assertEquals(List.of(), progress.problems);
        assertEntriesEqual();
        assertEquals(3, progress.entriesDeleted());
        assertOutsideIsUntouched();
    }

    @Test
    void dryRunMakesNothing() {
        Restoring progress = restore(Restoring.dryRun(whole()));

        assertEquals(List.of(), progress.problems);
        assertEquals(7, progress.entriesDone());
        assertFalse(Files.exists(target));
    }

    @Test
    void linksInTheTargetAreReplacedAndNotFollowed() throws IOException {
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("folder"), outside);
        Files.createSymbolicLink(target.resolve("precious"), outside.resolve("precious"));
        Files.createSymbolicLink(target.resolve("dangling"), outside.resolve("new"));
        ObjectId tree = fixture.tree(
                file("dangling", "evil"), directory("folder", file("precious", "evil")), file("precious", "evil"));

        Restoring progress = restore(Restoring.deleting(Restoring.request(tree, target), Selection.ALL));

        assertEquals(List.of(), progress.problems);
        assertEquals("evil", Files.readString(target.resolve("folder/precious")));
        assertTrue(Files.isDirectory(target.resolve("folder"), LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.isSymbolicLink(target.resolve("precious")));
        assertOutsideIsUntouched();
    }

    @Test
    void linkInPlaceOfAFolderIsLeftAloneIfNothingMayBeReplaced() throws IOException {
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("folder"), outside);
        ObjectId tree =
                fixture.tree(directory("folder", directory("below", file("evil", "evil")), file("new", "evil")));

        Restoring progress = restore(Restoring.request(tree, target).with(Overwrite.NEVER));

        assertEquals(1, progress.problems.size());
        assertTrue(Files.isSymbolicLink(target.resolve("folder")));
        assertOutsideIsUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "../outside/file", "a/b", "x\0y", "../outside/precious"})
    void unsafeNameIsRefused(String name) throws IOException {
        Restoring progress = restore(Restoring.request(fixture.tree(file(name, "evil")), target));

        assertEquals(1, progress.problems.size());
        assertOutsideIsUntouched();
    }

    @Test
    void missingContentIsToldAndTheRestIsRestored() throws IOException {
        ObjectId lost = ObjectId.of(new byte[32]);
        Node broken = Restoring.node("broken", NodeType.FILE, List.of(lost), null, 5);
        Node fifo = Restoring.node("fifo", NodeType.FIFO, null, null, 0);
        ObjectId tree = fixture.tree(broken, fifo, file("good", "good"));

        Restoring progress = restore(Restoring.request(tree, target));

        assertEquals(
                List.of("/broken", "/fifo"),
                progress.problems.stream().map(problem -> problem.item()).toList());
        assertEquals(1, progress.repositoryProblems(), "only the lost content is the repository's fault");
        assertEquals("good", Files.readString(target.resolve("good")));
    }

    @Test
    void onlyWhatIsSelectedIsRestored() throws IOException {
        Selection onlyA = Selection.of(
                new Selection.Patterns(List.of(ByteString.of("/deep/er/a")), List.of(), List.of(), List.of()));

        Restoring progress = restore(Restoring.selecting(whole(), onlyA));

        assertEquals(List.of(), progress.problems);
        assertEquals("a", Files.readString(target.resolve("deep/er/a")));
        assertFalse(Files.exists(target.resolve("file"), LinkOption.NOFOLLOW_LINKS));
    }
}
