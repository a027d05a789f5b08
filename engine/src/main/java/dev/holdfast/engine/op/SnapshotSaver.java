package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.PrunedMeanwhile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.IndexedBlobs;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores snapshots of which all is durable and was indexed. A prune in two phases may have marked packs since the index was loaded:
 * then everything that the snapshot needs is looked up in the index as it is now, and packs that are marked are listed again.
 *
 * <p>Who lists a pack again looks afterwards whether the mark is still there; who sweeps takes the mark away first and looks
 * afterwards whether the pack is listed. So of the two, one at least sees the other.
 */
public final class SnapshotSaver {
    /** Each time another prune must have come between. */
    private static final int ATTEMPTS = 3;

    private final Repository repository;
    private final RepositoryLock lock;

    public SnapshotSaver(Repository repository, RepositoryLock lock) {
        this.repository = repository;
        this.lock = lock;
    }

    /**
     * Stores a snapshot.
     *
     * @throws PrunedMeanwhile if a prune deletes what it needs
     */
    public ObjectId save(Snapshot snapshot) {
        lock.ensureHeld();
        if (!repository.isIndexAsLoaded()) {
            ensureListed(snapshot);
            lock.ensureHeld();
        }
        return repository.saveSnapshot(snapshot);
    }

    private void ensureListed(Snapshot snapshot) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Repository.LoadedIndex now = repository.loadIndex();
            Set<ObjectId> packs = markedPacks(snapshot, now.index());
            @Nullable ObjectId listing = packs.isEmpty() ? null : list(packs, now.index());
            if (new HashSet<>(repository.ids(FileType.INDEX)).containsAll(now.files())) {
                return;
            }
            if (listing != null) {
                // The packs may be on their way out already.
                repository.backend().delete(FileRef.of(FileType.INDEX, listing));
            }
        }
        throw new PrunedMeanwhile(repository.backend().location());
    }

    /** The packs without which the snapshot lacks something. */
    private Set<ObjectId> markedPacks(Snapshot snapshot, Index index) {
        int threads = repository.backend().capabilities().connections();
        Set<ObjectId> packs = new LinkedHashSet<>();
        UsedBlobs.Listener nobody = new UsedBlobs.Listener() {
            @Override
            public void found(int trees) {}

            @Override
            public void read() {}
        };
        try {
            BitSet used = UsedBlobs.of(repository, index, List.of(snapshot.tree()), new BitSet(), threads, nobody);
            for (int entry = used.nextSetBit(0); entry >= 0; entry = used.nextSetBit(entry + 1)) {
                PackedBlob blob = index.place(entry).blob();
                if (!index.contains(blob.type(), blob.id())) {
                    addPlace(index.lookupAll(blob.type(), blob.id()), index, packs);
                }
            }
        } catch (BlobMissing e) {
            throw new PrunedMeanwhile(repository.backend().location());
        }
        return packs;
    }

    private void addPlace(List<BlobLocation> copies, Index index, Set<ObjectId> packs) {
        if (copies.stream().noneMatch(copy -> packs.contains(copy.pack()))) {
            packs.add(copies.stream()
                    .map(BlobLocation::pack)
                    .filter(pack -> isThere(pack, index.blobs(pack)))
                    .findFirst()
                    .orElseThrow(() -> new PrunedMeanwhile(repository.backend().location())));
        }
    }

    private boolean isThere(ObjectId pack, List<PackedBlob> blobs) {
        return repository
                .backend()
                .stat(FileRef.of(FileType.PACK, pack))
                .filter(found -> found.size() == PackHeader.packSize(blobs))
                .isPresent();
    }

    private ObjectId list(Set<ObjectId> packs, Index index) {
        IndexWriter writer = new IndexWriter(1024);
        for (ObjectId pack : packs) {
            writer.pack(pack);
            IndexedBlobs.tell(index.blobs(pack), writer);
        }
        lock.ensureHeld();
        return repository.saveUnpacked(FileType.INDEX, writer.finish().toBytes());
    }
}
