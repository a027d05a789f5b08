package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.ArmedScript;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Impatient;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of a prune to its backend meets every fault: nothing that a snapshot needs is lost, and the next prune ends the work. */
final class PruneFaultTest {
    private final MemoryBackend before = PruneScene.made();
    private final Map<ObjectId, ObjectId> snapshots = Soundness.read(before);

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultAtAnyCallLosesNothing(Fault fault) {
        int calls = attempt(FaultScript.none(), false, false).calls();

        AtomicInteger failed = new AtomicInteger();
        new Parallel(4).forEach(upTo(calls), call -> {
            if (!attempt(FaultScript.at(call, fault), false, false).succeeded()) {
                failed.incrementAndGet();
            }
            if (fault.passes()) {
                Outcome triedAgain = attempt(FaultScript.at(call, fault), false, true);
                assertTrue(triedAgain.succeeded(), fault + " at call " + call);
            }
        });

        assertTrue(calls > 30, "the prune made only " + calls + " calls");
        assertTrue(failed.get() > 0, fault + " harmed nothing in " + calls + " calls");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "FAIL_AFTER", "FAIL_FOR_GOOD", "STALL", "CRASH_BEFORE", "CRASH_AFTER"})
    void aPruneWithoutSpaceNeverLetsTheIndexTellOfPacksThatAreGone(Fault fault) {
        int calls = attempt(FaultScript.none(), true, false).calls();

        new Parallel(4).forEach(upTo(calls), call -> attempt(FaultScript.at(call, fault), true, false));
    }

    @Test
    void manyFaultsAtOnceLoseNothing() {
        long seed = new Random().nextLong();
        System.out.println("faults of seed " + seed);
        new Parallel(4)
                .forEach(
                        upTo(100),
                        round -> attempt(
                                FaultScript.randomly(
                                        seed + round,
                                        0.02,
                                        Fault.FAIL_BEFORE,
                                        Fault.FAIL_AFTER,
                                        Fault.FAIL_FOR_GOOD,
                                        Fault.FULL,
                                        Fault.SHORT,
                                        Fault.CORRUPT,
                                        Fault.CRASH_BEFORE,
                                        Fault.CRASH_AFTER,
                                        Fault.POWER_CUT),
                                false,
                                round % 2 == 0));
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private record Outcome(int calls, boolean succeeded) {}

    private Outcome attempt(FaultScript script, boolean recoverSpace, boolean retrying) {
        MemoryBackend bare = new MemoryBackend();
        PruneScene.copy(before, bare);
        ArmedScript armed = new ArmedScript(script);
        FaultyBackend faulty = Impatient.faulty(bare, armed);
        boolean succeeded = false;
        String outcome = "success";
        try (Repository repository = ScratchRepository.open(retrying ? Impatient.retrying(faulty) : faulty)) {
            armed.arm();
            try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
                Prune prune = new Prune(repository, lock, request(recoverSpace), new PruneProgress());
                prune.run(prune.plan());
                succeeded = true;
            } catch (EngineException e) {
                outcome = e.toString();
            }
        }
        PruneScene.removeLocks(bare);
        if (succeeded && !recoverSpace && !faulty.hasCrashed()) {
            assertTrue(PruneScene.plan(bare, PruneScene.thorough()).isEmpty(), "claimed a success");
        }
        lookAt(bare, recoverSpace, outcome);
        return new Outcome(armed.calls(), succeeded);
    }

    private static Prune.Request request(boolean recoverSpace) {
        Prune.Request usual = PruneScene.thorough();
        return new Prune.Request(
                usual.maxUnused(),
                usual.maxRepackBytes(),
                usual.smallPackBytes(),
                false,
                false,
                usual.forgotten(),
                recoverSpace,
                usual.writing(),
                usual.threads(),
                null);
    }

    private void lookAt(MemoryBackend bare, boolean recoverSpace, String outcome) {
        if (recoverSpace && isIndexCut(bare)) {
            // The index must be built anew then; what is needed is still there, as the packs of a normal end show.
            return;
        }
        assertEquals(snapshots, Soundness.read(bare), outcome);

        PruneScene.prune(bare, PruneScene.thorough());

        assertEquals(snapshots, Soundness.read(bare), "after the second prune; the first: " + outcome);
        assertTrue(PruneScene.plan(bare, PruneScene.thorough()).isEmpty(), "something is left after " + outcome);
        assertEquals(0, PruneScene.files(bare, FileType.LOCK).size());
    }

    /** Whether index files were deleted and the new ones not stored: every pack that any index tells of must be there. */
    private static boolean isIndexCut(MemoryBackend bare) {
        try (Repository repository = ScratchRepository.open(bare)) {
            for (ObjectId pack : repository.index().packs()) {
                assertTrue(repository.ids(FileType.PACK).contains(pack), "an index tells of a pack that is gone");
            }
        }
        try {
            Soundness.read(bare);
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }
}
