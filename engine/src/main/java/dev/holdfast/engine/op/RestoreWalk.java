package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.posix.Accounts;
import dev.holdfast.engine.posix.PosixException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the trees without recursion: makes folders, and hands every other entry to {@link RestoreEntries}. */
final class RestoreWalk {
    /** Longer paths are hostile: they would take unreasonable memory and time. */
    private static final int MAX_PATH = 256 << 10;

    private final RestoreRun run;
    private final LocalTarget target;
    private final @Nullable Accounts accounts;
    private final WantedContent wanted;
    private final RestoreEntries entries;
    private final List<RestoreEnding.Folder> folders = new ArrayList<>();

    RestoreWalk(RestoreRun run) {
        this.run = run;
        this.target = run.target();
        this.accounts = run.request().ownersByName() ? new Accounts() : null;
        this.wanted = new WantedContent(run);
        this.entries = new RestoreEntries(run, wanted, accounts);
    }

    WantedContent wanted() {
        return wanted;
    }

    List<RestoreLinks.Link> links() {
        return entries.links();
    }

    List<RestoreEnding.Folder> folders() {
        return folders;
    }

    void run() {
        ArrayDeque<RestoreEnding.Folder> pending = new ArrayDeque<>();
        pending.addLast(new RestoreEnding.Folder(
                target.root(), run.request().tree(), run.request().selection().root(), null));
        while (!pending.isEmpty()) {
            RestoreEnding.Folder folder = pending.removeLast();
            folders.add(folder);
            List<RestoreEnding.Folder> below = new ArrayList<>();
            visit(folder, below);
            below.reversed().forEach(pending::addLast);
        }
    }

    private void visit(RestoreEnding.Folder folder, List<RestoreEnding.Folder> below) {
        try {
            run.repository().forEachNode(folder.tree, node -> {
                run.throwIfInterrupted();
                visit(folder, node, below);
            });
        } catch (DamagedFile | BlobMissing | FileMissing e) {
            unreadable(folder, e);
        } catch (BackendFailure e) {
            if (!e.isPermanent()) {
                throw e;
            }
            unreadable(folder, e);
        }
    }

    private void unreadable(RestoreEnding.Folder folder, EngineException cause) {
        folder.incomplete = true;
        run.progress()
                .unreadable(
                        folder.folder.path(),
                        "the list of its entries can't be read to its end, so some are not restored",
                        cause);
    }

    private void visit(RestoreEnding.Folder above, Node node, List<RestoreEnding.Folder> below) {
        boolean isFolder = node.type() == NodeType.DIRECTORY;
        Selection.Choice choice = above.selection.choose(node.name(), isFolder);
        if (isFolder) {
            if (choice.selected() || choice.childMayBeSelected()) {
                enter(above, node, choice.selected(), below);
            }
        } else if (choice.selected() && isThere(above.folder)) {
            entries.restore(above.folder, node);
        }
    }

    private void enter(RestoreEnding.Folder above, Node node, boolean selected, List<RestoreEnding.Folder> below) {
        TargetFolder folder = above.folder.child(node.name());
        ObjectId tree = node.tree().orElse(null);
        if (tree == null) {
            run.repositoryProblem(folder.path(), "the snapshot does not tell what is in this folder");
        } else if (folder.pathLength() > MAX_PATH) {
            run.repositoryProblem(above.folder.path(), "a path in it has more than " + MAX_PATH + " bytes");
        } else if (!selected || isThere(folder)) {
            FileAttributes attributes = FileAttributes.of(node.metadata(), accounts);
            below.add(new RestoreEnding.Folder(folder, tree, above.selection.enter(node.name()), attributes));
        }
    }

    /** Makes the folder and those above it, if they are not there; whether entries can be restored into it. */
    private boolean isThere(TargetFolder folder) {
        try {
            boolean replace = run.request().overwrite() != Overwrite.NEVER;
            return target.prepare(folder, replace) != TargetFolder.State.BLOCKED;
        } catch (PosixException e) {
            TargetFolder parent = folder.parent();
            if (parent != null && parent.parent() == null && e.name().equals("EACCES")) {
                throw run.notWritable(e);
            }
            run.problem(folder.path(), e);
            return false;
        }
    }
}
