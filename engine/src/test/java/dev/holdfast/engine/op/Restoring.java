package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.tree.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A restore in a test, and what it told. */
final class Restoring extends RestoreProgress {
    final List<Problem> problems = new CopyOnWriteArrayList<>();
    final ConcurrentLinkedQueue<String> items = new ConcurrentLinkedQueue<>();

    @Override
    protected void problem(Problem problem) {
        super.problem(problem);
        problems.add(problem);
    }

    @Override
    protected boolean wantsItems() {
        return true;
    }

    @Override
    protected void item(Item item) {
        items.add(item.action() + " " + item.path());
    }

    /** The items in the order of their paths. */
    List<String> sortedItems() {
        return items.stream().sorted().toList();
    }

    /** A request for the folder that {@code folder} was in the snapshot. */
    static Restore.Request request(RepositoryFixture fixture, StoredSnapshot snapshot, Path folder, Path target) {
        ObjectId tree = SnapshotFolder.of(fixture.repository(), snapshot, ByteString.of(folder.toString()))
                .tree();
        return request(tree, target);
    }

    static Restore.Request request(ObjectId tree, Path target) {
        return Restore.Request.all(tree, ByteString.of(target.toString()), 2);
    }

    static Restore.Request deleting(Restore.Request request, Selection selection) {
        return new Restore.Request(
                request.tree(),
                request.target(),
                selection,
                request.attributes(),
                request.overwrite(),
                true,
                false,
                false,
                false,
                false,
                2);
    }

    static Restore.Request selecting(Restore.Request request, Selection selection) {
        return new Restore.Request(
                request.tree(),
                request.target(),
                selection,
                request.attributes(),
                request.overwrite(),
                false,
                false,
                false,
                false,
                false,
                2);
    }

    static Restore.Request dryRun(Restore.Request request) {
        return new Restore.Request(
                request.tree(),
                request.target(),
                request.selection(),
                request.attributes(),
                request.overwrite(),
                request.delete(),
                false,
                false,
                true,
                false,
                2);
    }

    static Restore.Request verifying(Restore.Request request, boolean sparse) {
        return new Restore.Request(
                request.tree(),
                request.target(),
                request.selection(),
                request.attributes(),
                request.overwrite(),
                false,
                sparse,
                true,
                false,
                false,
                2);
    }

    /** Runs it; there must be no problem. */
    static Restore.Result run(RepositoryFixture fixture, Restore.Request request) {
        Restoring progress = new Restoring();
        Restore.Result result = new Restore(fixture.repository(), request).run(progress);
        assertEquals(List.of(), progress.problems);
        return result;
    }

    /** A node made by hand, owned by the user who runs the test. */
    static Node node(
            String name, NodeType type, @Nullable List<ObjectId> content, @Nullable ObjectId subtree, long size) {
        return node(ByteString.of(name), type, content, subtree, size, ByteString.EMPTY, 0, 1);
    }

    static Node link(String name, String target) {
        return node(ByteString.of(name), NodeType.SYMLINK, null, null, 0, ByteString.of(target), 0, 1);
    }

    static Node node(
            ByteString name,
            NodeType type,
            @Nullable List<ObjectId> content,
            @Nullable ObjectId subtree,
            long size,
            ByteString target,
            long inode,
            long links) {
        Timestamp time = new Timestamp(1_600_000_000, 5, 0);
        Metadata metadata = new Metadata(
                type == NodeType.DIRECTORY ? FileMode.DIRECTORY | 0755 : 0644,
                time,
                time,
                time,
                Posix.userId(),
                Posix.groupId(),
                "",
                "",
                inode,
                1,
                links,
                List.<ExtendedAttribute>of(),
                "");
        return new Node(name, type, metadata, size, target, 0, content, subtree, "");
    }
}
