package dev.holdfast.engine.op;

import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.util.List;

/** Counts the blobs that one side of a comparison has and the other lacks. */
final class DiffFigures {
    private final Repository repository;
    private final BlobSet before;
    private final BlobSet after;
    /** Blobs of subtrees that both sides have: they are neither added nor removed, wherever else they occur. */
    private final BlobSet common = new BlobSet();

    DiffFigures(Repository repository, BlobSet before, BlobSet after) {
        this.repository = repository;
        this.before = before;
        this.after = after;
    }

    /** Takes out what these trees, which both sides have, lead to; they are read only if something could be taken out. */
    void leaveOut(List<ObjectId> equalTrees, int threads) {
        boolean[] differ = new boolean[1];
        before.forEach((type, id) -> differ[0] |= !after.contains(type, id));
        after.forEach((type, id) -> differ[0] |= !before.contains(type, id));
        if (!differ[0]) {
            return;
        }
        equalTrees.forEach(tree -> note(BlobType.TREE, tree));
        new ReachableTrees(repository, threads).forEachNode(equalTrees, node -> {
            if (node.type() == NodeType.FILE) {
                node.blobs().forEach(id -> note(BlobType.DATA, id));
            } else if (node.subtree() != null) {
                note(BlobType.TREE, node.subtree());
            }
        });
    }

    private void note(BlobType type, ObjectId id) {
        if (before.contains(type, id) != after.contains(type, id)) {
            common.add(type, id);
        }
    }

    /** What {@code side} has and {@code other} lacks; {@code entries} counts files, directories and others. */
    Diff.Side side(BlobSet side, BlobSet other, int[] entries) {
        Index index = repository.index();
        long[] sums = new long[3];
        side.forEach((type, id) -> {
            if (!other.contains(type, id) && !common.contains(type, id)) {
                sums[type == BlobType.DATA ? 0 : 1]++;
                sums[2] += Math.max(0, index.plainLength(type, id));
            }
        });
        return new Diff.Side(entries[0], entries[1], entries[2], sums[0], sums[1], sums[2]);
    }
}
