package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.ArmedScript;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FaultyBackend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Impatient;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.repo.Repository;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup that must list again what was marked meanwhile, and a store that fails it. */
final class TwoPhaseBackupFaultTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final MemorySource FORGOTTEN = new MemorySource(2, 8, 2_000, 5);

    private final MemoryBackend before = prepared();
    private final Map<ObjectId, ObjectId> snapshots = Soundness.read(before);

    private static MemoryBackend prepared() {
        MemoryBackend backend = PruneScene.made();
        backend.delete(FileRef.of(FileType.SNAPSHOT, PruneScene.backup(backend, FORGOTTEN, false)));
        return backend;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void thereIsASnapshotOnlyIfAllOfItIsListed(Fault fault) {
        TwoPhaseScene.meetAtEveryCall(fault, 10, this::attempt);
    }

    private TwoPhaseScene.Outcome attempt(FaultScript script) {
        MemoryBackend bare = new MemoryBackend();
        PruneScene.copy(before, bare);
        ArmedScript armed = new ArmedScript(script);
        Optional<ObjectId> made = Optional.empty();
        String outcome = "success";
        try {
            made = Optional.of(TwoPhaseScene.backup(Impatient.faulty(bare, armed), FORGOTTEN, () -> {
                TwoPhaseScene.prune(bare, NOW);
                armed.arm();
            }));
        } catch (EngineException e) {
            outcome = e.toString();
        }
        PruneScene.removeLocks(bare);
        Map<ObjectId, ObjectId> after = new HashMap<>(Soundness.read(bare));
        assertTrue(after.keySet().containsAll(made.stream().toList()), outcome);
        assertEquals(
                PruneFigures.Files.NONE,
                TwoPhaseScene.plan(bare, NOW).figures().marks().relisted(),
                "a snapshot needs what is marked, after " + outcome);
        after.keySet().retainAll(snapshots.keySet());
        assertEquals(snapshots, after);
        return new TwoPhaseScene.Outcome(armed.calls(), made.isPresent());
    }

    @Test
    void whoLoadsTheIndexWhileItIsReplacedBeginsAgain() {
        AtomicBoolean isPruned = new AtomicBoolean();
        Backend beside = new FaultyBackend(before, call -> {
            if (call.operation() == FaultyBackend.Operation.LOAD
                    && call.type() == FileType.INDEX
                    && !isPruned.getAndSet(true)) {
                TwoPhaseScene.prune(before, NOW);
            }
            return Optional.empty();
        });

        try (Repository repository = ScratchRepository.open(beside)) {
            Set<ObjectId> packs = Set.copyOf(repository.index().packs());
            assertEquals(Set.copyOf(TwoPhaseScene.index(before).packs()), packs);
        }

        assertTrue(isPruned.get());
        assertEquals(snapshots, Soundness.read(before));
    }
}
