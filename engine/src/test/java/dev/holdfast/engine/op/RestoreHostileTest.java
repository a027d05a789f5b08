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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreHostileTest {
    @TempDir
    Path folder;

    Path outside;
    Path target;
    RepositoryFixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "precious");
        target = folder.resolve("target");
        fixture = RepositoryFixture.inMemory();
    }

    @AfterEach
    void clear() throws IOException {
        fixture.close();
        FileTrees.clear(folder);
    }

    private Restoring restore(Restore.Request request) {
        Restoring progress = new Restoring();
        new Restore(fixture.repository(), request).run(progress);
        return progress;
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
        try (var all = Files.list(folder)) {
            assertTrue(all.allMatch(path -> path.equals(outside) || path.equals(target)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "../outside/file", "a/b", "/etc/holdfast", "x\0y", "../outside/precious"})
    void unsafeNameIsRefused(String name) throws IOException {
        ObjectId tree = fixture.tree(directory(name, file("file", "evil")), file("zzz", "late"));

        Restoring progress = restore(Restoring.request(tree, target));
        Restoring second = restore(Restoring.request(fixture.tree(file(name, "evil")), target));

        assertEquals(1, progress.problems.size());
        assertEquals(1, second.problems.size());
        assertOutsideIsUntouched();
    }

    @Test
    void linkAndFolderOfOneNameLeadNowhere() throws IOException {
        ObjectId tree = fixture.tree(
                Restoring.link("x", outside.toString()), directory("x", file("precious", "evil"), file("new", "evil")));

        Restoring progress = restore(Restoring.request(tree, target));

        assertEquals(1, progress.problems.size());
        assertOutsideIsUntouched();
    }

    @Test
    void linksInTheTargetAreReplacedAndNotFollowed() throws IOException {
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("folder"), outside);
        Files.createSymbolicLink(target.resolve("precious"), outside.resolve("precious"));
        Files.createSymbolicLink(target.resolve("dangling"), outside.resolve("new"));
        ObjectId tree = fixture.tree(
                file("dangling", "evil"), directory("folder", file("precious", "evil")), file("precious", "evil"));

        Restoring progress = restore(Restoring.deleting(Restoring.request(tree, target), filterAll()));

        assertEquals(List.of(), progress.problems);
        assertEquals("evil", Files.readString(target.resolve("folder/precious")));
        assertEquals("evil", Files.readString(target.resolve("precious")));
        assertTrue(Files.isDirectory(target.resolve("folder"), LinkOption.NOFOLLOW_LINKS));
        assertOutsideIsUntouched();
    }

    private static Selection filterAll() {
        return Selection.ALL;
    }

    @Test
    void deletingDoesNotFollowLinks() throws IOException {
        Files.createDirectories(target.resolve("extra"));
        Files.createSymbolicLink(target.resolve("extra/link"), outside);
        Files.createSymbolicLink(target.resolve("link"), outside);

        Restoring progress = restore(Restoring.deleting(Restoring.request(fixture.tree(), target), filterAll()));

        assertEquals(List.of(), progress.problems);
        assertFalse(Files.exists(target.resolve("extra"), LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(target.resolve("link"), LinkOption.NOFOLLOW_LINKS));
        assertOutsideIsUntouched();
    }

    @Test
    void contentOfAFileWithNamesOutsideIsNotChanged() throws IOException {
        Files.createDirectory(target);
        Files.createLink(target.resolve("file"), outside.resolve("precious"));

        Restoring progress = restore(Restoring.request(fixture.tree(file("file", "evil")), target));

        assertEquals(List.of(), progress.problems);
        assertEquals("evil", Files.readString(target.resolve("file")));
        assertOutsideIsUntouched();
    }

    @Test
    void entriesThatClaimToBeOneFileButDifferAreRestoredEach() throws IOException {
        ObjectId one = fixture.data(new byte[] {1});
        ObjectId two = fixture.data(new byte[] {2});
        ObjectId tree = fixture.tree(
                Restoring.node(ByteString.of("a"), NodeType.FILE, List.of(one), null, 1, ByteString.EMPTY, 7, 3),
                Restoring.node(ByteString.of("b"), NodeType.FILE, List.of(two), null, 1, ByteString.EMPTY, 7, 3),
                Restoring.node(ByteString.of("c"), NodeType.SYMLINK, null, null, 0, ByteString.of("a"), 7, 3),
                Restoring.node(ByteString.of("d"), NodeType.FIFO, null, null, 0, ByteString.EMPTY, 7, 0));

        Restoring progress = restore(Restoring.request(tree, target));

        assertEquals(List.of(), progress.problems);
        assertEquals(1, Files.readAllBytes(target.resolve("a"))[0]);
        assertEquals(2, Files.readAllBytes(target.resolve("b"))[0]);
        assertTrue(Files.isSymbolicLink(target.resolve("c")));
        assertEquals(1, Files.getAttribute(target.resolve("d"), "unix:nlink"));
    }

    @Test
    void sizeThatLiesIsTold() throws IOException {
        ObjectId id = fixture.data(new byte[] {1, 2, 3});
        ObjectId tree = fixture.tree(
                Restoring.node("huge", NodeType.FILE, List.of(id), null, Long.MAX_VALUE),
                Restoring.node("small", NodeType.FILE, List.of(id, id), null, 1));

        Restoring progress = restore(Restoring.request(tree, target));

        assertEquals(2, progress.problems.size());
        assertEquals(3, Files.size(target.resolve("huge")));
        assertEquals(6, Files.size(target.resolve("small")));
    }

    @Test
    void depthIsNoLimit() throws IOException {
        Node at = file("bottom", "deep");
        for (int depth = 0; depth < 3000; depth++) {
            at = directory("d", at);
        }

        Restoring progress = restore(Restoring.request(fixture.tree(at), target));

        assertEquals(List.of(), progress.problems);
        assertEquals(3001, progress.entriesDone());
    }

    @Test
    void missingListsAreTold() throws IOException {
        ObjectId nothing = ObjectId.parse("ab".repeat(32));
        ObjectId tree = fixture.tree(
                Restoring.node("a", NodeType.DIRECTORY, null, nothing, 0),
                Restoring.node("b", NodeType.DIRECTORY, null, null, 0),
                file("c", "restored all the same"));

        Restoring progress = restore(Restoring.request(tree, target));

        assertEquals(2, progress.problems.size());
        assertEquals("restored all the same", Files.readString(target.resolve("c")));
    }
}
