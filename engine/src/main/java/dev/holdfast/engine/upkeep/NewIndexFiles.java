package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.IndexedBlobs;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts new index files in place of others: all new ones are durable before the first old one is deleted, so that a run that dies
 * leaves everything indexed.
 */
final class NewIndexFiles {
    private static final int BLOB_BYTES = 200;

    private final Repository repository;
    private final RepositoryLock lock;
    private final Set<ObjectId> written = new HashSet<>();
    private IndexWriter writer = new IndexWriter(1024);

    /** @param lock beside which nobody else prunes */
    NewIndexFiles(Repository repository, RepositoryLock lock) {
        this.repository = repository;
        this.lock = lock;
    }

    /** Indexes a pack. */
    void add(ObjectId pack, List<PackedBlob> blobs) {
        writer.pack(pack);
        addBlobs(blobs);
    }

    /** Tells that a pack is marked; after all packs that are indexed. */
    void addMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark) {
        writer.marked(pack, mark);
        addBlobs(blobs);
    }

    private void addBlobs(List<PackedBlob> blobs) {
        IndexedBlobs.tell(blobs, writer);
        if (writer.blobs() >= WriteOptions.DEFAULT.indexBlobs()) {
            finish();
            writer = new IndexWriter(BLOB_BYTES * WriteOptions.DEFAULT.indexBlobs());
        }
    }

    /** Makes what was added durable. */
    void finish() {
        if (writer.packs() > 0) {
            lock.ensureHeld();
            written.add(repository.saveUnpacked(FileType.INDEX, writer.finish().toBytes()));
        }
    }

    /** Makes what was added durable, then deletes the files that it replaces, and gives how many were written. */
    int replace(List<ObjectId> old) {
        finish();
        for (ObjectId id : old) {
            if (!written.contains(id)) {
                lock.ensureHeld();
                repository.backend().delete(FileRef.of(FileType.INDEX, id));
            }
        }
        repository.forgetIndex();
        return written.size();
    }
}
