package dev.holdfast.engine.op;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.json.TreeNodes;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.LockLost;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a snapshot's entries: depth first, a directory before what lies in it, names in ascending order.
 *
 * <p>Holds only the directories on the way to the entry at hand. Trees below which nothing can be selected are not read.
 */
public final class TreeWalk {
    private final Repository repository;
    private final Selection selection;
    private final Visitor visitor;
    private final ArrayDeque<Level> levels = new ArrayDeque<>();

    /**
     * An entry of a snapshot.
     *
     * @param tree that holds the entry
     */
    public record Visit(EntryPath path, Node node, ObjectId tree) {}

    /** Takes what a walk meets, in its thread. */
    public interface Visitor {
        /** An entry that is selected; tells, for a directory, whether to go on below it. */
        boolean selected(Visit visit);

        /** A directory that is not selected, but below which something may be. */
        default void passed(Visit directory) {}

        /** All that was wanted of a directory has been told; called for each that was gone into. */
        default void left(Visit directory) {}

        /**
         * What lies in a directory can't be read, or not to its end.
         *
         * @param directory null for the root
         */
        default void unreadable(@Nullable Visit directory, EngineException reason) {
            throw reason;
        }
    }

    private record Level(@Nullable Visit directory, ObjectId tree, TreeNodes nodes, Selection.Directory selection) {
        EntryPath child(Node node) {
            return directory == null
                    ? EntryPath.root(node.name())
                    : directory.path().child(node.name());
        }
    }

    public TreeWalk(Repository repository, Selection selection, Visitor visitor) {
        this.repository = repository;
        this.selection = selection;
        this.visitor = visitor;
    }

    /** Walks through everything below {@code root}. */
    public void walk(ObjectId root) {
        levels.clear();
        enter(null, root, selection.root());
        while (!levels.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new Interrupted();
            }
            Level level = levels.peek();
            try {
                if (!level.nodes().hasNext()) {
                    end(level);
                    continue;
                }
            } catch (DamagedFile e) {
                levels.pop();
                visitor.unreadable(level.directory(), e);
                continue;
            }
            visit(level, level.nodes().next());
        }
    }

    private void end(Level level) {
        levels.pop();
        if (level.directory() != null) {
            visitor.left(level.directory());
        }
    }

    private void visit(Level level, Node node) {
        boolean isDirectory = node.type() == NodeType.DIRECTORY;
        Selection.Choice choice = level.selection().choose(node.name(), isDirectory);
        if (!choice.selected() && !(isDirectory && choice.childMayBeSelected())) {
            return;
        }
        Visit visit = new Visit(level.child(node), node, level.tree());
        boolean goOn = true;
        if (choice.selected()) {
            goOn = visitor.selected(visit);
        } else {
            visitor.passed(visit);
        }
        if (!isDirectory || !goOn) {
            return;
        }
        ObjectId subtree = node.subtree();
        if (subtree == null) {
            visitor.unreadable(visit, new DamagedFile("tree " + level.tree(), visit.path() + " has no tree"));
        } else if (choice.childMayBeSelected()) {
            enter(visit, subtree, level.selection().enter(node.name()));
        }
    }

    private void enter(@Nullable Visit directory, ObjectId tree, Selection.Directory within) {
        TreeNodes nodes;
        try {
            nodes = repository.nodes(tree);
        } catch (Interrupted | LockLost e) {
            throw e;
        } catch (EngineException e) {
            visitor.unreadable(directory, e);
            return;
        }
        levels.push(new Level(directory, tree, nodes, within));
    }
}
