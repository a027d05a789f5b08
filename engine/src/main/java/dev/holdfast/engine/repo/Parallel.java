package dev.holdfast.engine.repo;

import dev.holdfast.engine.model.EngineException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs work over a list on a few threads; the first failure stops the rest and is thrown when all have ended. */
public final class Parallel {
    private final int threads;

    public Parallel(int threads) {
        this.threads = Math.max(1, threads);
    }

    /** Calls {@code work} once for each item, on up to as many threads as this was made with. */
    public <T> void forEach(List<T> items, Consumer<T> work) {
        int count = Math.min(threads, items.size());
        if (count <= 1) {
            items.forEach(work);
            return;
        }
        Iterator<T> iterator = items.iterator();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Thread.ofPlatform().daemon().name("parallel-" + i).start(() -> {
                try {
                    drain(iterator, work, failure);
                } finally {
                    done.countDown();
                }
            });
        }
        await(done, failure);
    }

    private static <T> void drain(
            Iterator<T> iterator, Consumer<T> work, AtomicReference<@Nullable Throwable> failure) {
        while (failure.get() == null) {
            T item;
            synchronized (iterator) {
                if (!iterator.hasNext()) {
                    return;
                }
                item = iterator.next();
            }
            try {
                work.accept(item);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    private static void await(CountDownLatch done, AtomicReference<@Nullable Throwable> failure) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(null, new EngineException.Interrupted());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
