package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixException;
import java.util.List;
import java.util.Optional;

/** Gives restored entries their further names, once all of them are there. */
final class RestoreLinks {
    private final RestoreRun run;
    private final LocalTarget target;

    RestoreLinks(RestoreRun run) {
        this.run = run;
        this.target = run.target();
    }

    /** An entry's first name. */
    record First(TargetFolder folder, ByteString name, NodeType type) {}

    /** A further name. */
    record Link(TargetFolder folder, ByteString name, First first, FileAttributes attributes) {
        String path() {
            return folder.pathOf(name);
        }
    }

    void make(List<Link> links) {
        for (Link link : links) {
            run.throwIfInterrupted();
            try {
                make(link);
            } catch (PosixException e) {
                run.problem(link.path(), e);
            }
        }
    }

    private void make(Link link) throws PosixException {
        First first = link.first();
        Optional<FileStatus> present = target.status(link.folder(), link.name());
        if (present.isPresent() && (isMade(first, present.get()) || isKept(link, present.get()))) {
            run.progress().skipped(0);
            item(link, RestoreProgress.Action.UNCHANGED);
            return;
        }
        run.progress().add(0);
        if (!run.request().dryRun()) {
            target.clear(link.folder(), link.name(), run.request().delete());
            target.link(first.folder(), first.name(), link.folder(), link.name());
        }
        run.progress().done();
        item(link, RestoreProgress.Action.RESTORED);
    }

    private boolean isMade(First first, FileStatus present) throws PosixException {
        Optional<FileStatus> status = target.status(first.folder(), first.name());
        return status.isPresent()
                && status.get().inode() == present.inode()
                && status.get().device() == present.device();
    }

    private boolean isKept(Link link, FileStatus present) {
        return !run.request().overwrite().replaces(present, link.attributes());
    }

    private void item(Link link, RestoreProgress.Action action) {
        if (run.progress().wantsItems()) {
            run.progress()
                    .item(new RestoreProgress.Item(
                            link.path(), action, link.first().type(), 0));
        }
    }
}
