package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.json.QuotedName;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.Problem;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One restore in its steps, and what all of these need. */
final class RestoreRun implements AutoCloseable {
    private final Repository repository;
    private final LocalTarget target;
    private final Restore.Request request;
    private final RestoreProgress progress;
    private final RestoreThreads threads;
    private final OpenFiles files;

    RestoreRun(
            Repository repository,
            LocalTarget target,
            Restore.Request request,
            RestoreProgress progress,
            RestoreThreads threads) {
        this.repository = repository;
        this.target = target;
        this.request = request;
        this.progress = progress;
        this.threads = threads;
        this.files = new OpenFiles(target, request);
    }

    void restore() {
        RestoreWalk walk = new RestoreWalk(this);
        walk.run();
        threads.awaitDone();
        if (!request.dryRun()) {
            walk.wanted().read();
            threads.awaitDone();
        }
        new RestoreLinks(this).make(walk.links());
        new RestoreEnding(this).finish(walk.folders());
        if (request.verify() && !request.dryRun()) {
            walk.wanted().verify();
            threads.awaitDone();
        }
    }

    Repository repository() {
        return repository;
    }

    LocalTarget target() {
        return target;
    }

    Restore.Request request() {
        return request;
    }

    RestoreProgress progress() {
        return progress;
    }

    RestoreThreads threads() {
        return threads;
    }

    OpenFiles files() {
        return files;
    }

    void throwIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
    }

    void problem(String path, String reason) {
        progress.problem(new Problem(path, reason));
    }

    /** As {@link #problem(String, String)} where the repository is the cause. */
    void repositoryProblem(String path, String reason) {
        progress.repositoryProblem(new Problem(path, reason));
    }

    /**
     * Tells that of several attributes of one name only the last can be restored.
     *
     * @param name of the entry in {@code folder}, null for the folder itself
     */
    void tellDoubled(TargetFolder folder, @Nullable ByteString name, FileAttributes attributes) {
        if (attributes.extended().size() < 2) {
            return;
        }
        Set<ByteString> names = new HashSet<>();
        for (ExtendedAttribute attribute : attributes.extended()) {
            if (request.attributes().takes(attribute.name()) && !names.add(attribute.name())) {
                problem(
                        name == null ? folder.path() : folder.pathOf(name),
                        "the snapshot has its extended attribute " + QuotedName.readable(attribute.name())
                                + " several times: only the last value is restored");
            }
        }
    }

    /** Tells that one entry can't be restored, or ends the restore if it is the same with all others. */
    void problem(String path, PosixException cause) {
        if (cause.isFull()) {
            throw new DestinationFailure(
                    request.target().toString(),
                    "no space left: " + progress.entriesDone() + " of " + progress.entries()
                            + " entries are restored and stay, others are not complete; after making room, run the"
                            + " same restore again",
                    cause);
        }
        if (cause.name().equals("EROFS")) {
            throw new DestinationFailure(request.target().toString(), "the file system is read-only", cause);
        }
        problem(path, cause.getMessage());
    }

    /** As {@link #problem(String, PosixException)} for making an entry right in the target: who may not do that, can do nothing. */
    void refused(RestoreFile file, PosixException cause) {
        if (file.folder().parent() == null && cause.name().equals("EACCES") && !file.isInPlace()) {
            throw notWritable(cause);
        }
        problem(file.path(), cause);
    }

    DestinationFailure notWritable(PosixException cause) {
        return new DestinationFailure(
                request.target().toString(), "this user may not write there: " + cause.getMessage(), cause);
    }

    void done(String path, RestoreProgress.Action action, NodeType type, long size) {
        progress.done();
        progress.item(new RestoreProgress.Item(path, action, type, size));
    }

    void done(RestoreFile file) {
        progress.done();
        if (progress.wantsItems()) {
            RestoreProgress.Action action =
                    file.isInPlace() ? RestoreProgress.Action.UPDATED : RestoreProgress.Action.RESTORED;
            progress.item(new RestoreProgress.Item(file.path(), action, NodeType.FILE, file.size()));
        }
    }

    @Override
    public void close() {
        // The threads may still be writing when a step fails.
        threads.close();
        files.close();
    }
}
