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
import java.util.Comparator;
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
        List<Found> files = new ArrayList<>();
        long bytes = 0;
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
                    files.add(new Found(path, node));
                    bytes += node.size();
                }
                node.tree().ifPresent(subtree -> folders.add(new Folder(path, subtree)));
            }
        }
        boolean whole = bytes <= limit.bytes() && all.size() <= limit.entries();
        return whole ? new Sample(all, true) : part(files, limit, random);
    }

    private static Sample part(List<Found> files, Limit limit, RandomGenerator random) {
        Collections.shuffle(files, random);
        Map<EntryPath, Node> chosen = new HashMap<>();
        long room = limit.bytes();
        for (Found file : files) {
            if (file.node().size() <= room && chosen.size() < limit.entries()) {
                chosen.put(file.path(), file.node());
                room -= file.node().size();
            }
        }
        if (chosen.isEmpty() && !files.isEmpty()) {
            // Each is larger than all that was to be restored: the smallest is better than none.
            Found smallest = Collections.min(
                    files, Comparator.comparingLong(file -> file.node().size()));
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
