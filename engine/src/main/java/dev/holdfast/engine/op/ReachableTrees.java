package dev.holdfast.engine.op;

import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Reads every tree that some roots lead to, each once, several at a time. A tree that can't be read is an error. */
final class ReachableTrees {
    private final Repository repository;
    private final int threads;
    private final IdSet visited = new IdSet();

    ReachableTrees(Repository repository, int threads) {
        this.repository = repository;
        this.threads = threads;
    }

    /** Tells each node of each tree once, by any thread. */
    void forEachNode(Collection<ObjectId> roots, Consumer<Node> each) {
        List<ObjectId> level = new ArrayList<>();
        roots.forEach(root -> enter(root, level));
        Parallel parallel = new Parallel(threads);
        List<ObjectId> trees = level;
        while (!trees.isEmpty()) {
            List<ObjectId> next = new ArrayList<>();
            parallel.forEach(
                    trees,
                    tree -> repository.forEachNode(tree, node -> {
                        each.accept(node);
                        if (node.type() == NodeType.DIRECTORY && node.subtree() != null) {
                            enter(node.subtree(), next);
                        }
                    }));
            trees = next;
        }
    }

    private void enter(ObjectId tree, List<ObjectId> next) {
        synchronized (visited) {
            if (visited.add(tree)) {
                next.add(tree);
            }
        }
    }

    /** The trees that were read. */
    IdSet visited() {
        return visited;
    }
}
