package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.TreeNodes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every tree that a snapshot leads to, each once, one level below the other.
 *
 * <p>A tree is remembered by its id alone, and what waits to be looked at is in the index: hostile trees can't fill the memory.
 */
final class TreeCheck {
    /** Larger trees are looked at one at a time, and not kept in a codec's working memory. */
    private static final int LARGE = 8 << 20;

    private final Repository repository;
    private final Index index;
    private final CheckReport report;
    private final CheckProgress progress;
    private final IdSet visited = new IdSet();
    private final @Nullable Set<ObjectId> packs;
    private final Object oneLargeTree = new Object();

    /** @param collectPacks whether {@link #usedPacks} is wanted */
    TreeCheck(Repository repository, Index index, CheckReport report, CheckProgress progress, boolean collectPacks) {
        this.repository = repository;
        this.index = index;
        this.report = report;
        this.progress = progress;
        this.packs = collectPacks ? ConcurrentHashMap.newKeySet() : null;
    }

    /** A tree to be looked at, and a place where it is. */
    record Pending(
            ObjectId tree, ObjectId snapshot, @Nullable EntryPath path) {
        Finding.Place place() {
            return new Finding.Place(snapshot, path);
        }

        Finding.Place place(Node node) {
            return new Finding.Place(snapshot, child(node));
        }

        EntryPath child(Node node) {
            return path == null ? EntryPath.root(node.name()) : path.child(node.name());
        }

        String subject() {
            return "tree " + tree;
        }
    }

    /** The packs that hold something of what was looked at. */
    Set<ObjectId> usedPacks() {
        return packs == null ? Set.of() : packs;
    }

    /** Looks at all trees of the snapshots. */
    void check(List<StoredSnapshot> snapshots, int threads) {
        progress.begin(CheckProgress.Phase.TREES, 0, 0);
        List<Pending> level = new ArrayList<>();
        for (StoredSnapshot stored : snapshots) {
            enter(new Pending(stored.snapshot().tree(), stored.id(), null), level);
        }
        Parallel parallel = new Parallel(threads);
        while (!level.isEmpty()) {
            List<Pending> next = new ArrayList<>();
            parallel.forEach(level, tree -> {
                report.attempt(tree.subject(), () -> check(tree, next));
                progress.itemDone();
            });
            level = next;
        }
    }

    /** Queues a tree that has not been seen; one that no index knows is an error here, where its place is known. */
    private void enter(Pending tree, List<Pending> next) {
        synchronized (visited) {
            if (!visited.add(tree.tree())) {
                return;
            }
            if (index.firstEntry(BlobType.TREE, tree.tree()) >= 0) {
                if (!index.contains(BlobType.TREE, tree.tree())) {
                    report.needsMarked();
                }
                next.add(tree);
                progress.grow(1);
                return;
            }
        }
        report.lacksData();
        report.error(tree.subject(), "it is in no index, so what lies below is lost", tree.place());
    }

    private void check(Pending tree, List<Pending> next) {
        @Nullable EngineException first = null;
        for (BlobLocation place : index.lookupAll(BlobType.TREE, tree.tree())) {
            note(place);
            try {
                read(place, tree, next);
                return;
            } catch (DamagedFile | FileMissing | EngineException.BackendFailure e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            report.error(tree.subject(), "it can't be read: " + first.getMessage(), tree.place());
        }
    }

    private void read(BlobLocation place, Pending tree, List<Pending> next) {
        if (place.blob().length() + (long) place.blob().plainLength() <= LARGE) {
            load(
                    place,
                    (bytes, offset, length) ->
                            checkNodes(tree, TreeNodes.of(tree.subject(), bytes, offset, length, false), next));
            return;
        }
        synchronized (oneLargeTree) {
            checkNodes(tree, repository.nodes(place, tree.subject(), false), next);
        }
    }

    private void load(BlobLocation place, BlobCodec.PlainReader reader) {
        FileRef pack = FileRef.of(FileType.PACK, place.pack());
        byte[] sealed = new byte[place.blob().length()];
        long offset = Integer.toUnsignedLong(place.blob().offset());
        repository.backend().load(pack, offset, sealed, 0, sealed.length);
        repository.withCodec(codec -> {
            codec.decode(sealed, 0, place.blob(), pack.toString(), reader);
            return true;
        });
    }

    private void checkNodes(Pending tree, TreeNodes nodes, List<Pending> next) {
        NodeCheck check = new NodeCheck(index, report, tree, packs == null ? null : this::note);
        try {
            nodes.forEachRemaining(node -> check.check(node).ifPresent(subtree -> enter(subtree, next)));
        } catch (DamagedFile e) {
            // The bytes have the tree's hash, so another copy would be no better.
            report.error(tree.subject(), e.reason(), tree.place());
        }
    }

    private void note(BlobLocation place) {
        if (packs != null) {
            packs.add(place.pack());
        }
    }
}
