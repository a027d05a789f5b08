package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.LatestUnknown;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
     * @throws LatestUnknown if a snapshot that may be the latest can't be read
     * @throws DamagedFile if the one that is meant can't be read
     */
    public StoredSnapshot find(String wanted, SnapshotFilter filter) {
        if (wanted.equals("latest")) {
            return latest(filter);
        }
        FileInfo listed = resolve(wanted);
        return new StoredSnapshot(listed.file().id(), repository.snapshot(listed));
    }

    private StoredSnapshot latest(SnapshotFilter filter) {
        List<DamagedFile> damaged = new ArrayList<>();
        Optional<StoredSnapshot> newest = latest(filter, Instant.MAX, damaged::add);
        if (!damaged.isEmpty()) {
            throw new LatestUnknown(
                    damaged.getFirst(), newest.map(StoredSnapshot::id).orElse(null));
        }
        return newest.orElseThrow(() -> new SnapshotNotFound("latest", "there is no snapshot that matches"));
    }

    /**
     * The newest snapshot that the filter lets through and that is not younger than {@code limit}.
     *
     * @param damaged is told each that can't be read: that may be a newer one
     */
    public Optional<StoredSnapshot> latest(SnapshotFilter filter, Instant limit, Consumer<DamagedFile> damaged) {
        StoredSnapshot newest = null;
        for (StoredSnapshot stored : readable(filter, damaged)) {
            if (!stored.snapshot().time().instant().isAfter(limit)) {
                newest = stored;
            }
        }
        return Optional.ofNullable(newest);
    }

    /**
     * The one file of a snapshot that is meant, though it may be damaged.
     *
     * @param wanted an id or the beginning of one
     * @throws SnapshotNotFound if there is none or more than one
     */
    public FileInfo resolve(String wanted) {
        List<FileInfo> matching = new ArrayList<>();
        for (FileInfo listed : repository.files(FileType.SNAPSHOT)) {
            if (listed.file().name().startsWith(wanted)) {
                matching.add(listed);
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

    /**
     * All snapshots that the filter lets through, oldest first.
     *
     * @param damaged is told each that can't be read, whether the filter would let it through or not
     */
    public List<StoredSnapshot> readable(SnapshotFilter filter, Consumer<DamagedFile> damaged) {
        List<StoredSnapshot> all = repository.snapshots(damaged);
        all.removeIf(stored -> !filter.matches(stored.snapshot()));
        return all;
    }
}
