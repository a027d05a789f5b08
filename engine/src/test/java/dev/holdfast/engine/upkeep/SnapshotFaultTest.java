package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.ArmedScript;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Impatient;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import dev.holdfast.engine.op.Tags;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever call of what makes snapshots anew meets whatever fault: each old snapshot is there as it was, or one that stands in its
 * place, all of which can be read; and a second try ends the work.
 */
final class SnapshotFaultTest {
    private static final WriteOptions TINY = new WriteOptions(PruneScene.TINY.compression(), 6_000, false, 10);

    private final MemoryBackend before = new MemoryBackend();

    /** Work on a repository under its lock. */
    private interface Work extends BiConsumer<Repository, RepositoryLock> {}

    SnapshotFaultTest() {
        ScratchRepository.make(before, 2);
        PruneScene.backup(before, new MemorySource(3, 6, 2_000, 1), false);
        PruneScene.backup(before, new MemorySource(2, 4, 2_000, 2), false);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultInARewriteLeavesOldOrNew(Fault fault) {
        Map<ObjectId, ObjectId> old = Soundness.read(before);
        Work rewrite = (repository, lock) -> {
            Rewrite work = new Rewrite(repository, lock, excluding("file000002"), _ -> {});
            snapshots(repository).forEach(work::rewrite);
        };

        everyCall(fault, before, rewrite, backend -> oldOrNew(old, Soundness.read(backend), backend));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultInAChangeOfTagsLeavesOldOrNew(Fault fault) {
        Map<ObjectId, ObjectId> old = Soundness.read(before);
        Work tag = (repository, lock) -> {
            Tags tags = new Tags(repository, lock);
            snapshots(repository).forEach(stored -> tags.edit(stored, new Tags.Edit(null, List.of("new"), List.of())));
        };

        everyCall(fault, before, 8, tag, backend -> assertEquals(old, byOriginal(backend, Soundness.read(backend))));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultInARepairOfSnapshotsLeavesOldOrNew(Fault fault) {
        MemoryBackend damaged = copy(before);
        Map<ObjectId, ObjectId> old = Soundness.read(damaged);
        FileRef lost;
        try (Repository repository = ScratchRepository.open(damaged)) {
            lost = FileRef.of(
                    FileType.PACK,
                    repository.index().packs().stream()
                            .filter(pack -> repository.index().blobs(pack).stream()
                                    .allMatch(blob -> blob.type() == BlobType.DATA))
                            .findFirst()
                            .orElseThrow());
        }
        damaged.delete(lost);
        try (Repository repository = ScratchRepository.open(damaged);
                RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
            new RepairIndex(repository, lock, _ -> {}).run(false);
        }
        Work repair = (repository, lock) -> {
            RepairSnapshots work =
                    new RepairSnapshots(repository, lock, new RepairSnapshots.Request(true, false, TINY), _ -> {});
            snapshots(repository).forEach(work::repair);
        };
        MemoryBackend repaired = copy(damaged);
        attempt(repaired, FaultScript.none(), repair, false);
        Map<ObjectId, ObjectId> expected = byOriginal(repaired, Soundness.read(repaired));
        assertEquals(2, expected.size());

        everyCall(fault, damaged, repair, backend -> {
            // What a snapshot names may be lost here, but never the snapshot, nor more of it than was lost before.
            try (Repository repository = ScratchRepository.open(backend)) {
                for (StoredSnapshot stored : snapshots(repository)) {
                    ObjectId tree = stored.snapshot().tree();
                    ObjectId original = stored.snapshot().original();
                    assertTrue(
                            original == null
                                    ? tree.equals(old.get(stored.id())) || tree.equals(expected.get(stored.id()))
                                    : tree.equals(expected.get(original)),
                            "a tree that neither the old nor the new snapshot has");
                }
            }
            assertEquals(old.keySet(), byOriginal(backend, Map.of()).keySet());
        });
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultInARecoveryLosesNothing(Fault fault) {
        MemoryBackend forgetful = copy(before);
        Map<ObjectId, ObjectId> all = Soundness.read(forgetful);
        ObjectId forgotten = all.keySet().iterator().next();
        forgetful.delete(FileRef.of(FileType.SNAPSHOT, forgotten));
        Map<ObjectId, ObjectId> kept = Soundness.read(forgetful);
        Work recover = (repository, lock) -> {
            Recover.Result result = new Recover(repository, lock, damaged -> {
                        throw damaged;
                    })
                    .run(TINY, "trial");
            if (result.unreadable() > 0) {
                throw new InvalidRequest(result.unreadable() + " trees can't be read", "the command tells it");
            }
        };

        everyCall(fault, forgetful, recover, backend -> {
            Map<ObjectId, ObjectId> now = Soundness.read(backend);
            assertTrue(now.entrySet().containsAll(kept.entrySet()), "a snapshot is gone");
            now.keySet().removeAll(kept.keySet());
            for (ObjectId made : now.values()) {
                assertTrue(
                        reaches(backend, made, all.get(forgotten)), "what was forgotten is not in what was recovered");
            }
        });
    }

    private static boolean reaches(Backend backend, ObjectId from, @Nullable ObjectId wanted) {
        try (Repository repository = ScratchRepository.open(backend)) {
            List<ObjectId> open = new ArrayList<>(List.of(from));
            while (!open.isEmpty() && !open.getLast().equals(wanted)) {
                repository.forEachNode(open.removeLast(), node -> node.tree().ifPresent(open::addFirst));
            }
            return !open.isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultInAMigrationLeavesARepositoryThatOpens(Fault fault) {
        MemoryBackend old = new MemoryBackend();
        ScratchRepository.make(old, 1);
        PruneScene.backup(old, new MemorySource(2, 4, 2_000, 2), false);
        Map<ObjectId, ObjectId> snapshots = Soundness.read(old);
        Work migrate = (repository, lock) -> {
            if (repository.config().version() == 1) {
                repository.upgrade(lock);
            }
        };

        everyCall(fault, old, 4, migrate, backend -> {
            assertEquals(snapshots, Soundness.read(backend));
        });
    }

    private static Rewrite.Request excluding(String name) {
        Selection selection =
                Selection.of(new Selection.Patterns(List.of(), List.of(), List.of(ByteString.of(name)), List.of()));
        return new Rewrite.Request(selection, false, null, null, true, false, TINY);
    }

    /** Each old snapshot is there, or a new one that names it as its original. */
    private static void oldOrNew(Map<ObjectId, ObjectId> old, Map<ObjectId, ObjectId> now, Backend backend) {
        Map<ObjectId, ObjectId> found = byOriginal(backend, now);
        assertEquals(old.keySet(), found.keySet());
    }

    /** The trees of {@code trees} by the snapshots that they are of, or whose place they took. */
    private static Map<ObjectId, ObjectId> byOriginal(Backend backend, Map<ObjectId, ObjectId> trees) {
        Map<ObjectId, ObjectId> found = new TreeMap<>();
        try (Repository repository = ScratchRepository.open(backend)) {
            for (StoredSnapshot stored : snapshots(repository)) {
                ObjectId original = stored.snapshot().original();
                found.put(
                        original == null ? stored.id() : original,
                        trees.getOrDefault(stored.id(), stored.snapshot().tree()));
            }
        }
        return found;
    }

    private static List<StoredSnapshot> snapshots(Repository repository) {
        return repository.snapshots(damaged -> {
            throw damaged;
        });
    }

    private static void everyCall(Fault fault, MemoryBackend before, Work work, Consumer<MemoryBackend> look) {
        everyCall(fault, before, 10, work, look);
    }

    private static void everyCall(
            Fault fault, MemoryBackend before, int fewest, Work work, Consumer<MemoryBackend> look) {
        MemoryBackend untroubled = copy(before);
        int calls = attempt(untroubled, FaultScript.none(), work, false).calls();
        int ended = PruneScene.files(untroubled, FileType.SNAPSHOT).size();
        look.accept(untroubled);
        assertTrue(calls >= fewest, "only " + calls + " calls");
        Trouble trouble = new Trouble(fault, before, work, look, ended);
        new Parallel(4).forEach(IntStream.rangeClosed(1, calls).boxed().toList(), call -> {
            trouble.meet(call, false);
            if (fault.passes()) {
                trouble.meet(call, true);
            }
        });
    }

    /** @param ended how many snapshots there are when all of the work is done */
    private record Trouble(Fault fault, MemoryBackend before, Work work, Consumer<MemoryBackend> look, int ended) {
        void meet(int call, boolean retrying) {
            MemoryBackend backend = copy(before);
            Attempt first = attempt(backend, FaultScript.at(call, fault), work, retrying);
            PruneScene.removeLocks(backend);
            try {
                look.accept(backend);
                if (first.error() == null) {
                    assertEquals(
                            ended, PruneScene.files(backend, FileType.SNAPSHOT).size(), "claimed a success");
                }
                assertTrue(first.error() == null || !retrying, "a failure that passes was not borne");
                Attempt second = attempt(backend, FaultScript.none(), work, false);
                if (second.error() != null) {
                    throw new AssertionError("the second try fails", second.error());
                }
                look.accept(backend);
            } catch (AssertionError e) {
                throw new AssertionError(fault + " at call " + call + ", which ended with " + first.error(), e);
            }
        }
    }

    private record Attempt(int calls, @Nullable EngineException error) {}

    /** One run with this script from after the opening on. */
    private static Attempt attempt(Backend backend, FaultScript script, Work work, boolean retrying) {
        ArmedScript armed = new ArmedScript(script);
        Backend faulty = Impatient.faulty(backend, armed);
        try (Repository repository = ScratchRepository.open(retrying ? Impatient.retrying(faulty) : faulty)) {
            armed.arm();
            try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
                work.accept(repository, lock);
            }
            return new Attempt(armed.calls(), null);
        } catch (EngineException e) {
            return new Attempt(armed.calls(), e);
        }
    }

    private static MemoryBackend copy(Backend backend) {
        MemoryBackend copy = new MemoryBackend();
        PruneScene.copy(backend, copy);
        return copy;
    }
}
