package dev.holdfast.engine.op;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.EntryPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds entries of snapshots by pattern, or by the blobs, trees or packs that hold them. One snapshot after the other. */
public final class Find {
    private final Repository repository;
    private final List<StoredSnapshot> snapshots;
    private final BiConsumer<StoredSnapshot, EngineException> unreadable;

    /**
     * Which entries are meant.
     *
     * @param selection of {@link Selection#finding}
     * @param oldest null for any
     * @param newest null for any
     */
    public record Query(
            Selection selection,
            @Nullable Instant oldest,
            @Nullable Instant newest) {
        boolean includes(Node node) {
            Instant modified = node.metadata().modified().instant();
            return (oldest == null || !modified.isBefore(oldest)) && (newest == null || !modified.isAfter(newest));
        }
    }

    /** An entry that was found. */
    public record Hit(StoredSnapshot snapshot, EntryPath path, Node node) {}

    /** What is looked for by id. */
    public enum Kind {
        BLOB,
        TREE,
        PACK
    }

    /**
     * A place where a blob is used.
     *
     * @param path of the file, or of the directory whose tree it is; null for the root
     * @param parentTree that holds the file; null for trees
     */
    public record ObjectHit(
            BlobType type,
            ObjectId id,
            @Nullable EntryPath path,
            @Nullable ObjectId parentTree,
            StoredSnapshot snapshot) {}

    /**
     * @param snapshots in the order in which they are looked through
     * @param unreadable is told of trees that can't be read and are passed over
     */
    public Find(
            Repository repository,
            List<StoredSnapshot> snapshots,
            BiConsumer<StoredSnapshot, EngineException> unreadable) {
        this.repository = repository;
        this.snapshots = List.copyOf(snapshots);
        this.unreadable = unreadable;
    }

    /** Finds entries by pattern and time. */
    public void entries(Query query, Consumer<Hit> found) {
        for (StoredSnapshot stored : snapshots) {
            walk(stored, query.selection(), visit -> {
                if (query.includes(visit.node())) {
                    found.accept(new Hit(stored, visit.path(), visit.node()));
                }
                return true;
            });
        }
    }

    /**
     * Finds where blobs are used. Looking for trees alone ends when as many were found as were asked for, as restic does.
     *
     * @param ids beginnings of ids
     * @throws InvalidRequest if one is no beginning of an id or names no pack
     */
    public void objects(Kind kind, List<String> ids, Consumer<ObjectHit> found) {
        Wanted wanted = wanted(kind, ids.stream().map(IdPrefix::parse).toList());
        for (StoredSnapshot stored : snapshots) {
            ObjectId root = stored.snapshot().tree();
            wanted.tree(root, null, stored, found);
            if (wanted.isDone()) {
                return;
            }
            walk(stored, Selection.ALL, visit -> {
                if (!wanted.isDone()) {
                    wanted.entry(visit, stored, found);
                }
                return !wanted.isDone();
            });
        }
    }

    private void walk(StoredSnapshot stored, Selection selection, TreeVisitor each) {
        TreeWalk.Visitor visitor = new TreeWalk.Visitor() {
            @Override
            public boolean selected(TreeWalk.Visit visit) {
                return each.selected(visit);
            }

            @Override
            public void unreadable(TreeWalk.@Nullable Visit directory, EngineException reason) {
                unreadable.accept(stored, reason);
            }
        };
        new TreeWalk(repository, selection, visitor).walk(stored.snapshot().tree());
    }

    private interface TreeVisitor {
        boolean selected(TreeWalk.Visit visit);
    }

    private Wanted wanted(Kind kind, List<IdPrefix> prefixes) {
        return switch (kind) {
            case BLOB -> new Wanted(prefixes, List.of());
            case TREE -> new Wanted(List.of(), prefixes);
            case PACK -> inPacks(prefixes);
        };
    }

    private Wanted inPacks(List<IdPrefix> prefixes) {
        List<ObjectId> packs = repository.index().packs();
        Wanted wanted = new Wanted(List.of(), List.of());
        for (IdPrefix prefix : prefixes) {
            List<ObjectId> matching = packs.stream().filter(prefix::matches).toList();
            if (matching.isEmpty()) {
                throw new InvalidRequest(
                        "no index lists a pack " + prefix.first(), "see the packs with `holdfast list packs`");
            }
            matching.forEach(wanted::addPack);
        }
        return wanted;
    }

    /** The blobs that are looked for. */
    private final class Wanted {
        private final List<IdPrefix> data;
        private final List<IdPrefix> trees;
        private final BlobSet exact = new BlobSet();
        private boolean wantsData;
        private int treesLeft;

        Wanted(List<IdPrefix> data, List<IdPrefix> trees) {
            this.data = data;
            this.trees = new ArrayList<>(trees);
            this.wantsData = !data.isEmpty();
            this.treesLeft = trees.size();
        }

        void addPack(ObjectId pack) {
            repository.index().blobs(pack).forEach(blob -> exact.add(blob.type(), blob.id()));
            wantsData = true;
        }

        boolean isDone() {
            return !wantsData && treesLeft <= 0;
        }

        void entry(TreeWalk.Visit visit, StoredSnapshot stored, Consumer<ObjectHit> found) {
            Node node = visit.node();
            if (node.type() == NodeType.DIRECTORY && node.subtree() != null) {
                tree(node.subtree(), visit.path(), stored, found);
            } else if (node.type() == NodeType.FILE && wantsData) {
                for (ObjectId id : node.blobs()) {
                    if (isWanted(BlobType.DATA, id, data)) {
                        found.accept(new ObjectHit(BlobType.DATA, id, visit.path(), visit.tree(), stored));
                    }
                }
            }
        }

        void tree(ObjectId id, @Nullable EntryPath path, StoredSnapshot stored, Consumer<ObjectHit> found) {
            if (isWanted(BlobType.TREE, id, trees)) {
                treesLeft--;
                found.accept(new ObjectHit(BlobType.TREE, id, path, null, stored));
            }
        }

        private boolean isWanted(BlobType type, ObjectId id, List<IdPrefix> prefixes) {
            return exact.contains(type, id) || prefixes.stream().anyMatch(prefix -> prefix.matches(id));
        }
    }
}
