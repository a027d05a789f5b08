package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.Interrupted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A backend that tries again what failed, with growing waits, until it succeeds or the time is over; then the last
 * failure is thrown.
 *
 * <p>Only a {@link BackendFailure} that is not permanent is tried again: a missing file, a full disk, a refusal, or an
 * interruption would be the same the next time. Where a file can't be replaced in one step, what a failed save may have
 * left is deleted before the next attempt.
 */
public final class Retrying implements Backend {
    private final Backend inner;
    private final RetryPolicy policy;
    private final Consumer<Retry> listener;

    /** @param listener told each failure that will be tried again, in the thread that met it */
    public Retrying(Backend inner, RetryPolicy policy, Consumer<Retry> listener) {
        this.inner = inner;
        this.policy = policy;
        this.listener = listener;
    }

    @Override
    public String location() {
        return inner.location();
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public void create() {
        run("create", inner::create);
    }

    @Override
    public void save(FileRef file, byte[] content, int offset, int length) {
        Capabilities capabilities = inner.capabilities();
        boolean clear = !capabilities.atomicReplace() && capabilities.mayDelete();
        boolean[] tried = new boolean[1];
        run("save " + file, () -> {
            if (clear && tried[0]) {
                inner.delete(file);
            }
            tried[0] = true;
            inner.save(file, content, offset, length);
        });
    }

    @Override
    public byte[] load(FileRef file, Range range) {
        return call("load " + file, () -> inner.load(file, range));
    }

    @Override
    public void load(FileRef file, long fileOffset, byte[] target, int offset, int length) {
        run("load " + file, () -> inner.load(file, fileOffset, target, offset, length));
    }

    @Override
    public Optional<FileInfo> stat(FileRef file) {
        return call("stat " + file, () -> inner.stat(file));
    }

    /**
     * Tells the files when all of them are known, so that none is told twice, and the listener's own failures are not
     * retried.
     */
    @Override
    public void list(FileType type, Consumer<FileInfo> each) {
        List<FileInfo> files = call("list " + type.word(), () -> {
            List<FileInfo> found = new ArrayList<>();
            inner.list(type, found::add);
            return found;
        });
        files.forEach(each);
    }

    @Override
    public void delete(FileRef file) {
        run("delete " + file, () -> inner.delete(file));
    }

    @Override
    public Leftovers leftovers(Instant limit) {
        return call("leftovers", () -> inner.leftovers(limit));
    }

    @Override
    public Leftovers removeLeftovers(Instant limit) {
        return call("remove leftovers", () -> inner.removeLeftovers(limit));
    }

    @Override
    public void close() {
        inner.close();
    }

    private void run(String what, Runnable work) {
        call(what, () -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    private <T> T call(String what, Supplier<T> work) {
        Instant deadline = policy.clock().instant().plus(policy.giveUpAfter());
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (BackendFailure failure) {
                Duration left = Duration.between(policy.clock().instant(), deadline);
                if (failure.isPermanent() || !left.isPositive()) {
                    throw failure;
                }
                Duration wait = policy.waitAfter(attempt);
                Duration shortened = wait.compareTo(left) < 0 ? wait : left;
                listener.accept(new Retry(what, attempt, shortened, failure));
                sleep(shortened);
            }
        }
    }

    private void sleep(Duration wait) {
        try {
            policy.sleeper().sleep(wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }
}
