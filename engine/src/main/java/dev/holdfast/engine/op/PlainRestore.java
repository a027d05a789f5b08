package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.PlainStatus;
import dev.holdfast.engine.files.PlainTarget;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A restore with plain Java, for systems other than Linux: one entry after the other, in the order of the trees. What is not
 * kept, {@link dev.holdfast.engine.files.NotKept} tells.
 */
final class PlainRestore {
    private final Repository repository;
    private final Restore.Request request;
    private final RestoreProgress progress;
    private final PlainTarget target;
    private final PlainProblems problems;
    private final PlainRestoreFile files;
    private final List<Folder> folders = new ArrayList<>();

    PlainRestore(Repository repository, Restore.Request request, RestoreProgress progress, PlainTarget target) {
        this.repository = repository;
        this.request = request;
        this.progress = progress;
        this.target = target;
        this.problems = new PlainProblems(request, progress, target.root());
        this.files = new PlainRestoreFile(repository, request, progress, target, problems);
    }

    /** A folder that was walked through. */
    static final class Folder {
        final Path path;
        final ObjectId tree;
        final Selection.Directory selection;
        final @Nullable FileAttributes attributes;
        final @Nullable Folder above;
        boolean made;
        boolean blocked;
        boolean incomplete;

        Folder(
                @Nullable Folder above,
                Path path,
                ObjectId tree,
                Selection.Directory selection,
                @Nullable FileAttributes attributes) {
            this.above = above;
            this.path = path;
            this.tree = tree;
            this.selection = selection;
            this.attributes = attributes;
        }
    }

    void run() {
        ArrayDeque<Folder> pending = new ArrayDeque<>();
        pending.add(new Folder(
                null, target.root(), request.tree(), request.selection().root(), null));
        while (!pending.isEmpty()) {
            Folder folder = pending.removeLast();
            folders.add(folder);
            List<Folder> below = new ArrayList<>();
            visit(folder, below);
            below.reversed().forEach(pending::addLast);
        }
        PlainRestoreEnding ending = new PlainRestoreEnding(repository, request, progress, target, problems);
        folders.reversed().forEach(ending::finish);
    }

    private void visit(Folder folder, List<Folder> below) {
        try {
            repository.forEachNode(folder.tree, node -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new Interrupted();
                }
                visit(folder, node, below);
            });
        } catch (DamagedFile | BlobMissing | FileMissing | BackendFailure e) {
            if (e instanceof BackendFailure failure && !failure.isPermanent()) {
                throw failure;
            }
            folder.incomplete = true;
            problems.unreadable(
                    folder.path, "the list of its entries can't be read to its end, so some are not restored", e);
        }
    }

    private void visit(Folder folder, Node node, List<Folder> below) {
        boolean isFolder = node.type() == NodeType.DIRECTORY;
        Selection.Choice choice = folder.selection.choose(node.name(), isFolder);
        if (!choice.selected() && !(isFolder && choice.childMayBeSelected())) {
            return;
        }
        try {
            Path entry = target.child(folder.path, node.name());
            if (isFolder) {
                enter(folder, node, entry, choice.selected(), below);
            } else if (isThere(folder)) {
                restore(entry, node, FileAttributes.of(node.metadata(), null));
            }
        } catch (IOException e) {
            problems.tell(folder.path, node.name(), e);
        }
    }

    private void enter(Folder above, Node node, Path entry, boolean selected, List<Folder> below) {
        ObjectId tree = node.tree().orElse(null);
        if (tree == null) {
            problems.tellOfRepository(entry, "the snapshot does not tell what is in this folder");
            return;
        }
        FileAttributes attributes = FileAttributes.of(node.metadata(), null);
        Folder folder = new Folder(above, entry, tree, above.selection.enter(node.name()), attributes);
        if (!selected || isThere(folder)) {
            below.add(folder);
        }
    }

    /** Makes the folder and those above it, if they are not there; whether entries can be restored into it. */
    private boolean isThere(Folder folder) {
        if (folder.above != null && folder.above.blocked) {
            folder.blocked = true;
        }
        if (!folder.made && !folder.blocked) {
            try {
                if (!request.dryRun()) {
                    target.makeFolder(folder.path, request.overwrite() != Overwrite.NEVER);
                }
                for (Folder at = folder; at != null; at = at.above) {
                    at.made = true;
                }
            } catch (IOException e) {
                folder.blocked = true;
                problems.tell(folder.path, e);
            }
        }
        return !folder.blocked;
    }

    private void restore(Path entry, Node node, FileAttributes attributes) throws IOException {
        switch (node.type()) {
            case DIRECTORY -> throw new IllegalArgumentException("folders are entered");
            case SOCKET -> {} // Only the program that listens can make one.
            case IRREGULAR -> problems.tell(entry, "its type is unknown");
            case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO ->
                problems.tell(entry, "a " + node.type().word() + " can't be made on this system");
            case FILE, SYMLINK -> {
                PlainStatus present = target.status(entry).orElse(null);
                if (present != null
                        && !request.overwrite().replaces(present.metadata().modified(), attributes)) {
                    progress.skipped(node.size());
                    problems.item(entry, RestoreProgress.Action.UNCHANGED, node.type(), node.size());
                } else if (node.type() == NodeType.FILE) {
                    files.restore(entry, node, attributes, present);
                } else {
                    link(entry, node, attributes, present);
                }
            }
        }
    }

    private void link(Path entry, Node node, FileAttributes attributes, @Nullable PlainStatus present)
            throws IOException {
        progress.add(0);
        if (!request.dryRun()) {
            if (present != null) {
                files.clear(entry);
            }
            target.link(entry, node.linkTarget());
            target.metadata().apply(entry, attributes, true);
        }
        progress.done();
        problems.item(entry, RestoreProgress.Action.RESTORED, NodeType.SYMLINK, 0);
    }
}
