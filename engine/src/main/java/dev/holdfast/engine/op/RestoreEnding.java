package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.posix.DirectoryEntry;
import dev.holdfast.engine.posix.PosixException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ends the work on folders, deepest first: deletes what the snapshot does not have, then sets their metadata. */
final class RestoreEnding {
    private final RestoreRun run;
    private final LocalTarget target;
    private final boolean dryRun;

    RestoreEnding(RestoreRun run) {
        this.run = run;
        this.target = run.target();
        this.dryRun = run.request().dryRun();
    }

    /** A folder that was walked through. */
    static final class Folder {
        final TargetFolder folder;
        final ObjectId tree;
        final Selection.Directory selection;

        /** Null for the target itself, which keeps its own. */
        final @Nullable FileAttributes attributes;

        /** Whether its tree could not be read to its end, so that nothing may be deleted. */
        boolean incomplete;

        Folder(TargetFolder folder, ObjectId tree, Selection.Directory selection, @Nullable FileAttributes attributes) {
            this.folder = folder;
            this.tree = tree;
            this.selection = selection;
            this.attributes = attributes;
        }
    }

    /** @param folders each before those in it */
    void finish(List<Folder> folders) {
        for (Folder folder : folders.reversed()) {
            run.throwIfInterrupted();
            boolean taken = folder.folder.state() != TargetFolder.State.UNKNOWN;
            if (run.request().delete() && !folder.incomplete) {
                delete(folder);
            }
            if (taken && folder.attributes != null) {
                setMetadata(folder.folder, folder.attributes);
            }
        }
    }

    private void setMetadata(TargetFolder folder, FileAttributes attributes) {
        if (folder.state() == TargetFolder.State.BLOCKED) {
            return;
        }
        run.tellDoubled(folder, null, attributes);
        run.progress().add(0);
        if (!dryRun) {
            try (LocalTarget.Access access = target.enter(folder)) {
                target.metadata().apply(access.directory(), access.directory().status(), attributes);
            } catch (PosixException e) {
                run.problem(folder.path(), e);
            }
        }
        run.progress().done();
        item(folder.path(), RestoreProgress.Action.RESTORED, NodeType.DIRECTORY);
    }

    private void item(String path, RestoreProgress.Action action, NodeType type) {
        if (run.progress().wantsItems()) {
            run.progress().item(new RestoreProgress.Item(path, action, type, 0));
        }
    }

    private void delete(Folder folder) {
        try {
            if (target.look(folder.folder) != TargetFolder.State.FOUND) {
                return;
            }
            Set<ByteString> expected = new HashSet<>();
            run.repository().forEachNode(folder.tree, node -> expected.add(node.name()));
            for (DirectoryEntry entry : target.entries(folder.folder)) {
                boolean unexpected = !expected.contains(entry.name());
                if (unexpected && folder.selection.choose(entry.name(), false).selected()) {
                    delete(folder.folder, entry.name());
                }
            }
        } catch (PosixException e) {
            run.problem(folder.folder.path(), e);
        } catch (DamagedFile | BlobMissing e) {
            run.progress().unreadable(folder.folder.path(), "nothing is deleted in it", e);
        }
    }

    private void delete(TargetFolder folder, ByteString name) {
        try {
            target.removeAll(folder, name, (path, type) -> {
                run.progress().deleted();
                item(path, RestoreProgress.Action.DELETED, type);
            });
        } catch (PosixException e) {
            run.problem(folder.pathOf(name), e);
        }
    }
}
