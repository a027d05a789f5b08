package dev.holdfast.engine.op;

import dev.holdfast.engine.filter.PathNames;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import java.util.List;

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
     * @throws SnapshotNotFound if there is no such snapshot
     * @throws InvalidRequest if there is no such folder in it
     */
    public static SnapshotFolder find(Repository repository, String wanted, SnapshotFilter filter) {
        SnapshotPath named = SnapshotPath.parse(wanted);
        return of(repository, new Snapshots(repository).find(named.snapshot(), filter), named.path());
    }

    /** The snapshot as if this folder were all of it. */
    public StoredSnapshot alone() {
        return new StoredSnapshot(snapshot.id(), snapshot.snapshot().withTree(tree));
    }

    /** Walks to the folder of a snapshot; an empty path means all of it. */
    public static SnapshotFolder of(Repository repository, StoredSnapshot snapshot, ByteString folder) {
        ObjectId tree = SnapshotPath.folder(repository, snapshot.snapshot().tree(), folder);
        List<ByteString> names = PathNames.split(ByteString.of("/").concat(folder));
        String path = String.join("/", names.stream().map(ByteString::toString).toList());
        return new SnapshotFolder(snapshot, tree, "/" + path);
    }
}
