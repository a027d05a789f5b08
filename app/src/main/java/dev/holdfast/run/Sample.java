package dev.holdfast.run;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The part of a snapshot that is restored to prove it: all of it if it is small, else random files.
 *
 * @param entries by their paths; of a part of the snapshot only the files
 */
record Sample(Map<EntryPath, Node> entries, boolean isWhole) {
    /** How much a sample may be. */
    record Limit(long bytes, int entries) {}

    private record Found(EntryPath path, Node node) {}

    private record Folder(@Nullable EntryPath path, ObjectId tree) {}

    static Sample of(Repository repository, ObjectId tree, Limit limit, RandomGenerator random) {
        Map<EntryPath, Node> all = new HashMap<>();
        Draw draw = new Draw(limit.entries(), random);
        ArrayDeque<Folder> folders = new ArrayDeque<>();
        folders.add(new Folder(null, tree));
        while (!folders.isEmpty()) {
            Folder folder = folders.removeLast();
            for (Node node : repository.tree(folder.tree())) {
                EntryPath parent = folder.path();
                EntryPath path = parent == null ? EntryPath.root(node.name()) : parent.child(node.name());
                if (all.size() <= limit.entries()) {
                    all.put(path, node);
                }
                if (node.type() == NodeType.FILE) {
                    draw.offer(new Found(path, node));
                }
                node.tree().ifPresent(subtree -> folders.add(new Folder(path, subtree)));
            }
        }
        boolean whole = draw.bytes <= limit.bytes() && all.size() <= limit.entries();
        return whole ? new Sample(all, true) : part(draw, limit, random);
    }

    /** Draws files at random while they go by, so that few are in memory however many there are. */
    private static final class Draw {
        private final int most;
        private final RandomGenerator random;
        private final List<Found> drawn = new ArrayList<>();
        private long offered;
        private long bytes;
        private @Nullable Found smallest;

        Draw(int most, RandomGenerator random) {
            this.most = most;
            this.random = random;
        }

        void offer(Found file) {
            offered++;
            bytes += file.node().size();
            if (smallest == null || file.node().size() < smallest.node().size()) {
                smallest = file;
            }
            if (drawn.size() < most) {
                drawn.add(file);
                return;
            }
            long place = random.nextLong(offered);
            if (place < most) {
                drawn.set((int) place, file);
            }
        }
    }

    private static Sample part(Draw draw, Limit limit, RandomGenerator random) {
        Collections.shuffle(draw.drawn, random);
        Map<EntryPath, Node> chosen = new HashMap<>();
        long room = limit.bytes();
        for (Found file : draw.drawn) {
            if (file.node().size() <= room && chosen.size() < limit.entries()) {
                chosen.put(file.path(), file.node());
                room -= file.node().size();
            }
        }
        Found smallest = draw.smallest;
        if (chosen.isEmpty() && smallest != null) {
            // Each is larger than all that was to be restored: the smallest is better than none.
            chosen.put(smallest.path(), smallest.node());
        }
        return new Sample(chosen, false);
    }

    /** The paths as patterns that match nothing else. */
    List<ByteString> patterns() {
        return entries.keySet().stream().map(path -> literal(path.bytes())).toList();
    }

    private static ByteString literal(ByteString path) {
        byte[] from = path.toBytes();
        byte[] escaped = new byte[from.length * 2];
        int length = 0;
        for (byte next : from) {
            if (next == '*' || next == '?' || next == '[' || next == '\\') {
                escaped[length++] = '\\';
            }
            escaped[length++] = next;
        }
        return ByteString.copyOf(escaped, 0, length);
    }

    long files() {
        return entries.values().stream()
                .filter(node -> node.type() == NodeType.FILE)
                .count();
    }

    long bytes() {
        return entries.values().stream()
                .filter(node -> node.type() == NodeType.FILE)
                .mapToLong(Node::size)
                .sum();
    }
}
