package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.ArmedScript;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Impatient;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever call of a repair meets whatever fault: no blob that could be read before is lost, and a second repair ends well. */
final class RepairFaultTest {
    private final MemoryBackend before = new MemoryBackend();
    private final List<ObjectId> blobs = new ArrayList<>();
    private FileRef first;

    RepairFaultTest() {
        ScratchRepository.make(before, 2);
        try (Repository repository = ScratchRepository.open(before)) {
            for (int pack = 0; pack < 3; pack++) {
                BlobWriter writer = new BlobWriter(repository, WriteOptions.DEFAULT, RepositoryLock.none(repository));
                for (int i = 0; i < 3; i++) {
                    byte[] content = {(byte) pack, (byte) i};
                    blobs.add(repository.withCodec(codec ->
                            writer.store(codec, BlobType.DATA, content, 0, 2).id()));
                }
                writer.flush();
            }
            first = FileRef.of(FileType.PACK, repository.index().packs().getFirst());
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultInTheRepairOfTheIndexLosesNothing(Fault fault) {
        FileRef index = files(before, FileType.INDEX).getFirst();
        before.delete(index);

        everyCall(fault, (repository, lock) -> new RepairIndex(repository, lock, _ -> {}).run(false), Set.of());
        everyCall(fault, (repository, lock) -> new RepairIndex(repository, lock, _ -> {}).run(true), Set.of());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultInTheRepairOfAPackLosesNothingMore(Fault fault) {
        byte[] content = before.load(first, Range.ALL);
        content[5] ^= 1;
        before.delete(first);
        before.save(first, content);

        everyCall(
                fault,
                (repository, lock) -> {
                    Optional<FileInfo> pack = repository.backend().stat(first);
                    new RepairPacks(repository, lock, WriteOptions.DEFAULT, null, _ -> {})
                            .run(pack.map(List::of).orElse(List.of()));
                },
                Set.of(damagedBlob()));
    }

    private ObjectId damagedBlob() {
        try (Repository repository = ScratchRepository.open(before)) {
            return repository.index().blobs(first.id()).stream()
                    .filter(blob -> blob.offset() == 0)
                    .findFirst()
                    .orElseThrow()
                    .id();
        }
    }

    private void everyCall(Fault fault, BiConsumer<Repository, RepositoryLock> repair, Set<ObjectId> lost) {
        Set<ObjectId> expected = new TreeSet<>(blobs);
        expected.removeAll(lost);
        int calls = attempt(copy(before), FaultScript.none(), repair, false).calls();
        assertTrue(calls > 8, "only " + calls + " calls");
        new Parallel(12).forEach(IntStream.rangeClosed(1, calls).boxed().toList(), call -> {
            try {
                meet(FaultScript.at(call, fault), repair, expected, false);
                if (fault.passes()) {
                    meet(FaultScript.at(call, fault), repair, expected, true);
                }
            } catch (AssertionError e) {
                throw new AssertionError(fault + " at call " + call, e);
            }
        });
    }

    private void meet(
            FaultScript script,
            BiConsumer<Repository, RepositoryLock> repair,
            Set<ObjectId> expected,
            boolean retrying) {
        MemoryBackend backend = copy(before);
        Attempt first = attempt(backend, script, repair, retrying);
        String outcome = "after a repair that ended with " + first.error();
        assertTrue(first.error() == null || !retrying, outcome);
        if (first.error() == null) {
            assertEquals(expected, readable(backend), "claimed a success " + outcome);
        }
        files(backend, FileType.LOCK).forEach(backend::delete);
        attempt(
                backend,
                FaultScript.none(),
                (repository, lock) -> new RepairIndex(repository, lock, _ -> {}).run(false),
                false);
        attempt(backend, FaultScript.none(), repair, false);

        assertEquals(expected, readable(backend), outcome);
    }

    private static Set<ObjectId> readable(Backend backend) {
        Set<ObjectId> ids = new TreeSet<>();
        try (Repository repository = ScratchRepository.open(backend)) {
            repository.index().forEach(place -> {
                repository.loadBlob(place);
                ids.add(place.blob().id());
            });
        }
        return ids;
    }

    private record Attempt(int calls, @Nullable EngineException error) {}

    /** One repair with this script from after the opening on. */
    private static Attempt attempt(
            Backend backend, FaultScript script, BiConsumer<Repository, RepositoryLock> repair, boolean retrying) {
        ArmedScript armed = new ArmedScript(script);
        Backend faulty = Impatient.faulty(backend, armed);
        try (Repository repository = ScratchRepository.open(retrying ? Impatient.retrying(faulty) : faulty)) {
            armed.arm();
            try (RepositoryLock lock = RepositoryLock.acquire(repository, true)) {
                repair.accept(repository, lock);
            }
            return new Attempt(armed.calls(), null);
        } catch (EngineException e) {
            return new Attempt(armed.calls(), e);
        }
    }

    private static List<FileRef> files(Backend backend, FileType type) {
        List<FileRef> files = new ArrayList<>();
        backend.list(type, info -> files.add(info.file()));
        return files;
    }

    private static MemoryBackend copy(Backend backend) {
        MemoryBackend copy = new MemoryBackend();
        copy.save(FileRef.CONFIG, backend.load(FileRef.CONFIG, Range.ALL));
        for (FileType type : FileType.values()) {
            backend.list(type, info -> copy.save(info.file(), backend.load(info.file(), Range.ALL)));
        }
        return copy;
    }
}
