package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores finished packs in the background and indexes each when it is durable.
 *
 * <p>The number of packs in memory is bounded: {@link #begin} waits until one of them is stored.
 */
final class PackStore {
    /** The first pack of data and the first of trees may be all there is, so they begin small. */
    private static final int SMALL_FIRST = 2;

    /** One huge tree must not hold its memory until the end. */
    private static final int MAX_KEPT_BUFFER = 160 << 20;

    private final Repository repository;
    private final WriteOptions options;
    private final RepositoryLock lock;
    private final Index index;
    private final PendingIndex pending;
    private final int permits;
    private final Semaphore open;
    private final ExecutorService savers;
    private final AtomicInteger begun = new AtomicInteger();
    private final ConcurrentLinkedQueue<byte[]> buffers = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable failure;

    /** @param index is told of packs when they are durable, and {@code stored} of their blobs then */
    PackStore(
            Repository repository,
            WriteOptions options,
            RepositoryLock lock,
            Index index,
            Consumer<PackedBlob> stored) {
        this.repository = repository;
        this.options = options;
        this.lock = lock;
        this.index = index;
        this.pending = new PendingIndex(repository, lock, options.indexBlobs(), index, stored);
        int connections = repository.backend().capabilities().connections();
        this.permits = connections + 2;
        this.open = new Semaphore(permits);
        this.savers = savers(connections);
    }

    /** Threads that end by themselves when nothing was saved for a while. */
    private static ExecutorService savers(int connections) {
        ThreadPoolExecutor savers = new ThreadPoolExecutor(
                connections,
                connections,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("pack-saver-", 0).factory());
        savers.allowCoreThreadTimeOut(true);
        return savers;
    }

    /** Indexes, durably, the packs that no index lists. */
    void indexUnlisted() {
        lock.ensureHeld();
        new UnlistedPacks(repository).read(index, pending::add);
        pending.flush();
    }

    OpenPack begin(int packSize) {
        try {
            open.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
        if (failure != null) {
            open.release();
            throwFailure();
        }
        boolean handedOut = false;
        try {
            byte[] idle = buffers.poll();
            byte[] buffer = idle != null ? idle : OpenPack.newBuffer(packSize, begun.getAndIncrement() < SMALL_FIRST);
            OpenPack pack = new OpenPack(packSize, buffer, this::complete);
            handedOut = true;
            return pack;
        } finally {
            if (!handedOut) {
                open.release();
            }
        }
    }

    private void complete(OpenPack pack) {
        savers.execute(() -> {
            try {
                if (pack.isSpoilt()) {
                    fail(new IllegalStateException("a blob could not be encrypted"));
                }
                if (failure == null) {
                    save(pack);
                }
            } catch (RuntimeException | Error e) {
                fail(e);
            } finally {
                if (pack.buffer().length <= MAX_KEPT_BUFFER) {
                    buffers.add(pack.buffer());
                }
                open.release();
            }
        });
    }

    private synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    private void save(OpenPack pack) {
        repository.withCodec(codec -> {
            byte[] header = PackHeader.encode(pack.blobs());
            byte[] tail = new byte[header.length + Sealer.OVERHEAD + PackHeader.LENGTH_FIELD];
            int sealed = codec.seal(header, 0, header.length, tail, 0);
            PackHeader.writeLength(tail, sealed, sealed);
            int size = pack.appendTail(tail, tail.length);
            ObjectId id = codec.hash(pack.buffer(), 0, size);
            if (!options.dryRun()) {
                lock.ensureHeld();
                repository.backend().save(FileRef.of(FileType.PACK, id), pack.buffer(), 0, size);
                pending.add(id, pack.blobs());
            }
            return id;
        });
    }

    /** Waits until every complete pack is stored, then writes the rest of the index. More packs may come after. */
    void flush() {
        awaitSaved();
        throwFailure();
        pending.flush();
    }

    void abandon() {
        savers.close();
        try {
            pending.flush();
        } catch (EngineException e) {
            // The first failure is what is told. Packs without an index are harmless, unless a later run took them for
            // indexed.
            repository.forgetIndex();
        }
    }

    private void awaitSaved() {
        try {
            open.acquire(permits);
            open.release(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    private void throwFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
