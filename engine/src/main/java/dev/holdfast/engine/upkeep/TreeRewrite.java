package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.json.TreeNodes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.GrowingTree;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree anew as a {@link Folder} tells, with all trees beneath it. Holds only the directories on the way to the node at
 * hand, and of a large one only a window.
 */
final class TreeRewrite {
    /** No sane folder lies deeper, and each level takes a few kilobytes. */
    static final int DEEPEST = 100_000;

    private final Repository repository;
    private final BlobWriter writer;
    private final ArrayDeque<Level> levels = new ArrayDeque<>();

    /** What becomes of a directory's nodes; told in their order, in the thread that rewrites. */
    interface Folder {
        /** The node in place of this one, itself to keep it, or null to leave it out. Directories are then gone into. */
        @Nullable
        Node judge(Node node);

        /** The directory of that name, which was kept, to be gone into; null if all beneath it stays as it is. */
        @Nullable
        Folder enter(Node directory);

        /** Whether the directory is kept although nothing is left in it; never asked if nothing was taken from it. */
        boolean staysEmpty();

        /** All of the directory was told; {@code changed} if it or anything beneath it was. */
        void left(ObjectId tree, boolean changed);

        /** What lies in it can't be read: throws, or lets it become empty. */
        void unreadable(EngineException reason);

        /** Refuses to go on if the tree, written again as it was read, would be another one; or lets it be. */
        void unstable();
    }

    private static final class Level {
        private final @Nullable Node directory;
        private final ObjectId tree;
        private final Folder folder;
        private final TreeNodes nodes;
        private final TreeIdentity identity = new TreeIdentity();
        private final GrowingTree made;
        private boolean changed;

        private Level(@Nullable Node directory, ObjectId tree, Folder folder, TreeNodes nodes, GrowingTree made) {
            this.directory = directory;
            this.tree = tree;
            this.folder = folder;
            this.nodes = nodes;
            this.made = made;
        }
    }

    /** New trees are given to {@code writer}, and durable only when that was flushed. */
    TreeRewrite(Repository repository, BlobWriter writer) {
        this.repository = repository;
        this.writer = writer;
    }

    /**
     * Rewrites a root.
     *
     * @return the new tree, itself if nothing changes, or null if nothing is left and the root may not be empty, or was unreadable
     */
    @Nullable
    ObjectId run(ObjectId root, Folder folder) {
        ObjectId[] result = new ObjectId[1];
        try {
            if (!enter(null, root, folder)) {
                return null;
            }
            while (!levels.isEmpty()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new Interrupted();
                }
                step(levels.peek(), result);
            }
            return result[0];
        } finally {
            levels.forEach(level -> level.nodes.close());
            levels.clear();
        }
    }

    private void step(Level level, @Nullable ObjectId[] result) {
        Node node;
        try {
            node = level.nodes.hasNext() ? level.nodes.next() : null;
        } catch (DamagedFile e) {
            levels.pop();
            level.folder.unreadable(e);
            close(level, null, result);
            return;
        }
        if (node == null) {
            levels.pop();
            ObjectId made = end(level);
            if (made == null && !levels.isEmpty()) {
                levels.peek().changed = true;
            } else {
                close(level, made, result);
            }
            return;
        }
        level.identity.add(node);
        Node kept = level.folder.judge(node);
        level.changed |= !node.equals(kept);
        if (kept == null) {
            return;
        }
        if (kept.type() == NodeType.DIRECTORY) {
            directory(level, kept);
        } else {
            level.made.add(kept);
        }
    }

    private void directory(Level level, Node directory) {
        Folder below = level.folder.enter(directory);
        if (below == null) {
            level.made.add(directory);
        } else if (!enter(directory, directory.subtree(), below)) {
            add(level, directory, empty());
        }
    }

    /** Hands what came of a level to the one above it; null for one that could not be read. */
    private void close(Level level, @Nullable ObjectId made, @Nullable ObjectId[] result) {
        Level above = levels.peek();
        if (above == null || level.directory == null) {
            result[0] = made;
        } else {
            add(above, level.directory, made == null ? empty() : made);
        }
    }

    private static void add(Level level, Node directory, ObjectId subtree) {
        boolean same = subtree.equals(directory.subtree());
        level.changed |= !same;
        level.made.add(same ? directory : withTree(directory, subtree));
    }

    private static Node withTree(Node node, ObjectId subtree) {
        return new Node(
                node.name(),
                node.type(),
                node.metadata(),
                node.size(),
                node.linkTarget(),
                node.device(),
                node.content(),
                subtree,
                node.error());
    }

    /** Whether a level was begun; if not, what lies there can't be read. */
    private boolean enter(@Nullable Node directory, @Nullable ObjectId tree, Folder folder) {
        if (levels.size() > DEEPEST) {
            throw new DamagedFile("tree " + tree, "it lies more than " + DEEPEST + " folders deep");
        }
        EngineException reason;
        try {
            if (tree != null) {
                levels.push(new Level(directory, tree, folder, nodes(tree), new GrowingTree(writer)));
                return true;
            }
            reason = new DamagedFile("a folder", "it has no tree");
        } catch (BlobMissing | DamagedFile | FileMissing e) {
            reason = e;
        }
        // A store that can't be reached, or that refuses, must not make a folder count as lost: that ends the work.
        folder.unreadable(reason);
        return false;
    }

    /** What fails once is read once more: a folder that counts as lost is lost. */
    private TreeNodes nodes(ObjectId tree) {
        try {
            return repository.nodes(tree);
        } catch (DamagedFile | FileMissing | BackendFailure e) {
            return repository.nodes(tree);
        }
    }

    /** The tree that a level became, null if nothing is left of it. */
    private @Nullable ObjectId end(Level level) {
        if (!level.identity.end().equals(level.tree)) {
            level.folder.unstable();
        }
        level.folder.left(level.tree, level.changed);
        if (level.made.count() == 0 && !level.folder.staysEmpty()) {
            return null;
        }
        return level.changed ? store(level.made) : level.tree;
    }

    private ObjectId empty() {
        return store(new GrowingTree(writer));
    }

    private ObjectId store(GrowingTree tree) {
        return repository.withCodec(codec -> {
            ObjectId id = tree.end(codec);
            if (isIndexedInVain(id)) {
                writer.distrust(BlobType.TREE, id);
            }
            return tree.store(codec).id();
        });
    }

    /** Whether the repository names a tree that it can't give. */
    private boolean isIndexedInVain(ObjectId tree) {
        try {
            if (repository.index().contains(BlobType.TREE, tree)) {
                repository.forEachNode(tree, _ -> {});
            }
            return false;
        } catch (DamagedFile | FileMissing e) {
            return true;
        }
    }
}
