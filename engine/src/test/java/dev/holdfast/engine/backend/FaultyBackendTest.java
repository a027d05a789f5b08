package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.FaultyBackend.Call;
import dev.holdfast.engine.backend.FaultyBackend.Operation;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.StorageFull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultyBackendTest implements BackendContract {
    private static final byte[] CONTENT = Samples.bytes(1, 100);
    private static final FileRef PACK = Samples.file(FileType.PACK, CONTENT);
    private static final FileRef INDEX = Samples.file(FileType.INDEX, CONTENT);

    private final MemoryBackend inner = new MemoryBackend();

    @Override
    public Backend open() {
        return new FaultyBackend(inner, FaultScript.none());
    }

    @Override
    public void plantForeignFiles() {
        // There is nothing behind it but memory.
    }

    @Test
    void callsAreRecorded() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.none());
        backend.create();
        backend.save(PACK, CONTENT);
        backend.list(FileType.PACK, _ -> {});

        assertEquals(
                List.of(
                        new Call(1, Operation.CREATE, null, null),
                        new Call(2, Operation.SAVE, FileType.PACK, PACK),
                        new Call(3, Operation.LIST, FileType.PACK, null)),
                backend.calls());
    }

    @Test
    void failureBeforeHasNoEffect() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.FAIL_BEFORE));

        BackendFailure failure = assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));
        assertFalse(failure.isPermanent());
        assertTrue(inner.stat(PACK).isEmpty());

        backend.save(PACK, CONTENT);
        assertTrue(inner.stat(PACK).isPresent());
    }

    @Test
    void failureAfterHasItsEffect() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.FAIL_AFTER));

        assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));

        assertArrayEquals(CONTENT, inner.load(PACK, Range.ALL));
    }

    @Test
    void refusalIsPermanent() {
        FaultyBackend backend =
                new FaultyBackend(inner, FaultScript.each(call -> call.isChange(), Fault.FAIL_FOR_GOOD));

        assertTrue(assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT))
                .isPermanent());
        assertTrue(
                assertThrows(BackendFailure.class, () -> backend.delete(PACK)).isPermanent());
        assertEquals(Optional.empty(), backend.stat(PACK));
    }

    @Test
    void fullStorageRefusesOnlyWhatNeedsRoom() {
        inner.save(PACK, CONTENT);
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.each(_ -> true, Fault.FULL));

        assertThrows(StorageFull.class, () -> backend.save(INDEX, CONTENT));
        assertArrayEquals(CONTENT, backend.load(PACK, Range.ALL));
        backend.delete(PACK);

        assertTrue(inner.stat(PACK).isEmpty());
    }

    @Test
    void shortLoadLies() {
        inner.save(PACK, CONTENT);
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.each(_ -> true, Fault.SHORT));
        byte[] target = new byte[100];

        backend.load(PACK, 0, target, 0, 100);

        assertArrayEquals(Arrays.copyOf(CONTENT, 50), backend.load(PACK, Range.ALL));
        assertArrayEquals(Arrays.copyOf(Arrays.copyOf(CONTENT, 50), 100), target);
    }

    @Test
    void shortListTellsHalfAndFails() {
        for (int i = 0; i < 10; i++) {
            byte[] content = Samples.bytes(i, 10);
            inner.save(Samples.file(FileType.KEY, content), content);
        }
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.SHORT));
        List<FileInfo> told = new ArrayList<>();

        assertThrows(BackendFailure.class, () -> backend.list(FileType.KEY, told::add));

        assertEquals(5, told.size());
    }

    @Test
    void corruptLoadTurnsOneBit() {
        inner.save(PACK, CONTENT);
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.CORRUPT));
        byte[] expected = CONTENT.clone();
        expected[50] ^= 1;

        assertArrayEquals(expected, backend.load(PACK, Range.ALL));
        assertArrayEquals(CONTENT, backend.load(PACK, Range.ALL));
    }

    @Test
    void nothingWorksAfterACrash() {
        inner.save(INDEX, CONTENT);
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(2, Fault.CRASH_BEFORE));
        backend.save(PACK, CONTENT);

        assertThrows(BackendFailure.class, () -> backend.delete(INDEX));

        assertTrue(backend.hasCrashed());
        assertThrows(BackendFailure.class, () -> backend.stat(PACK));
        assertThrows(BackendFailure.class, () -> backend.delete(PACK));
        assertEquals(2, backend.calls().size());
        assertTrue(inner.stat(INDEX).isPresent());
        assertTrue(inner.stat(PACK).isPresent());
    }

    @Test
    void crashAfterKeepsTheLastEffect() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.CRASH_AFTER));

        assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));

        assertThrows(BackendFailure.class, () -> backend.load(PACK, Range.ALL));
        assertArrayEquals(CONTENT, inner.load(PACK, Range.ALL));
    }

    @Test
    void powerCutBringsDeletedPacksBack() {
        byte[] kept = Samples.bytes(2, 20);
        FileRef savedAgain = Samples.file(FileType.PACK, kept);
        inner.save(PACK, CONTENT);
        inner.save(INDEX, CONTENT);
        inner.save(savedAgain, kept);
        FaultyBackend backend =
                new FaultyBackend(inner, FaultScript.each(call -> call.operation() == Operation.LIST, Fault.POWER_CUT));
        backend.delete(INDEX);
        backend.delete(PACK);
        backend.delete(savedAgain);
        backend.save(savedAgain, kept);

        assertThrows(BackendFailure.class, () -> backend.list(FileType.PACK, _ -> {}));

        assertTrue(inner.stat(INDEX).isEmpty());
        assertArrayEquals(CONTENT, inner.load(PACK, Range.ALL));
        assertArrayEquals(kept, inner.load(savedAgain, Range.ALL));
    }

    @Test
    void stalledCallWaitsForItsRelease() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.STALL));

        Samples.inThreads(2, thread -> {
            if (thread == 0) {
                backend.save(PACK, CONTENT);
                return;
            }
            try {
                backend.awaitStalled();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertTrue(inner.stat(PACK).isEmpty());
            backend.release();
        });

        assertTrue(inner.stat(PACK).isPresent());
    }

    @Test
    void stalledCallDiesWithTheProcess() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.STALL));

        Samples.inThreads(2, thread -> {
            if (thread == 0) {
                assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));
                return;
            }
            try {
                backend.awaitStalled();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            backend.crash();
            backend.release();
        });

        assertTrue(inner.stat(PACK).isEmpty());
    }

    @Test
    void stallIsBounded() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.STALL), Duration.ofMillis(1));

        assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));

        assertTrue(inner.stat(PACK).isEmpty());
    }

    @Test
    void stallEndsWithAnInterruption() {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.at(1, Fault.STALL));

        Thread.currentThread().interrupt();

        assertThrows(Interrupted.class, () -> backend.save(PACK, CONTENT));
        assertTrue(Thread.interrupted());
    }

    @Test
    void sameSeedGivesTheSameFaults() {
        assertEquals(failures(7), failures(7));
        assertTrue(failures(7).size() > 20);
        assertTrue(failures(7).size() < 80);
    }

    @Test
    void scriptsCombine() {
        FaultScript script = FaultScript.first(2, call -> call.type() == FileType.PACK, Fault.FAIL_BEFORE)
                .or(FaultScript.at(4, Fault.CRASH_BEFORE));
        FaultyBackend backend = new FaultyBackend(inner, script);

        assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));
        assertThrows(BackendFailure.class, () -> backend.save(PACK, CONTENT));
        backend.save(PACK, CONTENT);
        assertFalse(backend.hasCrashed());
        assertThrows(BackendFailure.class, () -> backend.stat(INDEX));

        assertTrue(backend.hasCrashed());
    }

    private List<Integer> failures(long seed) {
        FaultyBackend backend = new FaultyBackend(inner, FaultScript.randomly(seed, 0.5, Fault.FAIL_BEFORE));
        List<Integer> failed = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            try {
                backend.stat(PACK);
            } catch (BackendFailure _) {
                failed.add(i);
            }
        }
        return failed;
    }
}
