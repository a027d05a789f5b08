package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a snapshot, meant by {@code <snapshot>} or {@code <snapshot>:<folder>}.
 *
 * @param tree the folder's
 * @param path of the folder in the snapshot with a leading slash, {@code /} for all of it
 */
public record SnapshotFolder(StoredSnapshot snapshot, ObjectId tree, String path) {
    /**
     * Finds the snapshot and walks to the folder.
     *
     * @param wanted an id, the beginning of one, or {@code latest}, then perhaps {@code :} and the folder
     * @param filter narrows {@code latest}
     * @throws SnapshotNotFound if there is no such snapshot, or no such folder in it
     */
    public static SnapshotFolder find(Repository repository, String wanted, SnapshotFilter filter) {
        int colon = wanted.indexOf(':');
        String name = colon < 0 ? wanted : wanted.substring(0, colon);
        StoredSnapshot snapshot = new Snapshots(repository).find(name, filter);
        return of(repository, snapshot, colon < 0 ? "" : wanted.substring(colon + 1));
    }

    /** Walks to the folder of a snapshot; an empty path means all of it. */
    public static SnapshotFolder of(Repository repository, StoredSnapshot snapshot, String folder) {
        ObjectId tree = snapshot.snapshot().tree();
        StringBuilder path = new StringBuilder();
        for (String name : folder.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            path.append('/').append(name);
            tree = step(repository, snapshot, tree, name, path.toString());
        }
        return new SnapshotFolder(snapshot, tree, path.isEmpty() ? "/" : path.toString());
    }

    private static ObjectId step(
            Repository repository, StoredSnapshot snapshot, ObjectId tree, String name, String path) {
        ByteString wanted = ByteString.of(name);
        Found found = new Found();
        repository.forEachNode(tree, node -> {
            if (node.name().equals(wanted)) {
                found.node = node;
            }
        });
        Node node = found.node;
        if (node == null) {
            throw new SnapshotNotFound(snapshot.id().shortName() + ":" + path, "there is nothing by that name in it");
        }
        return node.tree()
                .orElseThrow(() -> new SnapshotNotFound(
                        snapshot.id().shortName() + ":" + path,
                        "this is no folder but a " + node.type().word()));
    }

    private static final class Found {
        @Nullable
        Node node;
    }
}
