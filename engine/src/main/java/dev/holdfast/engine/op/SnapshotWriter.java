package dev.holdfast.engine.op;

import dev.holdfast.engine.chunk.Chunker;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns entries into trees and blobs.
 *
 * <p>The thread that gives the entries compares them with the parent snapshot and hands changed files to the threads of a
 * {@link WorkQueue}. Whoever completes the last entry of a directory encodes and stores its tree.
 */
final class SnapshotWriter implements Sink, AutoCloseable {
    private final Repository repository;
    private final BlobWriter writer;
    private final WorkQueue queue;
    private final FileSaver files;
    private final ChangeRule rule;
    private final BackupProgress progress;
    private final BackupFigures figures = new BackupFigures();
    private final BlobCodec codec;
    private PendingTree top;
    private volatile boolean isEmpty;
    private volatile @Nullable ObjectId root;

    SnapshotWriter(
            Repository repository,
            BlobWriter writer,
            int threads,
            ChangeRule rule,
            @Nullable ObjectId parentTree,
            BackupProgress progress) {
        this.repository = repository;
        this.writer = writer;
        this.rule = rule;
        this.progress = progress;
        this.top = new PendingTree(null, null, null, null, new ParentNodes(parentTree), writer);
        Chunker chunker = new Chunker(repository.config().chunkerPolynomial());
        this.codec = writer.takeCodec();
        this.queue = new WorkQueue(writer, threads); // last, for it starts threads
        this.files = new FileSaver(writer, chunker, queue, progress);
    }

    BackupFigures figures() {
        return figures;
    }

    @Override
    public void problem(Problem problem) {
        progress.problem(problem);
    }

    @Override
    public void ensureWanted() {
        queue.ensureSound();
    }

    @Override
    public void accept(Entry entry) {
        boolean taken = false;
        try {
            take(entry);
            taken = true;
        } finally {
            if (!taken && entry instanceof Entry.File file) {
                file.content().skip();
            }
        }
    }

    private void take(Entry entry) {
        if (Thread.interrupted()) {
            throw new EngineException.Interrupted();
        }
        leaveTo(entry.path().parent());
        switch (entry) {
            case Entry.Directory directory -> enter(directory);
            case Entry.File file -> saveFile(file);
            case Entry.Link link -> saveSmall(NodeType.SYMLINK, link.path().name(), link.metadata(), link.target(), 0);
            case Entry.Special special ->
                saveSmall(
                        special.type(), special.path().name(), special.metadata(), ByteString.EMPTY, special.device());
        }
    }

    private void leaveTo(@Nullable EntryPath directory) {
        while (!Objects.equals(top.path(), directory)) {
            leave();
        }
    }

    private void leave() {
        PendingTree left = top;
        if (left.parent() == null) {
            throw new IllegalArgumentException("an entry came after its directory had ended");
        }
        top = left.parent();
        if (left.endOfEntries()) {
            finishFrom(left, codec);
        }
    }

    private void enter(Entry.Directory directory) {
        Node before = top.findBefore(directory.path().name());
        boolean known = before != null && before.type() == NodeType.DIRECTORY;
        top = new PendingTree(
                top,
                top.addSlot(),
                directory,
                known ? before : null,
                new ParentNodes(known ? before.subtree() : null),
                writer);
    }

    /**
     * The nodes of a tree of the parent snapshot. Where it can't be read, everything is read again, and the tree is stored again
     * should it come out the same: else the new snapshot would be as damaged as the parent.
     */
    private final class ParentNodes implements Supplier<@Nullable Node> {
        private final @Nullable ObjectId tree;
        private @Nullable Iterator<Node> nodes;

        /** @param tree null for none */
        ParentNodes(@Nullable ObjectId tree) {
            this.tree = tree;
        }

        @Override
        public @Nullable Node get() {
            if (tree == null) {
                return null;
            }
            try {
                if (nodes == null) {
                    nodes = repository.nodes(tree);
                }
                return nodes.hasNext() ? nodes.next() : null;
            } catch (BlobMissing | DamagedFile | FileMissing | BackendFailure e) {
                writer.distrust(BlobType.TREE, tree);
                progress.parentProblem(new Problem(
                        "parent snapshot", e.getMessage() + "; what it should tell is read from the source again"));
                nodes = Collections.emptyIterator();
                return null;
            }
        }
    }

