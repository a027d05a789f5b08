package dev.holdfast.engine.op;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares two snapshots, or folders of them. Equal subtrees are not gone into. */
public final class Diff {
    private final Repository repository;
    private final Options options;
    private final Consumer<Change> changes;
    private final ArrayDeque<Pair> stack = new ArrayDeque<>();
    private final List<ObjectId> equalTrees = new ArrayList<>();
    private final BlobSet before = new BlobSet();
    private final BlobSet after = new BlobSet();
    private final int[] removed = new int[3];
    private final int[] added = new int[3];
    private long changedFiles;

    /**
     * How to compare.
     *
     * @param metadata whether entries of which only metadata changed are told
     * @param threads that read unchanged trees for the figures
     */
    public record Options(boolean metadata, int threads) {}

    /**
     * An entry that differs.
     *
     * @param modifier {@code +} added, {@code -} removed, or some of: {@code T} another type, {@code M} other content,
     *     {@code ?} other content while all metadata are the same, {@code U} other metadata
     */
    public record Change(EntryPath path, boolean isDirectory, String modifier) {
        /** The path as restic tells it: a directory's ends with a slash. */
        public ByteString shownPath() {
            return isDirectory ? path.bytes().concat(ByteString.of("/")) : path.bytes();
        }
    }

    /**
     * What one side has that the other lacks.
     *
     * @param bytes plain bytes of the blobs
     */
    public record Side(long files, long directories, long others, long dataBlobs, long treeBlobs, long bytes) {}

    /** The figures. */
    public record Result(long changedFiles, Side added, Side removed) {}

    /** Two listings being compared; one is empty where a whole directory came or went. */
    private static final class Pair {
        final @Nullable EntryPath path;
        final List<Node> left;
        final List<Node> right;
        int nextLeft;
        int nextRight;

        Pair(@Nullable EntryPath path, List<Node> left, List<Node> right) {
            this.path = path;
            this.left = left;
            this.right = right;
        }

        boolean isDone() {
            return nextLeft == left.size() && nextRight == right.size();
        }

        /** Negative if the next name is on the left only, positive if on the right only. */
        int side() {
            if (nextLeft == left.size()) {
                return 1;
            }
            return nextRight == right.size()
                    ? -1
                    : left.get(nextLeft).name().compareTo(right.get(nextRight).name());
        }

        EntryPath child(Node node) {
            return path == null ? EntryPath.root(node.name()) : path.child(node.name());
        }
    }

    public Diff(Repository repository, Options options, Consumer<Change> changes) {
        this.repository = repository;
        this.options = options;
        this.changes = changes;
    }

    /** Compares the trees; once. Changes are told in the order of their paths. */
    public Result run(ObjectId from, ObjectId to) {
        if (!from.equals(to)) {
            before.add(BlobType.TREE, from);
            after.add(BlobType.TREE, to);
            stack.push(new Pair(null, repository.tree(from), repository.tree(to)));
        }
        while (!stack.isEmpty()) {
            Pair pair = stack.peek();
            if (pair.isDone()) {
                stack.pop();
            } else {
                step(pair);
            }
        }
        DiffFigures figures = new DiffFigures(repository, before, after);
        figures.leaveOut(equalTrees, options.threads());
        return new Result(changedFiles, figures.side(after, before, added), figures.side(before, after, removed));
    }

    private void step(Pair pair) {
        int side = pair.side();
        if (side < 0) {
            oneSided(pair, pair.left.get(pair.nextLeft++), "-");
        } else if (side > 0) {
            oneSided(pair, pair.right.get(pair.nextRight++), "+");
        } else {
            both(pair, pair.left.get(pair.nextLeft++), pair.right.get(pair.nextRight++));
        }
    }

    private void oneSided(Pair pair, Node node, String modifier) {
        boolean isRemoved = modifier.equals("-");
        EntryPath path = pair.child(node);
        boolean isDirectory = node.type() == NodeType.DIRECTORY;
        changes.accept(new Change(path, isDirectory, modifier));
        (isRemoved ? before : after).addAll(node);
        (isRemoved ? removed : added)[isDirectory ? 1 : node.type() == NodeType.FILE ? 0 : 2]++;
        if (isDirectory && node.subtree() != null) {
            List<Node> nodes = repository.tree(node.subtree());
            stack.push(isRemoved ? new Pair(path, nodes, List.of()) : new Pair(path, List.of(), nodes));
        }
    }

    private void both(Pair pair, Node left, Node right) {
        before.addAll(left);
        after.addAll(right);
        EntryPath path = pair.child(right);
        String modifier = modifier(left, right);
        if (!modifier.isEmpty()) {
            changes.accept(new Change(path, right.type() == NodeType.DIRECTORY, modifier));
        }
        if (left.subtree() == null || right.subtree() == null) {
            return;
        }
        if (left.subtree().equals(right.subtree())) {
            equalTrees.add(left.subtree());
        } else {
            stack.push(new Pair(path, repository.tree(left.subtree()), repository.tree(right.subtree())));
        }
    }

    private String modifier(Node left, Node right) {
        String type = left.type() == right.type() ? "" : "T";
        boolean files = left.type() == NodeType.FILE && right.type() == NodeType.FILE;
        if (files && !left.blobs().equals(right.blobs())) {
            changedFiles++;
            return NodeChange.isSameButContent(left, right) ? "M?" : "M";
        }
        return options.metadata() && !NodeChange.isSame(left, right) ? type + "U" : type;
    }
}
