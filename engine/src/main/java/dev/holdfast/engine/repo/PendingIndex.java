package dev.holdfast.engine.repo;

import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Packs that are durable but in no index file yet. Writes an index file when there are many or they have waited long. */
final class PendingIndex {
    /** What is not indexed is lost to a run that is killed; restic waits 10 minutes. */
    private static final Duration MAX_AGE = Duration.ofMinutes(3);

    private final Repository repository;
    private final RepositoryLock lock;
    private final int maxBlobs;
    private final Index index;
    private final Consumer<PackedBlob> stored;
    private List<Entry> entries = new ArrayList<>();
    private int blobs;
    private Instant oldest = Instant.MAX;

    private record Entry(ObjectId pack, List<PackedBlob> blobs) {}

    /** @param stored is told each blob that the index in memory has come to know */
    PendingIndex(Repository repository, RepositoryLock lock, int maxBlobs, Index index, Consumer<PackedBlob> stored) {
        this.repository = repository;
        this.lock = lock;
        this.maxBlobs = maxBlobs;
        this.index = index;
        this.stored = stored;
    }

    /** Adds a durable pack: at once to the index in memory, and soon to a file. */
    synchronized void add(ObjectId pack, List<PackedBlob> packed) {
        index.add(pack, packed);
        packed.forEach(stored);
        Instant now = repository.client().clock().instant();
        if (entries.isEmpty()) {
            oldest = now;
        }
        entries.add(new Entry(pack, packed));
        blobs += packed.size();
        if (blobs >= maxBlobs || Duration.between(oldest, now).compareTo(MAX_AGE) >= 0) {
            flush();
        }
    }

    synchronized void flush() {
        if (entries.isEmpty()) {
            return;
        }
        IndexWriter writer = new IndexWriter(64 + 200 * blobs);
        for (Entry entry : entries) {
            writer.pack(entry.pack());
            IndexedBlobs.tell(entry.blobs(), writer);
        }
        lock.ensureHeld();
        repository.saveIndex(writer.finish().toBytes());
        entries = new ArrayList<>();
        blobs = 0;
    }
}
