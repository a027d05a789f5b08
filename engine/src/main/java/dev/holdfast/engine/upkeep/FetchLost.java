package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.json.TreeNodes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes what snapshots have lost from another repository that holds the same content, whatever its key. */
public final class FetchLost {
    private final Repository repository;
    private final Repository from;
    private final RepositoryLock lock;
    private final WriteOptions options;
    private final Set<ObjectId> trees = new HashSet<>();
    private final Set<ObjectId> data = new HashSet<>();
    private final ArrayDeque<ObjectId> open = new ArrayDeque<>();
    private long fetched;
    private long missing;

    /** How many lost blobs were taken, and how many the other repository does not have, or not sound. */
    public record Result(long fetched, long missing) {}

    /** @param lock on {@code repository}, which the caller holds, as well as one on {@code from} */
    public FetchLost(Repository repository, Repository from, RepositoryLock lock, WriteOptions options) {
        this.repository = repository;
        this.from = from;
        this.lock = lock;
        this.options = options;
    }

    /** Fetches what is lost of the snapshots; durable and indexed on return. Once. */
    public Result run(List<StoredSnapshot> snapshots) {
        snapshots.forEach(stored -> enter(stored.snapshot().tree()));
        BlobWriter writer = new BlobWriter(repository, options, lock);
        try {
            while (!open.isEmpty()) {
                look(open.pop(), writer);
            }
            writer.flush();
        } catch (RuntimeException | Error e) {
            writer.abandon();
            throw e;
        }
        return new Result(fetched, missing);
    }

    private void enter(ObjectId tree) {
        if (trees.add(tree)) {
            open.push(tree);
        }
    }

    private void look(ObjectId tree, BlobWriter writer) {
        byte[] json = own(tree);
        if (json == null) {
            json = fetch(BlobType.TREE, tree, writer);
        }
        if (json != null) {
            try {
                TreeNodes.of("tree " + tree, json, 0, json.length, true).forEachRemaining(node -> look(node, writer));
            } catch (DamagedFile e) {
                // Its bytes have its hash: no other copy is better.
                missing++;
            }
        }
    }

    private void look(Node node, BlobWriter writer) {
        if (node.type() == NodeType.DIRECTORY) {
            node.tree().ifPresent(this::enter);
        }
        for (ObjectId blob : node.blobs()) {
            if (!repository.index().contains(BlobType.DATA, blob) && data.add(blob)) {
                fetch(BlobType.DATA, blob, writer);
            }
        }
    }

    private byte @Nullable [] own(ObjectId tree) {
        try {
            return repository.loadBlob(BlobType.TREE, tree);
        } catch (BlobMissing | DamagedFile | FileMissing e) {
            return null;
        } catch (BackendFailure e) {
            if (!e.isPermanent()) {
                throw e;
            }
            return null;
        }
    }

    private byte @Nullable [] fetch(BlobType type, ObjectId id, BlobWriter writer) {
        byte[] plain;
        try {
            plain = from.loadBlob(type, id);
        } catch (BlobMissing | DamagedFile | FileMissing e) {
            missing++;
            return null;
        }
        writer.distrust(type, id);
        repository.withCodec(codec -> writer.store(codec, type, plain, 0, plain.length));
        fetched++;
        return plain;
    }
}
