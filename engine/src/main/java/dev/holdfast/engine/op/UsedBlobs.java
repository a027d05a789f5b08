package dev.holdfast.engine.op;

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
public final class UsedBlobs {
    private final Repository repository;
    private final Index index;
    private final BitSet known;
    private final Listener listener;
    private final BitSet used;

    /** Is told what is found. */
    public interface Listener {
        /** Trees that are yet to be read. */
        void found(int trees);

        /** A tree was read. */
        void read();

        /** A blob that was not known; one at a time. */
        default void used(int entry, BlobType type, ObjectId id) {}
    }

    private UsedBlobs(Repository repository, Index index, BitSet known, Listener listener) {
        this.repository = repository;
        this.index = index;
        this.known = known;
        this.listener = listener;
        this.used = new BitSet(index.size());
    }

    /**
     * Marks all that the trees lead to.
     *
     * @param known is left out, as well as what only leads on from there; not changed
     * @throws BlobMissing if something of it is in no index
     * @throws EngineException if a tree can't be read
     */
    public static BitSet of(
            Repository repository, Index index, List<ObjectId> roots, BitSet known, int threads, Listener listener) {
        UsedBlobs blobs = new UsedBlobs(repository, index, known, listener);
        List<Integer> level = new ArrayList<>();
        roots.forEach(root -> blobs.enter(root, level));
        Parallel parallel = new Parallel(threads);
        List<Integer> trees = level;
        while (!trees.isEmpty()) {
            // Entries lie in the order of packs and of places in these, and so they are read.
            Collections.sort(trees);
            listener.found(trees.size());
            List<Integer> next = new ArrayList<>();
            parallel.forEach(trees, tree -> blobs.read(tree, next));
            trees = next;
        }
        return blobs.used;
    }

    private void enter(ObjectId tree, List<Integer> level) {
        int entry = entry(BlobType.TREE, tree);
        synchronized (used) {
            if (isNew(entry, BlobType.TREE, tree)) {
                level.add(entry);
            }
        }
    }

    private boolean isNew(int entry, BlobType type, ObjectId id) {
        if (used.get(entry) || known.get(entry)) {
            return false;
        }
        used.set(entry);
        listener.used(entry, type, id);
        return true;
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
        listener.read();
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
                    isNew(entry, BlobType.DATA, blob);
                }
            }
        }
    }
}
