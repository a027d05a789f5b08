package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.files.PlainTarget;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.tree.Problem;
import java.io.IOException;
import java.nio.file.Path;

/** Tells what became of entries by their paths below the target, and ends a restore that can't go on. */
record PlainProblems(Restore.Request request, RestoreProgress progress, Path root) {
    void tell(Path entry, String reason) {
        progress.problem(new Problem(path(entry), reason));
    }

    /** As {@link #tell(Path, String)} where the repository is the cause. */
    void tellOfRepository(Path entry, String reason) {
        progress.repositoryProblem(new Problem(path(entry), reason));
    }

    void unreadable(Path entry, String what, EngineException cause) {
        progress.unreadable(path(entry), what, cause);
    }

    void tell(Path entry, IOException cause) {
        tell(path(entry), cause);
    }

    /** @param name of an entry, perhaps one that this system can't have */
    void tell(Path folder, ByteString name, IOException cause) {
        String above = path(folder);
        tell(above.endsWith("/") ? above + name : above + "/" + name, cause);
    }

    private void tell(String path, IOException cause) {
        if (SystemError.isFull(cause)) {
            throw new DestinationFailure(
                    request.target().toString(),
                    "no space left: " + progress.entriesDone() + " of " + progress.entries()
                            + " entries are restored and stay, others are not complete; after making room, run the"
                            + " same restore again",
                    cause);
        }
        progress.problem(new Problem(path, PlainTarget.reason(cause)));
    }

    void item(Path entry, RestoreProgress.Action action, NodeType type, long size) {
        if (progress.wantsItems()) {
            progress.item(new RestoreProgress.Item(path(entry), action, type, size));
        }
    }

    String path(Path entry) {
        return "/" + root.relativize(entry).toString().replace('\\', '/');
    }
}
