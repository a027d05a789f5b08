package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.SnapshotSaver;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.GrowingTree;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Makes a snapshot of all trees that neither a snapshot nor another tree names, such as those of a forgotten snapshot. */
public final class Recover {
    private final Repository repository;
    private final RepositoryLock lock;
    private final Consumer<DamagedFile> damaged;

    /**
     * What came of it.
     *
     * @param roots trees that nothing names
     * @param unreadable trees that can't be read
     * @param snapshot empty if there are no roots
     */
    public record Result(int roots, int unreadable, Optional<ObjectId> snapshot) {}

    /** @param damaged is told of snapshots that can't be read, whose trees count as named by none */
    public Recover(Repository repository, RepositoryLock lock, Consumer<DamagedFile> damaged) {
        this.repository = repository;
        this.lock = lock;
        this.damaged = damaged;
    }

    /** Recovers; once. */
    public Result run(WriteOptions options, String programVersion) {
        Set<ObjectId> named = new HashSet<>();
        repository
                .snapshots(damaged)
                .forEach(stored -> named.add(stored.snapshot().tree()));
        Set<ObjectId> trees = new HashSet<>();
        repository.index().forEach(place -> {
            if (place.blob().type() == BlobType.TREE) {
                trees.add(place.blob().id());
            }
        });
        Set<ObjectId> unreadable = new HashSet<>();
        for (ObjectId tree : trees) {
            // What fails once is read once more: what an unreadable tree names counts as named by none.
            boolean isReadable = tellsNames(tree, named);
            if (!isReadable) {
                isReadable = tellsNames(tree, named);
            }
            if (!isReadable) {
                unreadable.add(tree);
            }
        }
        trees.removeAll(named);
        trees.removeAll(unreadable);
        Optional<ObjectId> snapshot =
                trees.isEmpty() ? Optional.empty() : Optional.of(save(trees, options, programVersion));
        return new Result(trees.size(), unreadable.size(), snapshot);
    }

    /** Adds the trees that one names; false if it can't be read. */
    private boolean tellsNames(ObjectId tree, Set<ObjectId> named) {
        try {
            repository.forEachNode(tree, node -> node.tree().ifPresent(named::add));
            return true;
        } catch (BlobMissing | DamagedFile | FileMissing e) {
            return false;
        } catch (BackendFailure e) {
            if (!e.isPermanent()) {
                throw e;
            }
            return false;
        }
    }

    private ObjectId save(Set<ObjectId> roots, WriteOptions options, String programVersion) {
        Client client = repository.client();
        Instant now = client.clock().instant();
        Timestamp time = Timestamp.of(now, client.zone().getRules().getOffset(now));
        TreeMap<String, ObjectId> names = new TreeMap<>();
        for (ObjectId root : roots) {
            if (names.putIfAbsent(root.shortName(), root) != null) {
                names.put(root.toString(), root);
            }
        }
        BlobWriter writer = new BlobWriter(repository, options, lock);
        ObjectId top;
        try {
            GrowingTree tree = new GrowingTree(writer);
            names.forEach((name, root) -> tree.add(directory(name, root, time)));
            top = repository.withCodec(codec -> tree.store(codec).id());
            writer.flush();
        } catch (RuntimeException | Error e) {
            writer.abandon();
            throw e;
        }
        return new SnapshotSaver(repository, lock)
                .save(new Snapshot(
                        time,
                        null,
                        top,
                        List.of("/recover"),
                        client.host(),
                        client.user(),
                        client.uid(),
                        client.gid(),
                        List.of(),
                        List.of("recovered"),
                        null,
                        programVersion,
                        null));
    }

    private static Node directory(String name, ObjectId tree, Timestamp time) {
        Metadata metadata =
                new Metadata(FileMode.DIRECTORY | 0755, time, time, time, 0, 0, "", "", 0, 0, 0, List.of(), "");
        return new Node(ByteString.of(name), NodeType.DIRECTORY, metadata, 0, ByteString.EMPTY, 0, null, tree, "");
    }
}
