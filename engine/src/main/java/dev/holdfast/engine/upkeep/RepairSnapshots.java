package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotSaver;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes new snapshots of those that lead to lost data: without the lost parts, so that all the rest can be restored. What counts
 * as lost is what no index tells of, and trees that can't be read.
 */
public final class RepairSnapshots {
    /** Put on a snapshot that stands beside the damaged one. */
    public static final String TAG = "repaired";

    private final Repository repository;
    private final RepositoryLock lock;
    private final Request request;
    private final Consumer<Loss> losses;

    /** Trees below which nothing is lost. */
    private final Set<ObjectId> sound = new HashSet<>();

    /**
     * What to do.
     *
     * @param forget whether to delete the damaged snapshots, each when the new one is durable
     * @param dryRun whether to change nothing
     */
    public record Request(boolean forget, boolean dryRun, WriteOptions options) {}

    /** What a snapshot loses. */
    public record Loss(ObjectId snapshot, @Nullable EntryPath path, Kind kind) {}

    /** How something is lost. */
    public enum Kind {
        /** Parts of a file's content, which becomes shorter. */
        CONTENT,
        /** The file's size is not that of its content. */
        SIZE,
        /** What lies in a folder, which becomes empty. */
        FOLDER,
        /** The root, so that nothing is left. */
        ROOT
    }

    /** What became of a snapshot. */
    public sealed interface Outcome {
        /** It leads to all of its data. */
        record Sound() implements Outcome {}

        /** Nothing of it is left; it was deleted only where that was asked for. */
        record Empty(boolean deleted) implements Outcome {}

        /**
         * It was made anew.
         *
         * @param id the new one's, empty in a dry run
         */
        record Repaired(Optional<ObjectId> id, boolean deleted) implements Outcome {}
    }

    /**
     * Repairs snapshots of {@code repository}, one by one.
     *
     * @param lock an exclusive one, which the caller holds
     * @throws InvalidRequest if the index tells of packs that are not there: then it must be repaired first
     */
    public RepairSnapshots(Repository repository, RepositoryLock lock, Request request, Consumer<Loss> losses) {
        this.repository = repository;
        this.lock = lock;
        this.request = request;
        this.losses = losses;
        Index index = repository.index();
        Set<ObjectId> gone = new HashSet<>(index.packs());
        gone.removeIf(pack -> index.mark(pack).isPresent());
        repository.ids(FileType.PACK).forEach(gone::remove);
        if (!gone.isEmpty()) {
            throw new InvalidRequest(
                    "the index tells of " + gone.size() + " packs that are not there",
                    "repair it first: `holdfast repair index`");
        }
    }

    /** Repairs one snapshot. */
    public Outcome repair(StoredSnapshot stored) {
        Snapshot snapshot = stored.snapshot();
        BlobWriter writer = new BlobWriter(repository, writing(), lock);
        ObjectId tree;
        try {
            tree = new TreeRewrite(repository, writer).run(snapshot.tree(), new Folder(stored.id(), null));
            writer.flush();
        } catch (RuntimeException | Error e) {
            writer.abandon();
            throw e;
        }
        if (tree == null) {
            return new Outcome.Empty(delete(stored.id()));
        }
        if (tree.equals(snapshot.tree())) {
            return new Outcome.Sound();
        }
        if (request.dryRun()) {
            return new Outcome.Repaired(Optional.empty(), request.forget());
        }
        ObjectId id = new SnapshotSaver(repository, lock).save(replacement(stored, tree));
        return new Outcome.Repaired(Optional.of(id), delete(stored.id()));
    }

    private WriteOptions writing() {
        WriteOptions options = request.options();
        return new WriteOptions(options.compression(), options.packSize(), request.dryRun());
    }

    private boolean delete(ObjectId snapshot) {
        if (request.forget() && !request.dryRun()) {
            lock.ensureHeld();
            repository.backend().delete(FileRef.of(FileType.SNAPSHOT, snapshot));
        }
        return request.forget();
    }

    private Snapshot replacement(StoredSnapshot stored, ObjectId tree) {
        Snapshot old = stored.snapshot();
        List<String> tags = new ArrayList<>(old.tags());
        if (!request.forget() && !tags.contains(TAG)) {
            tags.add(TAG);
        }
        return old.madeAnew(tree, tags, stored.id());
    }

    /** A directory whose files lose what is lost of them. */
    private final class Folder implements TreeRewrite.Folder {
        private final ObjectId snapshot;
        private final @Nullable EntryPath path;

        Folder(ObjectId snapshot, @Nullable EntryPath path) {
            this.snapshot = snapshot;
            this.path = path;
        }

        @Override
        public Node judge(Node node) {
            return node.type() == NodeType.FILE ? file(snapshot, at(node), node) : node;
        }

        @Override
        public TreeRewrite.@Nullable Folder enter(Node directory) {
            boolean isSound = directory.tree().filter(sound::contains).isPresent();
            return isSound ? null : new Folder(snapshot, at(directory));
        }

        private EntryPath at(Node node) {
            return path == null ? EntryPath.root(node.name()) : path.child(node.name());
        }

        @Override
        public boolean staysEmpty() {
            return true;
        }

        @Override
        public void left(ObjectId tree, boolean changed) {
            if (!changed) {
                sound.add(tree);
            }
        }

        @Override
        public void unreadable(EngineException reason) {
            losses.accept(new Loss(snapshot, path, path == null ? Kind.ROOT : Kind.FOLDER));
        }

        @Override
        public void unstable() {
            // What is not known to this program is lost only where something else is lost too, as with restic.
        }
    }

    private Node file(ObjectId snapshot, EntryPath path, Node node) {
        List<ObjectId> content = new ArrayList<>();
        long size = 0;
        for (ObjectId blob : node.blobs()) {
            long length = repository.index().plainLength(BlobType.DATA, blob);
            if (length >= 0) {
                content.add(blob);
                size += length;
            }
        }
        if (node.content() != null && content.size() == node.blobs().size() && size == node.size()) {
            return node;
        }
        boolean complete = content.size() == node.blobs().size() && node.content() != null;
        losses.accept(new Loss(snapshot, path, complete ? Kind.SIZE : Kind.CONTENT));
        return with(node, size, content);
    }

    private static Node with(Node node, long size, List<ObjectId> content) {
        return new Node(
                node.name(),
                node.type(),
                node.metadata(),
                size,
                node.linkTarget(),
                node.device(),
                content,
                node.subtree(),
                node.error());
    }
}
