package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.ArmedScript;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Impatient;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call of a prune that marks, sweeps and lists again meets every fault: nothing that a snapshot needs is lost, and later
 * prunes end the work.
 */
final class TwoPhaseFaultTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plus(TwoPhaseScene.GRACE);

    private final MemoryBackend before = prepared();
    private final Map<ObjectId, ObjectId> snapshots = Soundness.read(before);

    /** Packs were marked; one of them a snapshot came to need, others may go, and there is more to mark. */
    private static MemoryBackend prepared() {
        MemoryBackend backend = PruneScene.made();
        MemorySource source = new MemorySource(2, 8, 2_000, 5);
        ObjectId forgotten = PruneScene.backup(backend, source, false);
        Map<ObjectId, ObjectId> trees = Soundness.look(backend);
        byte[] file = backend.load(FileRef.of(FileType.SNAPSHOT, forgotten), Range.ALL);
        backend.delete(FileRef.of(FileType.SNAPSHOT, forgotten));
        TwoPhaseScene.prune(backend, NOW);
        // As restic's backup ends that began before the mark.
        backend.save(FileRef.of(FileType.SNAPSHOT, forgotten), file);
        assertEquals(trees, Soundness.read(backend));
        ObjectId other = PruneScene.backup(backend, new MemorySource(1, 20, 2_000, 7), false);
        PruneScene.backup(backend, new MemorySource(1, 9, 2_000, 7), false);
        backend.delete(FileRef.of(FileType.SNAPSHOT, other));
        return backend;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultAtAnyCallLosesNothing(Fault fault) {
        TwoPhaseScene.meetAtEveryCall(fault, 30, this::attempt);
    }

    private TwoPhaseScene.Outcome attempt(FaultScript script) {
        MemoryBackend bare = new MemoryBackend();
        PruneScene.copy(before, bare);
        ArmedScript armed = new ArmedScript(script);
        boolean succeeded = false;
        String outcome = "success";
        try (Repository repository = ScratchRepository.open(
                Impatient.faulty(bare, armed), ScratchRepository.client(() -> LATER, new SecureRandom()))) {
            armed.arm();
            try (RepositoryLock lock = RepositoryLock.acquireToPrune(repository)) {
                Prune prune = new Prune(repository, lock, TwoPhaseScene.request(), new PruneProgress());
                PrunePlan plan = prune.plan();
                PruneFigures.Marks marks = plan.figures().marks();
                assertTrue(
                        List.of(marks.marked(), marks.swept(), marks.relisted()).stream()
                                .allMatch(files -> files.packs() > 0),
                        marks::toString);
                prune.run(plan);
                succeeded = true;
            } catch (EngineException e) {
                outcome = e.toString();
            }
        }
        lookAt(bare, outcome);
        return new TwoPhaseScene.Outcome(armed.calls(), succeeded);
    }

    private void lookAt(MemoryBackend bare, String outcome) {
        PruneScene.removeLocks(bare);
        assertEquals(snapshots, Soundness.read(bare), outcome);

        for (int i = 1; i <= 3; i++) {
            TwoPhaseScene.prune(bare, LATER.plus(TwoPhaseScene.GRACE.multipliedBy(i)));
            assertEquals(snapshots, Soundness.read(bare), "after prune " + i + "; the first: " + outcome);
        }

        assertTrue(PruneScene.plan(bare, PruneScene.thorough()).isEmpty(), "something is left after " + outcome);
        assertEquals(List.of(), PruneScene.files(bare, FileType.LOCK));
    }
}
