package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreOverwriteTest {
    private static final FileTime WHEN = FileTime.from(Instant.parse("2024-02-29T12:00:00.123456789Z"));

    @TempDir
    Path folder;

    Path source;
    Path target;
    RepositoryFixture fixture;
    StoredSnapshot snapshot;

    @BeforeEach
    void backUp() throws IOException {
        source = folder.resolve("source");
        target = folder.resolve("target");
        Files.createDirectories(source.resolve("folder/deeper"));
        write(source.resolve("file"), "content");
        write(source.resolve("folder/note.txt"), "note");
        write(source.resolve("folder/deeper/data"), "data");
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        fixture = RepositoryFixture.inMemory();
        snapshot = fixture.backup(source);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, WHEN);
    }

    private Restore.Request request() {
        return Restoring.request(fixture, snapshot, source, target);
    }

    private Restoring restore(Restore.Request request) {
        Restoring progress = new Restoring();
        new Restore(fixture.repository(), request).run(progress);
        return progress;
    }

    private static Selection including(String... patterns) {
        List<ByteString> include = Arrays.stream(patterns).map(ByteString::of).toList();
        return Selection.of(new Selection.Patterns(include, List.of(), List.of(), List.of()));
    }

    private static Selection excluding(String... patterns) {
        List<ByteString> exclude = Arrays.stream(patterns).map(ByteString::of).toList();
        return Selection.of(new Selection.Patterns(List.of(), List.of(), exclude, List.of()));
    }

    @Test
    void alwaysWritesOverWhatDiffers() throws IOException {
        write(target.resolve("file"), "CONTENT");
        write(target.resolve("folder"), "a file in the way of a folder");
        Files.createDirectories(target.resolve("link"));

        Restoring progress = restore(request());

        assertEquals(List.of(), progress.problems);
        FileTrees.assertEqual(source.resolve("folder"), target.resolve("folder"));
        assertEquals("content", Files.readString(target.resolve("file")));
        assertTrue(Files.isSymbolicLink(target.resolve("link")));
        assertTrue(progress.items.contains("UPDATED /file"), progress.items.toString());
    }

    @Test
    void alwaysReadsWhatSeemsEqual() throws IOException {
        write(target.resolve("file"), "CONTENT");

        restore(request());

        assertEquals("content", Files.readString(target.resolve("file")));
    }

    @Test
    void onlyDifferingPartsOfAFileAreWritten() throws IOException {
        byte[] content = new byte[20 << 20];
        new Random(1).nextBytes(content);
        Files.write(source.resolve("large"), content);
        snapshot = fixture.backup(source);
        restore(request());
        content[content.length - 1]++;
        Files.write(target.resolve("large"), content);

        Restoring progress = restore(request());

        assertTrue(progress.items.contains("UPDATED /large"), progress.items.toString());
        FileTrees.assertEqual(source, fixedTimes(target));
    }

    /** The target itself keeps its own time. */
    private Path fixedTimes(Path copy) throws IOException {
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(source));
        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(source));
        return copy;
    }

    @Test
    void longerFileIsCutAndShorterOneGrows() throws IOException {
        write(target.resolve("file"), "content and more");
        write(target.resolve("folder/note.txt"), "");
        write(target.resolve("folder/deeper/data"), "d");

        restore(request());

        FileTrees.assertEqual(source, fixedTimes(target));
    }

    @Test
    void ifChangedTrustsSizeAndTime() throws IOException {
        write(target.resolve("file"), "CONTENT");
        write(target.resolve("folder/note.txt"), "NOTE");
        Files.setLastModifiedTime(target.resolve("folder/note.txt"), FileTime.from(Instant.EPOCH));

        restore(request().with(Overwrite.IF_CHANGED));

        assertEquals("CONTENT", Files.readString(target.resolve("file")));
        assertEquals("note", Files.readString(target.resolve("folder/note.txt")));
    }

    @Test
    void ifNewerLeavesYoungerFilesAlone() throws IOException {
        write(target.resolve("file"), "younger");
        Files.setLastModifiedTime(
                target.resolve("file"), FileTime.from(WHEN.toInstant().plusNanos(1)));
        write(target.resolve("folder/note.txt"), "older");
        Files.setLastModifiedTime(
                target.resolve("folder/note.txt"),
                FileTime.from(WHEN.toInstant().minusNanos(1)));

        Restoring progress = restore(request().with(Overwrite.IF_NEWER));

        assertEquals("younger", Files.readString(target.resolve("file")));
        assertEquals("note", Files.readString(target.resolve("folder/note.txt")));
        assertEquals(1, progress.entriesSkipped());
    }

    @Test
    void neverLeavesEverythingAlone() throws IOException {
        write(target.resolve("file"), "mine");
        write(target.resolve("folder"), "in the way");

        Restoring progress = restore(request().with(Overwrite.NEVER));

        assertEquals("mine", Files.readString(target.resolve("file")));
        assertEquals("in the way", Files.readString(target.resolve("folder")));
        assertTrue(Files.isSymbolicLink(target.resolve("link")));
        assertEquals(1, progress.problems.size());
    }

    @Test
    void folderWithEntriesInTheWayOfAFileIsKept() throws IOException {
        write(target.resolve("file/mine"), "mine");

        Restoring progress = restore(request());

        assertEquals(1, progress.problems.size());
        assertEquals("mine", Files.readString(target.resolve("file/mine")));
        FileTrees.assertEqual(source.resolve("folder"), target.resolve("folder"));
    }

    @Test
    void deletingMakesTheTargetEqual() throws IOException {
        write(target.resolve("file/mine"), "in the way of a file");
        write(target.resolve("extra/deep/er"), "x");
        write(target.resolve("folder/extra"), "x");

        Restoring progress = restore(Restoring.deleting(request(), Selection.ALL));

        assertEquals(List.of(), progress.problems);
        FileTrees.assertEqual(source, fixedTimes(target));
        assertEquals(4, progress.entriesDeleted());
    }

    @Test
    void deletingKeepsWhatIsNotSelected() throws IOException {
        write(target.resolve("extra"), "x");
        write(target.resolve("folder/extra"), "x");
        write(target.resolve("folder/deeper/extra"), "x");

        restore(Restoring.deleting(request(), including("/folder/deeper")));

        assertTrue(Files.exists(target.resolve("extra")));
        assertTrue(Files.exists(target.resolve("folder/extra")));
        assertFalse(Files.exists(target.resolve("folder/deeper/extra")));
        assertFalse(Files.exists(target.resolve("file")));
    }

    @Test
    void deletingEverythingInTheRootFolderIsRefused() {
        Restore.Request request =
                Restoring.deleting(Restoring.request(snapshot.snapshot().tree(), Path.of("/")), Selection.ALL);

        assertThrows(InvalidRequest.class, () -> restore(request));
    }

    @Test
    void includedEntriesBringTheirFoldersAlong() throws IOException {
        restore(Restoring.selecting(request(), including("*.txt")));

        assertEquals("note", Files.readString(target.resolve("folder/note.txt")));
        assertFalse(Files.exists(target.resolve("folder/deeper")));
        assertFalse(Files.exists(target.resolve("file")));
        assertEquals(
                Files.getLastModifiedTime(source.resolve("folder")),
                Files.getLastModifiedTime(target.resolve("folder")));
    }

    @Test
    void excludedEntriesAreLeftOut() {
        restore(Restoring.selecting(request(), excluding("deeper", "/file")));

        assertTrue(Files.exists(target.resolve("folder/note.txt")));
        assertFalse(Files.exists(target.resolve("folder/deeper")));
        assertFalse(Files.exists(target.resolve("file")));
    }

    @Test
    void dryRunTellsAndChangesNothing() throws IOException {
        write(target.resolve("file"), "CONTENT");
        write(target.resolve("extra/x"), "x");
        write(target.resolve("folder/note.txt"), "note");
        String before = FileTrees.describe(folder);

        Restoring progress = restore(Restoring.dryRun(Restoring.deleting(request(), Selection.ALL)));

        assertEquals(before, FileTrees.describe(folder));
        assertEquals(
                List.of(
                        "DELETED /extra",
                        "DELETED /extra/x",
                        "RESTORED /folder",
                        "RESTORED /folder/deeper",
                        "RESTORED /folder/deeper/data",
                        "RESTORED /link",
                        "UNCHANGED /folder/note.txt",
                        "UPDATED /file"),
                progress.sortedItems());
    }

    @Test
    void dryRunDoesNotMakeTheTarget() {
        Restoring progress = restore(Restoring.dryRun(request()));

        assertFalse(Files.exists(target));
        assertEquals(6, progress.entriesDone());
    }

    @Test
    void sparseFileTakesNoRoomForZeros() throws IOException {
        byte[] content = new byte[8 << 20];
        content[5_000_000] = 1;
        Files.write(source.resolve("zeros"), content);
        snapshot = fixture.backup(source);

        Restore.Result result = Restoring.run(fixture, Restoring.verifying(request(), true));

        FileTrees.assertEqual(source, fixedTimes(target));
        assertTrue(FileTrees.blocks(target.resolve("zeros")) * 512 < 1 << 20);
        assertEquals(4, result.filesVerified());
    }

    @Test
    void folderOfASnapshotIsFoundByItsPath() {
        String wanted = snapshot.id().shortName() + ":" + source + "/folder/";

        SnapshotFolder found = SnapshotFolder.find(fixture.repository(), wanted, SnapshotFilter.ALL);

        assertEquals(source + "/folder", found.path());
        assertEquals(snapshot.id(), found.snapshot().id());
        assertThrows(
                InvalidRequest.class,
                () -> SnapshotFolder.find(fixture.repository(), "latest:" + source + "/file", SnapshotFilter.ALL));
        assertThrows(
                InvalidRequest.class,
                () -> SnapshotFolder.find(fixture.repository(), "latest:/nothing", SnapshotFilter.ALL));
    }
}
