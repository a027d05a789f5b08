package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.ObjectId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Files and threads for the tests of backends. */
public final class Samples {
    private Samples() {}

    /** Bytes that look random but are the same for the same seed. */
    public static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The file that holds {@code content}: named by its hash, but for the configuration. */
    public static FileRef file(FileType type, byte[] content) {
        if (type == FileType.CONFIG) {
            return FileRef.CONFIG;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return FileRef.of(type, ObjectId.of(digest.digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Runs {@code work} in as many threads at once, told their numbers from 0, and throws what the first failed one
     * threw.
     */
    public static void inThreads(int threads, IntConsumer work) {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                running.add(executor.submit(() -> work.accept(number)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
