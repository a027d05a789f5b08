package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.TreeNodes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which blobs some snapshots lead to: a bit for each entry of the index, set for the first entry of a blob that is needed. Reads
 * every tree once, several at a time.
 */
final class UsedBlobs {
    private final Repository repository;
    private final Index index;
    private final PruneProgress progress;
    private final BitSet used;

    private UsedBlobs(Repository repository, Index index, PruneProgress progress) {
        this.repository = repository;
        this.index = index;
        this.progress = progress;
        this.used = new BitSet(index.size());
    }

    /**
     * Marks all that the trees lead to.
     *
     * @throws BlobMissing if something of it is in no index
     * @throws EngineException if a tree can't be read
     */
    static BitSet of(Repository repository, Index index, List<ObjectId> roots, int threads, PruneProgress progress) {
        progress.begin(PruneProgress.Phase.TREES, 0);
        UsedBlobs blobs = new UsedBlobs(repository, index, progress);
        List<Integer> level = new ArrayList<>();
        roots.forEach(root -> blobs.enter(root, level));
        Parallel parallel = new Parallel(threads);
        List<Integer> trees = level;
        while (!trees.isEmpty()) {
            // Entries lie in the order of packs and of places in these, and so they are read.
            Collections.sort(trees);
            progress.grow(trees.size());
            List<Integer> next = new ArrayList<>();
            parallel.forEach(trees, tree -> blobs.read(tree, next));
            trees = next;
        }
        return blobs.used;
    }

    private void enter(ObjectId tree, List<Integer> level) {
        int entry = entry(BlobType.TREE, tree);
        synchronized (used) {
            if (!used.get(entry)) {
                used.set(entry);
                level.add(entry);
            }
        }
    }

    private int entry(BlobType type, ObjectId id) {
        int entry = index.firstEntry(type, id);
        if (entry < 0) {
            throw new BlobMissing(type, id);
        }
        return entry;
    }

    private void read(int tree, List<Integer> next) {
        BlobLocation place = index.place(tree);
        ObjectId id = place.blob().id();
        nodes(id).forEachRemaining(node -> mark(node, next));
        progress.itemDone();
    }

    /** Names do not matter here: whatever a tree lists is needed. */
    private TreeNodes nodes(ObjectId tree) {
        @Nullable EngineException first = null;
        for (BlobLocation copy : index.lookupAll(BlobType.TREE, tree)) {
            try {
                return repository.nodes(copy, "tree " + tree, false);
            } catch (DamagedFile | FileMissing | BackendFailure e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new BlobMissing(BlobType.TREE, tree) : first;
    }

    private void mark(Node node, List<Integer> next) {
        if (node.type() == NodeType.DIRECTORY && node.subtree() != null) {
            enter(node.subtree(), next);
        } else if (node.type() == NodeType.FILE) {
            for (ObjectId blob : node.blobs()) {
                int entry = entry(BlobType.DATA, blob);
                synchronized (used) {
                    used.set(entry);
                }
            }
        }
    }
}
