package dev.holdfast.engine.op;

import dev.holdfast.engine.chunk.Chunker;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.tree.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Reads one file after the other into chunks and stores them; a large file's chunks are shared among the threads. */
final class FileSaver {
    private final BlobWriter writer;
    private final Chunker chunker;
    private final WorkQueue queue;
    private final BackupProgress progress;
    private final ChunkBuffers buffers = new ChunkBuffers();

    FileSaver(BlobWriter writer, Chunker chunker, WorkQueue queue, BackupProgress progress) {
        this.writer = writer;
        this.chunker = chunker;
        this.queue = queue;
        this.progress = progress;
    }

    /** What became of a file's content. */
    record Saved(Metadata metadata, List<ObjectId> content, long size, long added, long addedStored) {}

    /** Is told the result, by whichever thread stored the last chunk. */
    interface Receiver {
        void saved(Saved saved, BlobCodec codec);
    }

    /**
     * Reads and stores a file; {@code receiver} is called later or before this returns.
     *
     * @param expectedSize bytes as far as known beforehand
     * @throws IOException if the file can't be read to its end; the receiver is not called then
     */
    void save(Content content, long expectedSize, BlobCodec codec, ReadWindow window, Receiver receiver)
            throws IOException {
        window.clear();
        try (Content.Reading reading = content.open()) {
            window.fill(reading, Chunker.MIN, expectedSize);
            Metadata metadata = reading.metadata();
            if (window.isAtEnd()) {
                saveSmall(metadata, codec, window, receiver);
            } else {
                saveLarge(reading, metadata, expectedSize, codec, window, receiver);
            }
        }
    }

    private void saveSmall(Metadata metadata, BlobCodec codec, ReadWindow window, Receiver receiver) {
        int size = window.available();
        if (size == 0) {
            receiver.saved(new Saved(metadata, List.of(), 0, 0, 0), codec);
            return;
        }
        BlobWriter.Stored stored = writer.store(codec, BlobType.DATA, window.bytes(), window.start(), size);
        progress.addBytes(size);
        long added = stored.isNew() ? size : 0;
        receiver.saved(new Saved(metadata, List.of(stored.id()), size, added, stored.storedLength()), codec);
    }

    private void saveLarge(
            Content.Reading reading,
            Metadata metadata,
            long expectedSize,
            BlobCodec codec,
            ReadWindow window,
            Receiver receiver)
            throws IOException {
        LargeFile file = new LargeFile(metadata, receiver);
        int chunk = nextChunk(reading, expectedSize, window);
        while (chunk > 0) {
            if (queue.isStopping()) {
                throw new Interrupted();
            }
            store(file, window, chunk, codec);
            window.take(chunk);
            chunk = nextChunk(reading, expectedSize, window);
        }
        file.allRead(codec);
    }

    private int nextChunk(Content.Reading reading, long expectedSize, ReadWindow window) throws IOException {
        int scanned = 0;
        while (true) {
            int cut = chunker.cut(window.bytes(), window.start(), window.available(), scanned);
            if (cut > 0) {
                return cut;
            }
            if (window.isAtEnd()) {
                return window.available();
            }
            scanned = window.available();
            window.fill(reading, Math.min(Chunker.MAX, scanned + Chunker.MIN), Math.max(expectedSize, Chunker.MAX));
        }
    }

    private void store(LargeFile file, ReadWindow window, int length, BlobCodec codec) {
        int number = file.begin(length);
        if (!queue.hasRoomForChunk() || !handOn(file, number, window, length)) {
            BlobWriter.Stored blob = writer.store(codec, BlobType.DATA, window.bytes(), window.start(), length);
            file.stored(number, length, blob, codec);
        }
    }

    private boolean handOn(LargeFile file, int number, ReadWindow window, int length) {
        byte[] copy = buffers.take(length);
        System.arraycopy(window.bytes(), window.start(), copy, 0, length);
        return queue.offerChunk((codec, _) -> {
            file.stored(number, length, writer.store(codec, BlobType.DATA, copy, 0, length), codec);
            buffers.giveBack(copy);
        });
    }

    /** A file whose chunks are stored by several threads. */
    private final class LargeFile {
        private final Metadata metadata;
        private final Receiver receiver;
        private final List<@Nullable ObjectId> ids = new ArrayList<>();
        private final LongAdder added = new LongAdder();
        private final LongAdder addedStored = new LongAdder();

        /** Chunks not yet stored, and one for the reading itself. */
        private final AtomicInteger outstanding = new AtomicInteger(1);

        private long size;

        LargeFile(Metadata metadata, Receiver receiver) {
            this.metadata = metadata;
            this.receiver = receiver;
        }

        synchronized int begin(int length) {
            outstanding.incrementAndGet();
            size += length;
            ids.add(null);
            return ids.size() - 1;
        }

        void stored(int number, int length, BlobWriter.Stored blob, BlobCodec codec) {
            synchronized (this) {
                ids.set(number, blob.id());
            }
            progress.addBytes(length);
            if (blob.isNew()) {
                added.add(length);
                addedStored.add(blob.storedLength());
            }
            end(codec);
        }

        void allRead(BlobCodec codec) {
            end(codec);
        }

        private void end(BlobCodec codec) {
            if (outstanding.decrementAndGet() > 0) {
                return;
            }
            List<ObjectId> content;
            long total;
            synchronized (this) {
                content = Arrays.asList(ids.toArray(ObjectId[]::new));
                total = size;
            }
            receiver.saved(new Saved(metadata, content, total, added.sum(), addedStored.sum()), codec);
        }
    }
}
