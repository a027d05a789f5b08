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
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of what forgets by a policy meets every fault: nothing goes that the policy keeps, and nothing is told that is not so. */
final class ForgetFaultTest {
    private static final Forget.Request REQUEST = new Forget.Request(
            SnapshotFilter.ALL,
            SnapshotGroups.usual(),
            new KeepPolicy(List.of(new KeepRule.Count(KeepPeriod.LAST, 2))),
            false);

    private final MemoryBackend before = new MemoryBackend();
    private final Map<ObjectId, ObjectId> all;
    private final Map<ObjectId, ObjectId> kept;

    ForgetFaultTest() {
        ScratchRepository.make(before, 2);
        for (int seed = 0; seed < 6; seed++) {
            PruneScene.backup(before, new MemorySource(1, 2, 500, seed), false);
        }
        all = Soundness.read(before);
        kept = new TreeMap<>(all);
        try (Repository repository = ScratchRepository.open(before)) {
            kept.keySet().removeAll(new Forget(repository).plan(REQUEST).removed());
        }
        assertEquals(2, kept.size());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultAtAnyCallKeepsWhatThePolicyKeeps(Fault fault) {
        int calls = attempt(FaultScript.none(), false).calls();
        assertTrue(calls > 10, "only " + calls + " calls");

        new Parallel(4).forEach(IntStream.rangeClosed(1, calls).boxed().toList(), call -> {
            attempt(FaultScript.at(call, fault), false);
            if (fault.passes()) {
                assertTrue(attempt(FaultScript.at(call, fault), true).done(), fault + " at call " + call);
            }
        });
    }

    private record Outcome(int calls, boolean done) {}

    private Outcome attempt(FaultScript script, boolean retrying) {
        MemoryBackend bare = new MemoryBackend();
        PruneScene.copy(before, bare);
        ArmedScript armed = new ArmedScript(script);
        Backend faulty = Impatient.faulty(bare, armed);
        Set<ObjectId> told = new TreeSet<>();
        String outcome;
        boolean done = false;
        try (Repository repository = ScratchRepository.open(retrying ? Impatient.retrying(faulty) : faulty)) {
            armed.arm();
            List<Forget.Failure> failures;
            Forget.Plan plan;
            try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
                Forget forget = new Forget(repository);
                plan = forget.plan(REQUEST);
                failures = forget.run(plan.removed(), lock, told::add);
            }
            done = failures.isEmpty() && plan.damaged().isEmpty();
            outcome = failures + ", " + plan.damaged();
        } catch (EngineException e) {
            outcome = e.toString();
        }
        PruneScene.removeLocks(bare);
        Map<ObjectId, ObjectId> now = Soundness.read(bare);
        assertTrue(now.entrySet().containsAll(kept.entrySet()), outcome);
        assertTrue(all.entrySet().containsAll(now.entrySet()), outcome);
        told.forEach(id -> assertTrue(!now.containsKey(id), "told to be deleted"));
        if (done) {
            assertEquals(kept, now, "claimed a success");
            assertEquals(all.size() - kept.size(), told.size());
        }

        try (Repository repository = ScratchRepository.open(bare);
                RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            Forget forget = new Forget(repository);
            assertEquals(List.of(), forget.run(forget.plan(REQUEST).removed(), lock, _ -> {}));
        }
        assertEquals(kept, Soundness.read(bare), "after the second; the first: " + outcome);
        assertEquals(0, PruneScene.files(bare, FileType.LOCK).size());
        return new Outcome(armed.calls(), done);
    }
}
