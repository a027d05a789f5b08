package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.tree.EntryPath;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A directory of which a {@link Selection} says what is kept; what is kept is counted for the whole snapshot. */
final class SelectedFolder implements TreeRewrite.Folder {
    private final Snapshot snapshot;
    private final @Nullable EntryPath path;
    private final Selection.Directory within;

    /** Whether a pattern means the directory itself. */
    private final boolean isSelected;

    /** What all directories of a snapshot share. */
    private static final class Snapshot {
        private final ObjectId id;
        private final boolean excluding;
        private final Consumer<EntryPath> chosen;
        private long files;
        private long bytes;

        private Snapshot(ObjectId id, boolean excluding, Consumer<EntryPath> chosen) {
            this.id = id;
            this.excluding = excluding;
            this.chosen = chosen;
        }
    }

    private SelectedFolder(
            Snapshot snapshot, @Nullable EntryPath path, Selection.Directory within, boolean isSelected) {
        this.snapshot = snapshot;
        this.path = path;
        this.within = within;
        this.isSelected = isSelected;
    }

    static SelectedFolder root(ObjectId snapshot, Selection selection, Consumer<EntryPath> chosen) {
        boolean excluding = selection.isExcluding();
        return new SelectedFolder(new Snapshot(snapshot, excluding, chosen), null, selection.root(), excluding);
    }

    /** Number of files that were kept. */
    long files() {
        return snapshot.files;
    }

    /** Bytes of the files that were kept. */
    long bytes() {
        return snapshot.bytes;
    }

    @Override
    public @Nullable Node judge(Node node) {
        boolean isDirectory = node.type() == NodeType.DIRECTORY;
        Selection.Choice choice = within.choose(node.name(), isDirectory);
        if (snapshot.excluding ? !choice.selected() : choice.selected() && !isDirectory) {
            snapshot.chosen.accept(at(node));
        }
        if (!choice.selected() && !choice.childMayBeSelected()) {
            return null;
        }
        if (node.type() == NodeType.FILE) {
            snapshot.files++;
            snapshot.bytes += node.size();
        }
        return node;
    }

    @Override
    public TreeRewrite.Folder enter(Node directory) {
        boolean selected = within.choose(directory.name(), true).selected();
        return new SelectedFolder(snapshot, at(directory), within.enter(directory.name()), selected);
    }

    private EntryPath at(Node node) {
        return path == null ? EntryPath.root(node.name()) : path.child(node.name());
    }

    @Override
    public boolean staysEmpty() {
        return isSelected;
    }

    @Override
    public void left(ObjectId tree, boolean changed) {}

    @Override
    public void unreadable(EngineException reason) {
        throw new InvalidRequest(
                "the folder " + name() + " of snapshot " + snapshot.id.shortName()
                        + " can't be read, so the snapshot was left as it is: " + reason.getMessage(),
                "see what `holdfast check` tells and repair it first, or leave the folder out with --exclude");
    }

    @Override
    public void unstable() {
        throw new InvalidRequest(
                "the folder " + name() + " of snapshot " + snapshot.id.shortName()
                        + " tells more than this program knows and would lose, so the snapshot was left as it is",
                "use the program that made it, or leave the folder out with --exclude");
    }

    private String name() {
        return path == null ? "/" : path.toString();
    }
}
