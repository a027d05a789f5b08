package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds snapshots by what a person types: an id, the beginning of one, or {@code latest}. */
public final class Snapshots {
    private final Repository repository;

    public Snapshots(Repository repository) {
        this.repository = repository;
    }

    /**
     * The one snapshot that is meant.
     *
     * @param wanted an id, the beginning of one, or {@code latest}, which the filter narrows
     * @throws SnapshotNotFound if there is none or more than one
     */
    public StoredSnapshot find(String wanted, SnapshotFilter filter) {
        if (wanted.equals("latest")) {
            return latest(filter, Instant.MAX)
                    .orElseThrow(() -> new SnapshotNotFound(wanted, "there is no snapshot that matches"));
        }
        ObjectId id = resolve(wanted);
        return new StoredSnapshot(id, repository.snapshot(id));
    }

    /** The newest snapshot that the filter lets through and that is not younger than {@code limit}. */
    public Optional<StoredSnapshot> latest(SnapshotFilter filter, Instant limit) {
        StoredSnapshot newest = null;
        for (StoredSnapshot stored : matching(filter)) {
            if (!stored.snapshot().time().instant().isAfter(limit)) {
                newest = stored;
            }
        }
        return Optional.ofNullable(newest);
    }

    /** All snapshots that the filter lets through, oldest first; one that can't be read is an error. */
    public List<StoredSnapshot> matching(SnapshotFilter filter) {
        List<StoredSnapshot> all = repository.snapshots(Snapshots::fail);
        all.removeIf(stored -> !filter.matches(stored.snapshot()));
        return all;
    }

    private static void fail(RuntimeException damaged) {
        throw damaged;
    }

    private ObjectId resolve(String wanted) {
        List<ObjectId> matching = new ArrayList<>();
        for (ObjectId id : repository.ids(FileType.SNAPSHOT)) {
            if (id.toString().startsWith(wanted)) {
                matching.add(id);
            }
        }
        if (wanted.isEmpty() || matching.isEmpty()) {
            throw new SnapshotNotFound(wanted, "no snapshot has an id that begins so");
        }
        if (matching.size() > 1) {
            throw new SnapshotNotFound(wanted, matching.size() + " snapshots have ids that begin so");
        }
        return matching.getFirst();
    }

    /** Turns a damaged snapshot into a warning where the others are still worth showing. */
    public List<StoredSnapshot> readable(SnapshotFilter filter, java.util.function.Consumer<DamagedFile> warning) {
        List<StoredSnapshot> all = repository.snapshots(e -> {
            if (e instanceof DamagedFile damaged) {
                warning.accept(damaged);
            } else {
                throw e;
            }
        });
        all.removeIf(stored -> !filter.matches(stored.snapshot()));
        return all;
    }
}
