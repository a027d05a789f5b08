package dev.holdfast.engine.op;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.BlobPlace;
import dev.holdfast.engine.repo.Repository;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trees that are looked into, the least recently used ones dropped where they would be too many. Safe for many threads. */
public final class FolderCache {
    /** Bytes of JSON; as nodes they take two or three times as much. */
    private static final long LIMIT = 16 << 20;

    /** Larger ones are not held as a whole. */
    private static final long LARGE = 4 << 20;

    private final Repository repository;
    private final Map<ObjectId, Held> held = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private record Held(FolderNodes nodes, long size) {}

    public FolderCache(Repository repository) {
        this.repository = repository;
    }

    /** The nodes of a tree; nothing is read before they are asked for. */
    public FolderNodes nodes(ObjectId tree) {
        @Nullable FolderNodes there = look(tree);
        return there != null ? there : add(tree, size(tree));
    }

    private synchronized @Nullable FolderNodes look(ObjectId tree) {
        @Nullable Held there = held.get(tree);
        return there == null ? null : there.nodes();
    }

    private synchronized FolderNodes add(ObjectId tree, long size) {
        @Nullable Held there = held.get(tree);
        if (there != null) {
            return there.nodes();
        }
        FolderNodes nodes = new FolderNodes(repository, tree, size > LARGE);
        long counted = Math.min(size, 2 * LARGE);
        held.put(tree, new Held(nodes, counted));
        bytes += counted;
        Iterator<Held> oldest = held.values().iterator();
        while (bytes > LIMIT && held.size() > 1) {
            bytes -= oldest.next().size();
            oldest.remove();
        }
        return nodes;
    }

    private long size(ObjectId tree) {
        List<BlobPlace> places = repository.places(BlobType.TREE, tree);
        return places.stream()
                .mapToLong(place -> Math.max(place.length(), place.plainLength()))
                .max()
                .orElse(0);
    }
}
