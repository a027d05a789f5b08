package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Stores finished packs in the background and indexes each when it is durable.
 *
 * <p>The number of packs in memory is bounded: {@link #begin} waits until one of them is stored.
 */
final class PackStore {
    private final Repository repository;
    private final WriteOptions options;
    private final RepositoryLock lock;
    private final PendingIndex pending;
    private final int permits;
    private final Semaphore open;
    private final ExecutorService savers;
    private final ConcurrentLinkedQueue<byte[]> buffers = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable failure;

    PackStore(Repository repository, WriteOptions options, RepositoryLock lock) {
        this.repository = repository;
        this.options = options;
        this.lock = lock;
        this.pending = new PendingIndex(repository, lock);
        int connections = repository.backend().capabilities().connections();
        this.permits = connections + 2;
        this.open = new Semaphore(permits);
        this.savers = Executors.newFixedThreadPool(
                connections, Thread.ofPlatform().daemon().name("pack-saver-", 0).factory());
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
        byte[] buffer = buffers.poll();
        return new OpenPack(packSize, buffer == null ? new byte[0] : buffer, this::complete);
    }

    private void complete(OpenPack pack) {
        savers.execute(() -> {
            try {
                if (failure == null) {
                    save(pack);
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                buffers.add(pack.buffer());
                open.release();
            }
        });
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

    /** Waits until every complete pack is stored, then writes the rest of the index. */
    void flush() {
        awaitSaved();
        throwFailure();
        pending.flush();
        savers.shutdown();
    }

    void abandon() {
        savers.close();
        try {
            pending.flush();
        } catch (EngineException e) {
            // The first failure is what is told; packs without an index are harmless.
            return;
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