    private void saveFile(Entry.File file) {
        PendingTree tree = top;
        PendingTree.Slot slot = tree.addSlot();
        Node before = tree.findBefore(file.path().name());
        if (before != null && rule.isUnchanged(before, file.metadata(), file.size(), repository.index())) {
            Node node = fileNode(file.path().name(), file.metadata(), file.size(), before.blobs());
            progress.addBytes(file.size());
            fileDone(file.path(), before, node, 0, 0);
            complete(tree, slot, node, codec);
            file.content().skip();
            return;
        }
        queue.addFile(new WorkQueue.Task() {
            @Override
            public void run(BlobCodec workerCodec, ReadWindow window) {
                read(file, before, tree, slot, workerCodec, window);
            }

            @Override
            public void drop() {
                file.content().skip();
            }
        });
    }

    private void read(
            Entry.File file,
            @Nullable Node before,
            PendingTree tree,
            PendingTree.Slot slot,
            BlobCodec workerCodec,
            ReadWindow window) {
        String shown = progress.wantsCurrent() ? file.path().toString() : "";
        progress.begin(shown);
        try {
            files.save(file.content(), file.size(), workerCodec, window, (saved, lastCodec) -> {
                Node node = fileNode(file.path().name(), saved.metadata(), saved.size(), saved.content());
                progress.end(shown);
                fileDone(file.path(), before, node, saved.added(), saved.addedStored());
                complete(tree, slot, node, lastCodec);
            });
        } catch (IOException e) {
            String location = file.content().location();
            progress.end(shown);
            progress.problem(new Problem(location == null ? file.path().toString() : location, reason(e)));
            complete(tree, slot, null, workerCodec);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void fileDone(EntryPath path, @Nullable Node before, Node node, long added, long addedStored) {
        BackupProgress.Action action = NodeChange.between(before, node);
        figures.countFile(action, node.size());
        progress.fileDone();
        if (progress.wantsItems()) {
            progress.item(new BackupProgress.Item(path.toString(), action, false, node.size(), added, addedStored));
        }
    }

    private static Node fileNode(ByteString name, Metadata metadata, long size, List<ObjectId> content) {
        return new Node(name, NodeType.FILE, metadata, size, ByteString.EMPTY, 0, content, null, "");
    }

    private void saveSmall(NodeType type, ByteString name, Metadata metadata, ByteString target, long device) {
        Node node = new Node(name, type, metadata, 0, target, device, null, null, "");
        complete(top, top.addSlot(), node, codec);
    }

    private void complete(PendingTree tree, PendingTree.Slot slot, @Nullable Node node, BlobCodec ownCodec) {
        if (tree.complete(slot, node)) {
            finishFrom(tree, ownCodec);
        }
    }

    /** Stores a complete directory, and every directory above it that is complete with it. A loop: folders may be very deep. */
    private void finishFrom(PendingTree first, BlobCodec ownCodec) {
        PendingTree tree = first;
        while (true) {
            BlobWriter.Stored stored = tree.store(ownCodec);
            PendingTree parent = tree.parent();
            if (parent == null) {
                isEmpty = tree.isEmpty();
                root = stored.id();
                return;
            }
            Node node = directoryNode(tree, stored);
            if (!parent.complete(tree.slotInParent(), node)) {
                return;
            }
            tree = parent;
        }
    }

    private Node directoryNode(PendingTree tree, BlobWriter.Stored stored) {
        Entry.Directory directory = tree.directory();
        Node node = new Node(
                directory.path().name(),
                NodeType.DIRECTORY,
                directory.metadata(),
                0,
                ByteString.EMPTY,
                0,
                null,
                stored.id(),
                "");
        BackupProgress.Action action = NodeChange.between(tree.before(), node);
        figures.countDirectory(action);
        if (progress.wantsItems()) {
            progress.item(new BackupProgress.Item(
                    directory.path() + "/", action, true, 0, stored.isNew() ? tree.size() : 0, stored.storedLength()));
        }
        return node;
    }

    /**
     * Waits until everything is stored; returns the root tree.
     *
     * @throws InvalidRequest if nothing is in it: such a snapshot protects nothing and would let good ones be forgotten
     */
    ObjectId finish() {
        while (top.parent() != null) {
            leave();
        }
        if (top.endOfEntries()) {
            finishFrom(top, codec);
        }
        queue.awaitEmpty();
        ObjectId tree = root;
        if (isEmpty) {
            throw new InvalidRequest(
                    "there is nothing to back up: all of it is left out or can't be read",
                    "check the paths, what is excluded, and that this user may read them; no snapshot was written");
        }
        if (tree == null) {
            throw new IllegalStateException("the root tree was not stored though all work is done");
        }
        return tree;
    }

    @Override
    public void close() {
        queue.close();
        writer.giveBack(codec);
    }
}
