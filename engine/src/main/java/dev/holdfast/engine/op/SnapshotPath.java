package dev.holdfast.engine.op;

import dev.holdfast.engine.filter.PathNames;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot and a path in it, as typed: {@code <snapshot>:<path>}.
 *
 * @param snapshot an id, the beginning of one, or {@code latest}
 * @param path empty if none was given
 */
public record SnapshotPath(String snapshot, ByteString path) {
    /** Parses what a person typed; what stands behind the first colon is the path. */
    public static SnapshotPath parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new SnapshotPath(text, ByteString.EMPTY)
                : new SnapshotPath(text.substring(0, colon), ByteString.of(text.substring(colon + 1)));
    }

    /**
     * The tree of the folder that the path names below {@code root}.
     *
     * @throws InvalidRequest if there is no such folder
     */
    public static ObjectId folder(Repository repository, ObjectId root, ByteString path) {
        Optional<Node> node = entry(repository, root, path);
        if (node.isEmpty()) {
            return root;
        }
        if (node.get().type() != NodeType.DIRECTORY) {
            throw new InvalidRequest(
                    "path " + path + ": not a directory", "name a folder; see what there is with `holdfast ls`");
        }
        return node.get().tree().orElseThrow(() -> new DamagedFile(path.toString(), "the folder has no tree"));
    }

    /**
     * The entry that the path names below {@code root}; empty for the root itself.
     *
     * @throws InvalidRequest if there is no such entry
     */
    public static Optional<Node> entry(Repository repository, ObjectId root, ByteString path) {
        List<ByteString> names = PathNames.split(ByteString.of("/").concat(path));
        if (names.getFirst().isEmpty()) {
            return Optional.empty();
        }
        ObjectId tree = root;
        Node node = null;
        for (ByteString name : names) {
            if (tree == null) {
                throw new InvalidRequest(
                        "path " + path + ": " + node.name() + " is a "
                                + node.type().word() + ", not a dir",
                        "see what there is with `holdfast ls`");
            }
            node = child(repository, tree, name);
            if (node == null) {
                throw new InvalidRequest(
                        "path " + path + " not found in snapshot", "see what there is with `holdfast ls`");
            }
            tree = node.subtree();
        }
        return Optional.ofNullable(node);
    }

    private static @Nullable Node child(Repository repository, ObjectId tree, ByteString name) {
        Node[] found = new Node[1];
        repository.forEachNode(tree, node -> {
            if (node.name().equals(name)) {
                found[0] = node;
            }
        });
        return found[0];
    }
}
