package dev.holdfast.engine.op;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Plain bytes of data blobs, the least recently used ones dropped where they would be too many. Safe for many threads. */
public final class BlobCache implements AutoCloseable {
    /** Loaded bytes after which what was dropped is collected. */
    private static final long GARBAGE = 64 << 20;

    private final Repository repository;
    private final long limit;
    private final ExecutorService loaders;
    private final Map<ObjectId, Held> held = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;
    private long loaded;

    private record Held(CompletableFuture<byte[]> content, int length) {}

    /**
     * @param limit bytes; one blob is held even if it is larger
     * @param threads that load ahead
     */
    public BlobCache(Repository repository, long limit, int threads) {
        this.repository = repository;
        this.limit = limit;
        this.loaders = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("read-ahead-", 0).factory());
    }

    Repository repository() {
        return repository;
    }

    /** How many blobs of this length may be loaded ahead without driving out most of what is held. */
    int room(int length) {
        return Math.clamp(limit / 4 / Math.max(1, length), 0, 8);
    }

    /**
     * The bytes of a blob; must not be changed.
     *
     * @param length that the index tells
     * @throws DamagedFile if it can't be read or has another length
     */
    byte[] load(ObjectId id, int length) {
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> wanted = reserve(id, length, mine);
        if (wanted == mine) {
            fill(id, length, mine);
        }
        try {
            return wanted.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /** Begins to load a blob that will be asked for soon. */
    void loadAhead(ObjectId id, int length) {
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        if (reserve(id, length, mine) == mine) {
            try {
                loaders.execute(() -> fill(id, length, mine));
            } catch (RejectedExecutionException closed) {
                drop(id, mine);
                mine.cancel(false);
            }
        }
    }

    private synchronized CompletableFuture<byte[]> reserve(ObjectId id, int length, CompletableFuture<byte[]> mine) {
        @Nullable Held there = held.get(id);
        if (there != null) {
            return there.content();
        }
        held.put(id, new Held(mine, length));
        bytes += length;
        Iterator<Held> oldest = held.values().iterator();
        while (bytes > limit && held.size() > 1) {
            bytes -= oldest.next().length();
            oldest.remove();
        }
        return mine;
    }

    private void fill(ObjectId id, int length, CompletableFuture<byte[]> mine) {
        try {
            byte[] content = repository.loadBlob(BlobType.DATA, id);
            if (content.length != length) {
                throw new DamagedFile(
                        "data blob " + id, "it has " + content.length + " bytes, but the index tells " + length);
            }
            mine.complete(content);
            collectSometimes(2L * length);
        } catch (RuntimeException | Error e) {
            drop(id, mine);
            mine.completeExceptionally(e);
        }
    }

    /**
     * A heap rather grows to all that it may have than look for what is dropped, and this runs for days beside other programs.
     *
     * @param more bytes that were allocated
     */
    private void collectSometimes(long more) {
        synchronized (this) {
            loaded += more;
            if (loaded < GARBAGE) {
                return;
            }
            loaded = 0;
        }
        System.gc();
    }

    /** What failed is tried again when it is asked for the next time. */
    private synchronized void drop(ObjectId id, CompletableFuture<byte[]> failed) {
        @Nullable Held there = held.get(id);
        if (there != null && there.content() == failed) {
            held.remove(id);
            bytes -= there.length();
        }
    }

    @Override
    public void close() {
        loaders.shutdownNow();
    }
}
