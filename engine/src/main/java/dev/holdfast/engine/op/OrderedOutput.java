package dev.holdfast.engine.op;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does steps in order, while the blobs of later steps are loaded by several threads. Used by one thread.
 *
 * <p>As many blobs are held as there are threads, and that many again.
 */
final class OrderedOutput implements AutoCloseable {
    private static final int MAX_STEPS = 256;

    private final Repository repository;
    private final ExecutorService loaders;
    private final int maxBlobs;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private int blobs;

    /** What is done when its turn has come. */
    interface Step {
        void run() throws IOException;
    }

    /** Takes a blob's bytes when their turn has come. */
    interface BlobStep {
        void run(byte[] bytes) throws IOException;
    }

    OrderedOutput(Repository repository, int threads) {
        this.repository = repository;
        this.maxBlobs = 2 * Math.max(1, threads);
        this.loaders = Executors.newFixedThreadPool(
                Math.max(1, threads),
                Thread.ofPlatform().daemon().name("dump-", 0).factory());
    }

    /** Adds a step; earlier ones are done when too many wait. */
    void then(Step step) throws IOException {
        steps.add(step);
        while (steps.size() > MAX_STEPS) {
            steps.remove().run();
        }
    }

    /** Adds a step that writes bytes. */
    void write(byte[] bytes, OutputStream out) throws IOException {
        then(() -> out.write(bytes));
    }

    /** Begins to load a data blob, and adds a step that takes it. */
    void blob(ObjectId id, BlobStep step) throws IOException {
        while (blobs >= maxBlobs) {
            steps.remove().run();
        }
        blobs++;
        Callable<byte[]> load = () -> repository.loadBlob(BlobType.DATA, id);
        Future<byte[]> loading = loaders.submit(load);
        then(() -> {
            blobs--;
            step.run(take(loading));
        });
    }

    private static byte[] take(Future<byte[]> loading) {
        try {
            return loading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Does all steps that are left. */
    void finish() throws IOException {
        while (!steps.isEmpty()) {
            steps.remove().run();
        }
    }

    /** Drops what is left. */
    @Override
    public void close() {
        steps.clear();
        loaders.shutdownNow();
    }
}
