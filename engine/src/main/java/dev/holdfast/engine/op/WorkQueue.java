package dev.holdfast.engine.op;

import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.BlobWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a backup and the work they share: files to read, and chunks that a thread which reads a large file hands on.
 *
 * <p>Chunks go first, since they hold memory. Both queues are bounded: a file waits at {@link #addFile}, a chunk that finds no
 * room is done by the thread that made it. The first failure ends all work.
 */
final class WorkQueue implements AutoCloseable {
    private static final int MAX_FILES = 1024;

    /** Work that is given the codec and the buffer of the thread that does it. */
    interface Task {
        void run(BlobCodec codec, ReadWindow window);

        /** Called in place of {@link #run} if the work has ended before. */
        default void drop() {}
    }

    private final BlobWriter writer;
    private final int maxChunks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private final ArrayDeque<Task> files = new ArrayDeque<>();
    private final ArrayDeque<Task> chunks = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private int running;
    private volatile boolean stopping;
    private @Nullable Throwable failure;

    WorkQueue(BlobWriter writer, int threadCount) {
        this.writer = writer;
        this.maxChunks = threadCount;
        boolean started = false;
        try {
            for (int i = 0; i < threadCount; i++) {
                threads.add(Thread.ofPlatform().daemon().name("backup-" + i).start(this::work));
            }
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void work() {
        try {
            BlobCodec codec = writer.takeCodec();
            try {
                work(codec, new ReadWindow());
            } finally {
                writer.giveBack(codec);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void work(BlobCodec codec, ReadWindow window) {
        for (Task task = next(); task != null; task = next()) {
            run(task, codec, window);
        }
    }

    private void run(Task task, BlobCodec codec, ReadWindow window) {
        try {
            task.run(codec, window);
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            done();
        }
    }

    private @Nullable Task next() {
        lock.lock();
        try {
            while (!stopping) {
                Task task = chunks.poll();
                if (task == null) {
                    task = files.poll();
                    room.signal();
                }
                if (task != null) {
                    running++;
                    return task;
                }
                work.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        lock.lock();
        try {
            running--;
            if (running == 0 && files.isEmpty() && chunks.isEmpty()) {
                empty.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Throws the first failure, if there was one. */
    void ensureSound() {
        lock.lock();
        try {
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a file; waits while there are many. */
    void addFile(Task task) {
        lock.lock();
        try {
            while (files.size() >= MAX_FILES && failure == null) {
                room.await();
            }
            throwFailure();
            files.add(task);
            work.signal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #offerChunk} would most likely take a chunk now. */
    boolean hasRoomForChunk() {
        lock.lock();
        try {
            return chunks.size() < maxChunks && !stopping;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a chunk if there is room; else the caller does it. */
    boolean offerChunk(Task task) {
        lock.lock();
        try {
            if (chunks.size() >= maxChunks || stopping) {
                return false;
            }
            chunks.add(task);
            work.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all work is done. */
    void awaitEmpty() {
        lock.lock();
        try {
            while ((running > 0 || !files.isEmpty() || !chunks.isEmpty()) && failure == null) {
                empty.await();
            }
            throwFailure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        } finally {
            lock.unlock();
        }
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
        files.forEach(Task::drop);
        files.clear();
        chunks.clear();
        work.signalAll();
        room.signalAll();
        empty.signalAll();
    }

    private void throwFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /** Whether no more work is wanted, so that a long task ends early. */
    boolean isStopping() {
        return stopping;
    }

    /** Drops work not begun, ends what runs at its next chunk or wait, and waits for the threads to end. */
    @Override
    public void close() {
        lock.lock();
        try {
            stop();
            if (running > 0) {
                threads.forEach(Thread::interrupt);
            }
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
