package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TreeWalkTest {
    private final RepositoryFixture fixture = RepositoryFixture.inMemory();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    private ObjectId sample() {
        ObjectId deep = fixture.tree(Nodes.file("x", 0));
        ObjectId below = fixture.tree(Nodes.directory("deep", deep), Nodes.file("y", 0));
        return fixture.tree(Nodes.directory("a", below), Nodes.directory("b", fixture.tree()), Nodes.file("c", 0));
    }

    private void walk(ObjectId root, Selection selection) {
        TreeWalk.Visitor visitor = new TreeWalk.Visitor() {
            @Override
            public boolean selected(TreeWalk.Visit visit) {
                told.add("+" + visit.path());
                return !visit.node().name().equals(ByteString.of("stop"));
            }

            @Override
            public void passed(TreeWalk.Visit directory) {
                told.add("(" + directory.path());
            }

            @Override
            public void left(TreeWalk.Visit directory) {
                told.add("-" + directory.path());
            }

            @Override
            public void unreadable(TreeWalk.@Nullable Visit directory, EngineException reason) {
                told.add("!" + (directory == null ? "/" : directory.path()));
            }
        };
        new TreeWalk(fixture.repository(), selection, visitor).walk(root);
    }

    @Test
    void directoriesComeBeforeAndAfterWhatLiesInThem() {
        walk(sample(), Selection.ALL);

        assertEquals(List.of("+/a", "+/a/deep", "+/a/deep/x", "-/a/deep", "+/a/y", "-/a", "+/b", "-/b", "+/c"), told);
    }

    @Test
    void whatCannotBeSelectedIsNotRead() {
        ObjectId unknown = ObjectId.parse("ab".repeat(32));
        ObjectId root = fixture.tree(Nodes.directory("a", sample()), Nodes.directory("z", unknown));

        walk(root, Selection.finding(List.of(ByteString.of("/a/a/y")), false));

        assertEquals(List.of("(/a", "(/a/a", "+/a/a/y", "-/a/a", "-/a"), told);
    }

    @Test
    void visitorMayStayOutOfADirectory() {
        walk(fixture.tree(Nodes.directory("stop", sample()), Nodes.file("z", 0)), Selection.ALL);

        assertEquals(List.of("+/stop", "+/z"), told);
    }

    @Test
    void unreadableDirectoriesAreToldAndPassedOver() {
        ObjectId unsafe = fixture.tree(Nodes.file("..", 0));
        ObjectId noTree = fixture.store(BlobType.TREE, "no tree".getBytes(StandardCharsets.UTF_8));
        walk(
                fixture.tree(
                        Nodes.directory("a", unsafe),
                        Nodes.directory("b", noTree),
                        Nodes.directory("c", null),
                        Nodes.file("d", 0)),
                Selection.ALL);

        assertEquals(List.of("+/a", "!/a", "+/b", "!/b", "+/c", "!/c", "+/d"), told);
        assertThrows(
                DamagedFile.class, () -> new TreeWalk(fixture.repository(), Selection.ALL, visit -> true).walk(unsafe));
    }

    @Test
    void pathsLeadToEntries() {
        ObjectId root = sample();
        for (String path : List.of("/a/deep", "a/deep/", "/a/./b/../deep")) {
            assertEquals(
                    "deep",
                    SnapshotPath.entry(fixture.repository(), root, ByteString.of(path))
                            .orElseThrow()
                            .name()
                            .toString());
        }
        assertEquals(root, SnapshotPath.folder(fixture.repository(), root, ByteString.of("/")));
        assertEquals(root, SnapshotPath.folder(fixture.repository(), root, ByteString.EMPTY));
        for (String path : List.of("/nothing", "/c", "/c/x", "/a/y/z")) {
            assertThrows(
                    InvalidRequest.class,
                    () -> SnapshotPath.folder(fixture.repository(), root, ByteString.of(path)),
                    path);
        }
    }

    @Test
    void snapshotAndPathAreParsed() {
        assertEquals(new SnapshotPath("latest", ByteString.EMPTY), SnapshotPath.parse("latest"));
        assertEquals(new SnapshotPath("8f3a", ByteString.of("/a:b")), SnapshotPath.parse("8f3a:/a:b"));
    }
}
