package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a snapshot of a {@link Source}: packs, then index, then the snapshot, each durable before the next.
 *
 * <p>A backup that ends early leaves its finished packs indexed, so that the next one need not store them again.
 */
public final class Backup {
    /** Stands for what a snapshot will have, to see beforehand how large it will be. */
    private static final ObjectId ANY = new ObjectId(1, 1, 1, 1);

    private static final long MOST = Long.MAX_VALUE;

    private final Repository repository;
    private final Request request;

    /**
     * What to back up and how.
     *
     * @param paths written into the snapshot
     * @param host written into the snapshot
     * @param excludes written into the snapshot
     * @param time of the snapshot
     * @param parent the snapshot to compare with, null to read everything
     * @param skipIfUnchanged whether no snapshot is written if the tree equals the parent's
     * @param threads that read, compress and encrypt
     * @param programVersion written into the snapshot
     */
    public record Request(
            Source source,
            List<String> paths,
            String host,
            List<String> tags,
            List<String> excludes,
            Instant time,
            @Nullable StoredSnapshot parent,
            ChangeRule rule,
            boolean skipIfUnchanged,
            WriteOptions writing,
            int threads,
            String programVersion) {}

    /**
     * What came of it.
     *
     * @param id the new snapshot's, null if none was written: a dry run, or nothing had changed
     * @param snapshot as written or as it would have been
     * @param problems as {@link BackupProgress#problems} has them at the end
     * @param wasSkipped whether no snapshot was written because nothing had changed
     */
    public record Result(
            @Nullable ObjectId id, Snapshot snapshot, long problems, Duration duration, boolean wasSkipped) {
        /** The new snapshot's id, if one was written. */
        public Optional<ObjectId> snapshotId() {
            return Optional.ofNullable(id);
        }

        public SnapshotSummary summary() {
            return snapshot.figures().orElseThrow();
        }
    }

    public Backup(Repository repository, Request request) {
        this.repository = repository;
        this.request = request;
    }

    /** Runs the backup under {@code lock}, which the caller holds. */
    public Result run(RepositoryLock lock, BackupProgress progress) {
        Instant start = repository.client().clock().instant();
        repository.refuseTooLarge(snapshot(
                ANY,
                new SnapshotSummary(
                        at(start), at(start), MOST, MOST, MOST, MOST, MOST, MOST, MOST, MOST, MOST, MOST, MOST, MOST)));
        BlobWriter writer = new BlobWriter(repository, request.writing(), lock);
        boolean finished = false;
        try (SnapshotWriter sink =
                new SnapshotWriter(repository, writer, request.threads(), request.rule(), parentTree(), progress)) {
            if (!request.writing().dryRun()) {
                writer.takeOverFromDead();
            }
            request.source().copyTo(sink);
            ObjectId tree = sink.finish();
            writer.flush();
            finished = true;
            return finish(lock, writer, sink.figures(), tree, start, progress);
        } finally {
            if (!finished) {
                writer.abandon();
            }
        }
    }

    private @Nullable ObjectId parentTree() {
        return request.parent() == null ? null : request.parent().snapshot().tree();
    }

    private Result finish(
            RepositoryLock lock,
            BlobWriter writer,
            BackupFigures figures,
            ObjectId tree,
            Instant start,
            BackupProgress progress) {
        Instant end = repository.client().clock().instant();
        Snapshot snapshot = snapshot(tree, summary(writer, figures, start, end));
        boolean skip = request.skipIfUnchanged() && tree.equals(parentTree());
        ObjectId id = null;
        if (!request.writing().dryRun() && !skip) {
            id = new SnapshotSaver(repository, lock).save(snapshot);
        }
        return new Result(id, snapshot, progress.problems(), Duration.between(start, end), skip);
    }

    private Snapshot snapshot(ObjectId tree, SnapshotSummary summary) {
        Client client = repository.client();
        StoredSnapshot parent = request.parent();
        return new Snapshot(
                at(request.time()),
                parent == null ? null : parent.id(),
                tree,
                request.paths(),
                request.host(),
                client.user(),
                client.uid(),
                client.gid(),
                request.excludes(),
                request.tags(),
                null,
                request.programVersion(),
                summary);
    }

    private SnapshotSummary summary(BlobWriter writer, BackupFigures figures, Instant start, Instant end) {
        return new SnapshotSummary(
                at(start),
                at(end),
                figures.filesNew.sum(),
                figures.filesChanged.sum(),
                figures.filesUnmodified.sum(),
                figures.directoriesNew.sum(),
                figures.directoriesChanged.sum(),
                figures.directoriesUnmodified.sum(),
                writer.dataBlobs(),
                writer.treeBlobs(),
                writer.plainBytes(),
                writer.storedBytes(),
                figures.files(),
                figures.bytes.sum());
    }

    private Timestamp at(Instant moment) {
        return Timestamp.of(moment, repository.client().zone().getRules().getOffset(moment));
    }
}
