package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Small repositories and copies between them. */
final class CopyScene {
    private CopyScene() {}

    static MemoryBackend empty(int version) {
        MemoryBackend backend = new MemoryBackend();
        ScratchRepository.make(backend, version);
        return backend;
    }

    /** Three snapshots, of which the second and the third are alike but for a part. */
    static MemoryBackend source(int version) {
        MemoryBackend backend = empty(version);
        PruneScene.backup(backend, new MemorySource(1, 8, 2_000, 7), false);
        PruneScene.backup(backend, new MemorySource(2, 10, 3_000, 8), false);
        PruneScene.backup(backend, new MemorySource(2, 12, 3_000, 8), false);
        return backend;
    }

    static Copy.Request request(WriteOptions writing, long batchBytes) {
        return new Copy.Request(writing, batchBytes, 2);
    }

    /** Tiny packs; a batch is about one snapshot. */
    static Copy.Request tiny() {
        return request(PruneScene.TINY, 10_000);
    }

    /** A snapshot that was not copied. */
    record Failure(
            ObjectId snapshot,
            EngineException reason,
            @Nullable EntryPath path) {}

    /** What a copy told. */
    static final class Told implements Copy.Listener {
        final List<ObjectId> begun = new ArrayList<>();
        final Map<ObjectId, ObjectId> saved = new TreeMap<>();
        final List<Failure> failed = new ArrayList<>();
        int present;

        @Override
        public void begun(StoredSnapshot snapshot) {
            begun.add(snapshot.id());
        }

        @Override
        public void saved(StoredSnapshot snapshot, ObjectId copy) {
            saved.put(snapshot.id(), copy);
        }

        @Override
        public void failed(StoredSnapshot snapshot, EngineException reason, @Nullable EntryPath path) {
            failed.add(new Failure(snapshot.id(), reason, path));
        }
    }

    static Told copy(Backend from, Backend to) {
        return copy(from, to, tiny());
    }

    /** Copies everything. */
    static Told copy(Backend from, Backend to, Copy.Request request) {
        Told told = new Told();
        try (Repository source = ScratchRepository.open(from);
                Repository destination = ScratchRepository.open(to)) {
            copy(source, destination, request, told);
        }
        return told;
    }

    static void copy(Repository source, Repository destination, Copy.Request request, Told told) {
        try (RepositoryLock lock = RepositoryLock.acquire(destination, false)) {
            copy(source, destination, lock, request, told);
        }
    }

    /** @param lock on the destination */
    static void copy(Repository source, Repository destination, RepositoryLock lock, Copy.Request request, Told told) {
        try (RepositoryLock _ = RepositoryLock.acquireToRead(source, false)) {
            List<StoredSnapshot> chosen = source.snapshots(e -> {
                throw e;
            });
            Copy copy = new Copy(source, destination, lock, request, new CopyProgress(), told);
            CopyPlan plan = copy.plan(chosen, e -> {
                throw e;
            });
            told.present = plan.present().size();
            copy.run(plan);
        }
    }

    /** Fails unless the repository is sound; gives the trees of its snapshots by their originals. */
    static Map<ObjectId, ObjectId> originals(Backend backend) {
        Soundness.read(backend);
        Map<ObjectId, ObjectId> trees = new TreeMap<>();
        try (Repository repository = ScratchRepository.open(backend)) {
            for (StoredSnapshot stored : repository.snapshots(e -> {
                throw e;
            })) {
                ObjectId original = stored.snapshot().original();
                ObjectId key = original == null ? stored.id() : original;
                assertEquals(null, trees.put(key, stored.snapshot().tree()), "a snapshot was copied twice");
            }
        }
        return trees;
    }

    /** Fails if any index tells of a blob twice. */
    static void assertNothingTwice(Backend backend, String after) {
        try (Repository repository = ScratchRepository.open(backend)) {
            Set<Map.Entry<BlobType, ObjectId>> seen = new HashSet<>();
            repository.forEachBlob(place ->
                    assertTrue(seen.add(Map.entry(place.type(), place.id())), place.id() + " is there twice " + after));
        }
    }
}
