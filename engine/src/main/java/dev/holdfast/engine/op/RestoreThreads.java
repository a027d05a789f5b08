package dev.holdfast.engine.op;

import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The threads of a restore and the bounded queue of their work. The first failure ends all of it. */
final class RestoreThreads implements AutoCloseable {
    private static final int MAX_WAITING = 256;

    /** Work that is given the codec and the buffer of the thread that does it. */
    interface Task {
        void run(BlobCodec codec, Buffer buffer);
    }

    /** A thread's memory for content, which grows when needed. */
    static final class Buffer {
        private byte[] bytes = new byte[1 << 20];

        /** At least that many bytes, with no meaning yet. */
        byte[] take(int length) {
            if (bytes.length < length) {
                bytes = new byte[length];
            }
            return bytes;
        }
    }

    private final Repository repository;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private int running;
    private volatile boolean stopping;
    private @Nullable Throwable failure;

    RestoreThreads(Repository repository, int count) {
        this.repository = repository;
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().daemon().name("restore-" + i).start(this::work));
        }
    }

    private void work() {
        try {
            repository.withCodec(codec -> {
                Buffer buffer = new Buffer();
                for (Task task = next(); task != null; task = next()) {
                    run(task, codec, buffer);
                }
                return 0;
            });
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void run(Task task, BlobCodec codec, Buffer buffer) {
        try {
            task.run(codec, buffer);
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            done();
        }
    }

    private void done() {
        lock.lock();
        try {
            running--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Task next() {
        lock.lock();
        try {
            while (!stopping) {
                Task task = tasks.poll();
                if (task != null) {
                    running++;
                    if (tasks.size() == MAX_WAITING / 2) {
                        changed.signalAll();
                    }
                    return task;
                }
                work.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Adds work; waits while much is waiting. Not for the threads themselves. */
    void add(Task task) {
        lock.lock();
        try {
            if (tasks.size() >= MAX_WAITING) {
                await(MAX_WAITING / 2, false);
            }
            throwFailure();
            tasks.add(task);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all work is done. */
    void awaitDone() {
        lock.lock();
        try {
            await(0, true);
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    private void await(int waiting, boolean idle) {
        try {
            while (failure == null && (tasks.size() > waiting || (idle && running > 0))) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    /** Whether no more work is wanted, so that a long task ends early. */
    boolean isStopping() {
        return stopping;
    }

    private void fail(Throwable cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            stop();
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        stopping = true;
        tasks.clear();
        work.signalAll();
        changed.signalAll();
    }

    private void throwFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /** Drops work not begun, ends what runs at its next blob, and waits for the threads to end. */
    @Override
    public void close() {
        lock.lock();
        try {
            stop();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
