package dev.holdfast.engine.backend;

import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.StorageFull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose calls meet the faults that a {@link FaultScript} tells, and which records every call. Without faults
 * it does what the backend behind it does.
 *
 * <p>To try death at every step: run the work once with {@link FaultScript#none()} and count {@link #calls()}; then,
 * for each number, run it again over a fresh backend with a crash at that number, let the exception come out, and look
 * at the backend behind, which holds exactly what a reopened repository would.
 *
 * <p>{@link #location()}, {@link #capabilities()} and {@link #close()} meet no faults and are not recorded. Safe for
 * many threads; with several of them the order of the calls, and so the faults of a random script, may differ from run
 * to run.
 */
public final class FaultyBackend implements Backend {
    /** The methods that can meet a fault. */
    public enum Operation {
        CREATE,
        SAVE,
        LOAD,
        STAT,
        LIST,
        DELETE
    }

    /**
     * One call of one method.
     *
     * @param number counted from 1
     * @param type the type of file in question; null for create
     * @param file the file in question; null for create and list
     */
    public record Call(
            long number,
            Operation operation,
            @Nullable FileType type,
            @Nullable FileRef file) {
        /** Whether it may change anything. */
        public boolean isChange() {
            return operation == Operation.CREATE || operation == Operation.SAVE || operation == Operation.DELETE;
        }
    }

    private static final Duration STALL_LIMIT = Duration.ofSeconds(30);

    private final Backend inner;
    private final FaultScript script;
    private final Duration stallLimit;
    private final List<Call> calls = new ArrayList<>();
    private final Map<FileRef, byte[]> looseDeletions = new HashMap<>();
    private final Semaphore stalled = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private boolean crashed;

    /** Stalled calls fail after half a minute. */
    public FaultyBackend(Backend inner, FaultScript script) {
        this(inner, script, STALL_LIMIT);
    }

    /** @param stallLimit after which stalled calls fail */
    public FaultyBackend(Backend inner, FaultScript script, Duration stallLimit) {
        this.inner = inner;
        this.script = script;
        this.stallLimit = stallLimit;
    }

    /** All calls so far, in the order of their numbers. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Whether a crash has happened. */
    public synchronized boolean hasCrashed() {
        return crashed;
    }

    /** Dies now, as with {@link Fault#CRASH_BEFORE}. */
    public synchronized void crash() {
        crashed = true;
    }

    /** Lets all stalled calls go on; later ones do not stall. */
    public void release() {
        released.countDown();
    }

    /** Waits until one more call has stalled; fails if none does within the stall limit. */
    public void awaitStalled() throws InterruptedException {
        if (!stalled.tryAcquire(stallLimit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no call has stalled");
        }
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
        run(Operation.CREATE, null, null, inner::create);
    }

    @Override
    public void save(FileRef file, byte[] content, int offset, int length) {
        run(Operation.SAVE, file.type(), file, () -> {
            inner.save(file, content, offset, length);
            remember(file, null);
        });
    }

    @Override
    public byte[] load(FileRef file, Range range) {
        return call(Operation.LOAD, file.type(), file, fault -> spoil(inner.load(file, range), fault));
    }

    @Override
    public void load(FileRef file, long fileOffset, byte[] target, int offset, int length) {
        call(Operation.LOAD, file.type(), file, fault -> {
            byte[] bytes = new byte[length];
            inner.load(file, fileOffset, bytes, 0, length);
            byte[] given = spoil(bytes, fault);
            System.arraycopy(given, 0, target, offset, given.length);
            return given;
        });
    }

    @Override
    public Optional<FileInfo> stat(FileRef file) {
        return call(Operation.STAT, file.type(), file, _ -> inner.stat(file));
    }

    @Override
    public void list(FileType type, Consumer<FileInfo> each) {
        call(Operation.LIST, type, null, fault -> {
            if (fault != Fault.SHORT) {
                inner.list(type, each);
                return type;
            }
            List<FileInfo> files = new ArrayList<>();
            inner.list(type, files::add);
            files.subList(0, files.size() / 2).forEach(each);
            throw failure("list of " + type.word() + " broke off", false);
        });
    }

    @Override
    public void delete(FileRef file) {
        run(Operation.DELETE, file.type(), file, () -> {
            if (!file.type().isDeletionDurable() && inner.stat(file).isPresent()) {
                remember(file, inner.load(file, Range.ALL));
            }
            inner.delete(file);
        });
    }

    @Override
    public void close() {
        inner.close();
    }

    private void run(Operation operation, @Nullable FileType type, @Nullable FileRef file, Runnable work) {
        call(operation, type, file, _ -> {
            work.run();
            return operation;
        });
    }

    private <T> T call(Operation operation, @Nullable FileType type, @Nullable FileRef file, Work<T> work) {
        Call call;
        Optional<Fault> met;
        synchronized (this) {
            refuseIfCrashed();
            call = new Call(calls.size() + 1L, operation, type, file);
            calls.add(call);
            met = script.faultFor(call);
            if (met.isPresent() && met.get().isCrash()) {
                crashed = true;
            }
        }
        if (met.isEmpty()) {
            return finished(() -> work.with(null));
        }
        Fault fault = met.get();
        return switch (fault) {
            case FAIL_BEFORE -> throw failure(call + " failed before it had an effect", false);
            case FAIL_FOR_GOOD -> throw failure(call + " was refused", true);
            case FAIL_AFTER -> {
                finished(() -> work.with(fault));
                throw failure(call + " failed after it had its effect", false);
            }
            case FULL -> {
                if (operation == Operation.SAVE || operation == Operation.CREATE) {
                    throw new StorageFull(location(), null);
                }
                yield finished(() -> work.with(fault));
            }
            case SHORT, CORRUPT -> finished(() -> work.with(fault));
            case STALL -> {
                stall(call);
                synchronized (this) {
                    refuseIfCrashed();
                }
                yield finished(() -> work.with(fault));
            }
            case CRASH_BEFORE -> throw dead();
            case CRASH_AFTER -> {
                work.with(fault);
                throw dead();
            }
            case POWER_CUT -> {
                undoLooseDeletions();
                throw dead();
            }
        };
    }

    /** The result, unless the process died while the call was under way: then nobody is told it. */
    private <T> T finished(Supplier<T> work) {
        T result = work.get();
        synchronized (this) {
            refuseIfCrashed();
        }
        return result;
    }

    private void refuseIfCrashed() {
        if (crashed) {
            throw dead();
        }
    }

    private void stall(Call call) {
        stalled.release();
        try {
            if (!released.await(stallLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure(call + " got no answer", false);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    private synchronized void remember(FileRef file, byte @Nullable [] deleted) {
        if (deleted == null) {
            looseDeletions.remove(file);
        } else {
            looseDeletions.put(file, deleted);
        }
    }

    private synchronized void undoLooseDeletions() {
        looseDeletions.forEach(inner::save);
        looseDeletions.clear();
    }

    private static byte[] spoil(byte[] bytes, @Nullable Fault fault) {
        if (fault == Fault.SHORT) {
            return Arrays.copyOf(bytes, bytes.length / 2);
        }
        if (fault == Fault.CORRUPT && bytes.length > 0) {
            bytes[bytes.length / 2] ^= 1;
        }
        return bytes;
    }

    private BackendFailure failure(String what, boolean permanent) {
        return new BackendFailure(location(), what, permanent, null);
    }

    private BackendFailure dead() {
        return failure("the process is dead", true);
    }

    private interface Work<T> {
        T with(@Nullable Fault fault);
    }
}
