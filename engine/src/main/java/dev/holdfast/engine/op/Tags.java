package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes the tags of snapshots. A snapshot is a file that never changes, so each change makes a new one in place of the old. */
public final class Tags {
    private final Repository repository;
    private final RepositoryLock lock;

    /**
     * What to do with the tags.
     *
     * @param set put in place of all tags, null to keep them; an empty one among them is left out
     */
    public record Edit(@Nullable List<String> set, List<String> add, List<String> remove) {
        /** The tags that come of {@code tags}. */
        List<String> apply(List<String> tags) {
            List<String> edited = new ArrayList<>(set == null ? tags : set);
            for (String tag : add) {
                if (!edited.contains(tag)) {
                    edited.add(tag);
                }
            }
            edited.removeAll(remove);
            edited.removeIf(String::isEmpty);
            return edited;
        }
    }

    /** A snapshot that was replaced. */
    public record Changed(ObjectId old, ObjectId id, Snapshot snapshot) {}

    /** @param lock an exclusive one, which the caller holds */
    public Tags(Repository repository, RepositoryLock lock) {
        this.repository = repository;
        this.lock = lock;
    }

    /** Edits the snapshot's tags; empty if they are as wanted already. */
    public Optional<Changed> edit(StoredSnapshot stored, Edit edit) {
        Snapshot snapshot = stored.snapshot();
        List<String> tags = edit.apply(snapshot.tags());
        if (tags.equals(snapshot.tags())) {
            return Optional.empty();
        }
        Snapshot edited = snapshot.withTags(tags, stored.id());
        lock.ensureHeld();
        ObjectId id = repository.saveSnapshot(edited);
        if (!id.equals(stored.id())) {
            repository.backend().delete(FileRef.of(FileType.SNAPSHOT, stored.id()));
        }
        return Optional.of(new Changed(stored.id(), id, edited));
    }
}
