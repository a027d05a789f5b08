package dev.holdfast.engine.op;

import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.PlainTarget;
import dev.holdfast.engine.filter.AttributeSelection;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.repo.Repository;
import java.time.Duration;
import java.time.Instant;

/**
 * Brings a snapshot, or a folder of one, back into a folder of this machine.
 *
 * <p>First all trees are walked: folders, links and special files are made, files that are there already are compared. Then each
 * pack is read once, and its blobs are written to wherever they belong. Hard links, deletions and the metadata of folders come
 * last. Nothing is ever written outside the target: names in trees are checked, and no link that lies in the target is followed.
 *
 * <p>On systems other than Linux, plain Java does the work, one entry after the other; what is lost by that,
 * {@link dev.holdfast.engine.files.NotKept} tells.
 *
 * <p>A restore that ends early, by a failure or an interruption, leaves what it has written. Files get their times only when
 * they are complete, so that running it again, even with {@link Overwrite#IF_CHANGED}, completes what is not.
 */
public final class Restore {
    private final Repository repository;
    private final Request request;

    /**
     * What to restore and how.
     *
     * @param tree of the folder to restore, see {@link SnapshotFolder}
     * @param target the folder it goes to, made if missing
     * @param selection what is taken of it
     * @param attributes the extended attributes that are set and removed
     * @param delete whether entries of the target that the snapshot does not have are deleted, as far as they are selected
     * @param sparse whether blocks of zeros become holes
     * @param verify whether restored files are read back and compared
     * @param dryRun whether nothing is changed
     * @param ownersByName whether owners are found by their names, where this system has these
     * @param threads that read, decrypt and write
     */
    public record Request(
            ObjectId tree,
            ByteString target,
            Selection selection,
            AttributeSelection attributes,
            Overwrite overwrite,
            boolean delete,
            boolean sparse,
            boolean verify,
            boolean dryRun,
            boolean ownersByName,
            int threads) {
        /** Everything, over whatever is there. */
        public static Request all(ObjectId tree, ByteString target, int threads) {
            return new Request(
                    tree,
                    target,
                    Selection.ALL,
                    AttributeSelection.ALL,
                    Overwrite.ALWAYS,
                    false,
                    false,
                    false,
                    false,
                    false,
                    threads);
        }

        /** This with another way to treat what is there. */
        public Request with(Overwrite other) {
            return new Request(
                    tree, target, selection, attributes, other, delete, sparse, verify, dryRun, ownersByName, threads);
        }
    }

    /**
     * What came of it. The counts are those of {@link RestoreProgress} at the end.
     *
     * @param problems entries that are not as in the snapshot; the restore failed if there are any
     * @param ownersNotSet entries that belong to the user who restored, since only root may give files away
     * @param attributesNotSet extended attributes that the target's file system can't keep
     */
    public record Result(
            long entries,
            long entriesDone,
            long entriesSkipped,
            long entriesDeleted,
            long bytes,
            long bytesDone,
            long bytesSkipped,
            long filesVerified,
            long problems,
            long ownersNotSet,
            long attributesNotSet,
            Duration duration) {}

    public Restore(Repository repository, Request request) {
        this.repository = repository;
        this.request = request;
    }

    /**
     * Runs the restore; the caller holds a lock.
     *
     * @throws DestinationFailure if the target can't be written, or is full
     */
    public Result run(RestoreProgress progress) {
        return run(progress, Posix.isSupported());
    }

    /** @param posix whether all that Linux offers is used, or plain Java only */
    Result run(RestoreProgress progress, boolean posix) {
        refuseEmptying();
        Instant start = repository.client().clock().instant();
        if (!posix) {
            PlainTarget target = PlainTarget.open(request.target(), request.dryRun(), request.attributes());
            new PlainRestore(repository, request, progress, target).run();
            return result(target.metadata().ownersNotSet(), target.metadata().attributesNotSet(), progress, start);
        }
        try (LocalTarget target = LocalTarget.open(request.target(), request.dryRun(), request.attributes());
                RestoreThreads threads = new RestoreThreads(repository, request.threads());
                RestoreRun run = new RestoreRun(repository, target, request, progress, threads)) {
            run.restore();
            return result(target.metadata().ownersNotSet(), target.metadata().attributesNotSet(), progress, start);
        }
    }

    private void refuseEmptying() {
        boolean whole = request.target().equals(ByteString.of("/"));
        if (request.delete() && whole && request.selection().isAll()) {
            throw new InvalidRequest(
                    "deleting everything in / that the snapshot does not have",
                    "choose another target, or say by an include or exclude pattern what may be deleted");
        }
    }

    private Result result(long ownersNotSet, long attributesNotSet, RestoreProgress progress, Instant start) {
        return new Result(
                progress.entries(),
                progress.entriesDone(),
                progress.entriesSkipped(),
                progress.entriesDeleted(),
                progress.bytes(),
                progress.bytesDone(),
                progress.bytesSkipped(),
                progress.filesVerified(),
                progress.problems(),
                ownersNotSet,
                attributesNotSet,
                Duration.between(start, repository.client().clock().instant()));
    }
}
