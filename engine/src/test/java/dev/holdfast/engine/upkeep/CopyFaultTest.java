package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.ArmedScript;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Impatient;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of a copy to either backend meets every fault: the destination stays sound, and the next copy ends the work. */
final class CopyFaultTest {
    private final MemoryBackend source = CopyScene.source(2);
    private final Map<ObjectId, ObjectId> snapshots = CopyScene.originals(source);
    private final MemoryBackend destination = CopyScene.empty(2);
    private final Map<ObjectId, ObjectId> before;

    CopyFaultTest() {
        PruneScene.backup(destination, new MemorySource(2, 4, 3_000, 8), false);
        before = CopyScene.originals(destination);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultOfTheDestinationLeavesItSound(Fault fault) {
        int calls = attempt(FaultScript.none(), FaultScript.none(), false).destinationCalls();

        AtomicInteger failed = new AtomicInteger();
        new Parallel(4).forEach(upTo(calls), call -> {
            if (!attempt(FaultScript.none(), FaultScript.at(call, fault), false).succeeded()) {
                failed.incrementAndGet();
            }
            if (fault.passes()) {
                Outcome triedAgain = attempt(FaultScript.none(), FaultScript.at(call, fault), true);
                assertTrue(triedAgain.succeeded(), fault + " at call " + call);
            }
        });

        assertTrue(calls > 20, "the copy made only " + calls + " calls");
        // A listing or file that was read wrongly once is read again.
        assertTrue(fault == Fault.CORRUPT || failed.get() > 0, fault + " harmed nothing in " + calls + " calls");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultOfTheSourceCopiesNoDamage(Fault fault) {
        int calls = attempt(FaultScript.none(), FaultScript.none(), false).sourceCalls();

        new Parallel(4).forEach(upTo(calls), call -> {
            attempt(FaultScript.at(call, fault), FaultScript.none(), false);
            if (fault.passes()) {
                Outcome triedAgain = attempt(FaultScript.at(call, fault), FaultScript.none(), true);
                assertTrue(triedAgain.succeeded(), fault + " at call " + call);
            }
        });

        assertTrue(calls > 20, "the copy made only " + calls + " calls");
    }

    @Test
    void manyFaultsAtOnceLeaveTheDestinationSound() {
        long seed = new Random().nextLong();
        System.out.println("faults of seed " + seed);
        Fault[] faults = {
            Fault.FAIL_BEFORE,
            Fault.FAIL_AFTER,
            Fault.FAIL_FOR_GOOD,
            Fault.FULL,
            Fault.SHORT,
            Fault.CORRUPT,
            Fault.CRASH_BEFORE,
            Fault.CRASH_AFTER,
            Fault.POWER_CUT
        };
        new Parallel(4)
                .forEach(
                        upTo(150),
                        round -> attempt(
                                FaultScript.randomly(seed + round, 0.02, faults),
                                FaultScript.randomly(seed - round, 0.02, faults),
                                round % 2 == 0));
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private record Outcome(int sourceCalls, int destinationCalls, boolean succeeded) {}

    private Outcome attempt(FaultScript sourceFaults, FaultScript destinationFaults, boolean retrying) {
        MemoryBackend bareSource = new MemoryBackend();
        PruneScene.copy(source, bareSource);
        MemoryBackend bare = new MemoryBackend();
        PruneScene.copy(destination, bare);
        ArmedScript ofSource = new ArmedScript(sourceFaults);
        ArmedScript ofDestination = new ArmedScript(destinationFaults);
        CopyScene.Told told = new CopyScene.Told();
        boolean succeeded = false;
        String outcome = "success";
        try (Repository from = ScratchRepository.open(faulty(bareSource, ofSource, retrying));
                Repository to = ScratchRepository.open(faulty(bare, ofDestination, retrying))) {
            ofSource.arm();
            ofDestination.arm();
            CopyScene.copy(from, to, CopyScene.tiny(), told);
            succeeded = told.failed.isEmpty();
            outcome = "success but for " + told.failed;
        } catch (EngineException e) {
            outcome = e.toString();
        }
        lookAt(bare, succeeded, told, outcome);
        return new Outcome(ofSource.calls(), ofDestination.calls(), succeeded);
    }

    private static Backend faulty(Backend inner, FaultScript script, boolean retrying) {
        Backend faulty = Impatient.faulty(inner, script);
        return retrying ? Impatient.retrying(faulty) : faulty;
    }

    private void lookAt(MemoryBackend bare, boolean succeeded, CopyScene.Told told, String outcome) {
        PruneScene.removeLocks(bare);
        Map<ObjectId, ObjectId> after = CopyScene.originals(bare);
        assertTrue(after.entrySet().containsAll(before.entrySet()), outcome);
        assertTrue(after.keySet().containsAll(told.saved.keySet()), outcome);
        if (succeeded) {
            assertTrue(after.entrySet().containsAll(snapshots.entrySet()), outcome);
        }

        CopyScene.Told second = CopyScene.copy(source, bare);

        after = CopyScene.originals(bare);
        assertEquals(List.of(), second.failed, "in the second copy; the first: " + outcome);
        assertTrue(after.entrySet().containsAll(snapshots.entrySet()), "after the second copy; the first: " + outcome);
        assertEquals(snapshots.size() + before.size(), after.size(), outcome);
        CopyScene.assertNothingTwice(bare, "after " + outcome);
        assertEquals(0, PruneScene.files(bare, FileType.LOCK).size());
    }
}
