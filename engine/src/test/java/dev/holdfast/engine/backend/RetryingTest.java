package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.StorageFull;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RetryingTest implements BackendContract {
    private static final byte[] CONTENT = Samples.bytes(1, 100);
    private static final FileRef PACK = Samples.file(FileType.PACK, CONTENT);

    private final MemoryBackend inner = new MemoryBackend();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<Retry> retries = new ArrayList<>();

    /** The contract holds although every third call fails before or after its effect. */
    @Override
    public Backend open() {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("seed of the faults: " + seed);
        FaultScript script = FaultScript.randomly(seed, 0.33, Fault.FAIL_BEFORE, Fault.FAIL_AFTER);
        // The clock stands still: threads that share it would use up each other's time.
        return new Retrying(new FaultyBackend(inner, script), policy(_ -> {}), _ -> {});
    }

    @Override
    public void plantForeignFiles() {
        // There is nothing behind it but memory.
    }

    @Test
    void failuresThatPassAreTriedAgain() {
        Backend backend = retrying(FaultScript.first(3, _ -> true, Fault.FAIL_BEFORE));

        backend.save(PACK, CONTENT);

        assertArrayEquals(CONTENT, inner.load(PACK, Range.ALL));
        assertEquals(List.of(1, 2, 3), retries.stream().map(Retry::attempt).toList());
        assertEquals("save " + PACK, retries.getFirst().call());
    }

    @Test
    void waitsDoubleWithJitterUpToTheLongest() {
        Backend backend = retrying(FaultScript.first(9, _ -> true, Fault.FAIL_BEFORE));

        backend.create();

        long[] expected = {1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (int i = 0; i < expected.length; i++) {
            double factor = retries.get(i).pause().toMillis() / 1000.0 / expected[i];
            assertTrue(
                    factor >= 0.49 && factor <= 1.51,
                    "wait " + i + " is " + retries.get(i).pause());
        }
        Duration slept = retries.stream().map(Retry::pause).reduce(Duration.ZERO, Duration::plus);
        assertEquals(Instant.EPOCH.plus(slept), now.get());
    }

    @Test
    void lastAttemptIsMadeWhenTheTimeIsOver() {
        Backend backend = retrying(FaultScript.each(_ -> true, Fault.FAIL_BEFORE));

        assertThrows(BackendFailure.class, () -> backend.stat(PACK));

        assertEquals(Instant.EPOCH.plus(Duration.ofMinutes(15)), now.get());
    }

    @Test
    void whatCannotPassIsNotTriedAgain() {
        FaultScript full = FaultScript.each(call -> call.operation() == Operation.SAVE, Fault.FULL);
        FaultScript refused = FaultScript.each(call -> call.operation() == Operation.DELETE, Fault.FAIL_FOR_GOOD);
        Backend backend = retrying(full.or(refused));

        assertThrows(StorageFull.class, () -> backend.save(PACK, CONTENT));
        assertThrows(FileMissing.class, () -> backend.load(PACK, Range.ALL));
        assertThrows(BackendFailure.class, () -> backend.delete(PACK));

        assertEquals(List.of(), retries);
    }

    @Test
    void brokenListIsToldOnceAndWhole() {
        for (int i = 0; i < 10; i++) {
            byte[] content = Samples.bytes(i, 10);
            inner.save(Samples.file(FileType.KEY, content), content);
        }
        Backend backend = retrying(FaultScript.first(2, _ -> true, Fault.SHORT));
        List<FileInfo> told = new ArrayList<>();

        backend.list(FileType.KEY, told::add);

        assertEquals(10, told.size());
        assertEquals(10, told.stream().distinct().count());
    }

    @Test
    void interruptionEndsTheWait() {
        Backend backend = new Retrying(
                new FaultyBackend(inner, FaultScript.each(_ -> true, Fault.FAIL_BEFORE)),
                policy(_ -> {
                    throw new InterruptedException();
                }),
                retries::add);

        assertThrows(Interrupted.class, () -> backend.stat(PACK));
        assertTrue(Thread.interrupted());
        assertEquals(1, retries.size());
    }

    @Test
    void halfFileIsDeletedFirstWhereNothingCanBeReplaced() {
        FaultyBackend faulty = new FaultyBackend(
                new WriteOnce(inner),
                FaultScript.first(2, call -> call.operation() == Operation.SAVE, Fault.FAIL_AFTER));
        Backend backend = new Retrying(faulty, policy(_ -> {}), retries::add);

        backend.save(PACK, CONTENT);

        assertArrayEquals(CONTENT, inner.load(PACK, Range.ALL));
        assertEquals(
                List.of(Operation.SAVE, Operation.DELETE, Operation.SAVE, Operation.DELETE, Operation.SAVE),
                faulty.calls().stream().map(FaultyBackend.Call::operation).toList());
    }

    private Retrying retrying(FaultScript script) {
        RetryPolicy policy = policy(wait -> now.updateAndGet(time -> time.plus(wait)));
        return new Retrying(new FaultyBackend(inner, script), policy, retries::add);
    }

    private RetryPolicy policy(RetryPolicy.Sleeper sleeper) {
        RetryPolicy standard = RetryPolicy.standard(now::get, new Random(1));
        return new RetryPolicy(
                standard.first(), standard.longest(), standard.giveUpAfter(), now::get, sleeper, standard.random());
    }
}
