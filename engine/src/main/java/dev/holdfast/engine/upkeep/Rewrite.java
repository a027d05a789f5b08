package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.SnapshotSaver;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes new snapshots of old ones, with less in them, or with another host or time. */
public final class Rewrite {
    /** Put on a snapshot that stands beside the one it was made of. */
    public static final String TAG = "rewrite";

    private final Repository repository;
    private final RepositoryLock lock;
    private final Request request;
    private final Consumer<EntryPath> chosen;

    /**
     * What to do.
     *
     * @param selection what is kept
     * @param summarize whether the figures of files and bytes are counted although everything is kept
     * @param host in place of the old one, null to keep it
     * @param time in place of the old one, null to keep it
     * @param forget whether to delete each old snapshot when the new one is durable; then the lock must be an exclusive one
     * @param dryRun whether to change nothing
     */
    public record Request(
            Selection selection,
            boolean summarize,
            @Nullable String host,
            @Nullable Timestamp time,
            boolean forget,
            boolean dryRun,
            WriteOptions options) {}

    /** What became of a snapshot. */
    public sealed interface Outcome {
        /** It is as wanted already, or nothing in it is to be included: it stays as it is. */
        record Unchanged() implements Outcome {}

        /**
         * It was made anew.
         *
         * @param id the new one's, empty in a dry run
         */
        record Rewritten(Optional<ObjectId> id, boolean deleted) implements Outcome {}
    }

    /** A tree after the selection, and the figures of what is left, if they were asked for. */
    private record Filtered(ObjectId tree, @Nullable SnapshotSummary summary) {}

    /** @param chosen is told each entry that a pattern excludes, or each that is no directory and that one includes */
    public Rewrite(Repository repository, RepositoryLock lock, Request request, Consumer<EntryPath> chosen) {
        this.repository = repository;
        this.lock = lock;
        this.request = request;
        this.chosen = chosen;
    }

    /**
     * Rewrites one snapshot.
     *
     * @throws dev.holdfast.engine.model.EngineException.InvalidRequest if a directory that is kept can't be read
     */
    public Outcome rewrite(StoredSnapshot stored) {
        Snapshot old = stored.snapshot();
        Filtered filtered = filtered(stored);
        if (filtered == null || isAsWanted(old, filtered)) {
            return new Outcome.Unchanged();
        }
        Snapshot replacement = replacement(stored, filtered);
        if (request.dryRun()) {
            return new Outcome.Rewritten(Optional.empty(), request.forget());
        }
        ObjectId id = new SnapshotSaver(repository, lock).save(replacement);
        if (request.forget()) {
            lock.ensureHeld();
            repository.backend().delete(FileRef.of(FileType.SNAPSHOT, stored.id()));
        }
        return new Outcome.Rewritten(Optional.of(id), request.forget());
    }

    private boolean isAsWanted(Snapshot old, Filtered filtered) {
        return request.host() == null
                && request.time() == null
                && filtered.tree().equals(old.tree())
                && (filtered.summary() == null || filtered.summary().equals(old.summary()));
    }

    /** Null if nothing is left. All that it names is durable on return. */
    private @Nullable Filtered filtered(StoredSnapshot stored) {
        Snapshot snapshot = stored.snapshot();
        if (request.selection().isAll() && !request.summarize()) {
            return new Filtered(snapshot.tree(), null);
        }
        WriteOptions options = request.options();
        BlobWriter writer = new BlobWriter(
                repository, new WriteOptions(options.compression(), options.packSize(), request.dryRun()), lock);
        SelectedFolder root = SelectedFolder.root(stored.id(), request.selection(), chosen);
        ObjectId tree;
        try {
            tree = new TreeRewrite(repository, writer).run(snapshot.tree(), root);
            writer.flush();
        } catch (RuntimeException | Error e) {
            writer.abandon();
            throw e;
        }
        return tree == null ? null : new Filtered(tree, summary(snapshot.summary(), root.files(), root.bytes()));
    }

    private static SnapshotSummary summary(@Nullable SnapshotSummary old, long files, long bytes) {
        if (old == null) {
            return new SnapshotSummary(Timestamp.ZERO, Timestamp.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, files, bytes);
        }
        return new SnapshotSummary(
                old.backupStart(),
                old.backupEnd(),
                old.filesNew(),
                old.filesChanged(),
                old.filesUnmodified(),
                old.directoriesNew(),
                old.directoriesChanged(),
                old.directoriesUnmodified(),
                old.dataBlobs(),
                old.treeBlobs(),
                old.dataAdded(),
                old.dataAddedPacked(),
                files,
                bytes);
    }

    private Snapshot replacement(StoredSnapshot stored, Filtered filtered) {
        Snapshot old = stored.snapshot();
        List<String> tags = new ArrayList<>(old.tags());
        if (!request.forget() && !tags.contains(TAG)) {
            tags.add(TAG);
        }
        return new Snapshot(
                request.time() == null ? old.time() : request.time(),
                old.parent(),
                filtered.tree(),
                old.paths(),
                request.host() == null ? old.hostname() : request.host(),
                old.username(),
                old.uid(),
                old.gid(),
                old.excludes(),
                tags,
                stored.id(),
                old.programVersion(),
                filtered.summary() == null ? old.summary() : filtered.summary());
    }
}
