package dev.holdfast.engine.op;

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
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of a backup to its backend meets every fault: it succeeds or says why not, and what is stored stays sound. */
final class BackupFaultTest {
    private static final WriteOptions TINY = new WriteOptions(Compression.AUTO, 6_000, false, 10);

    /** A backup spends most of its time waiting for its lock to be confirmed, so many of them run at once. */
    private static final Parallel WAITING = new Parallel(12);

    private final MemoryBackend before = new MemoryBackend();
    private final StoredSnapshot parent;

    BackupFaultTest() {
        ScratchRepository.make(before, 2);
        try (Repository repository = ScratchRepository.open(before)) {
            Backup.Result first = Trial.run(repository, Trial.request(new MemorySource(3, 6, 2_000, 1), null, TINY, 2));
            parent = new StoredSnapshot(first.snapshotId().orElseThrow(), first.snapshot());
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyFaultAtAnyCallLeavesASoundRepository(Fault fault) {
        int calls = attempt(FaultScript.none(), false).calls();

        AtomicInteger failed = new AtomicInteger();
        WAITING.forEach(upTo(calls), call -> {
            if (!attempt(FaultScript.at(call, fault), false).succeeded()) {
                failed.incrementAndGet();
            }
        });

        assertTrue(calls > 10, "the backup made only " + calls + " calls");
        assertTrue(failed.get() > 0, fault + " harmed nothing in " + calls + " calls");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FAIL_BEFORE", "FAIL_AFTER", "STALL"})
    void whatPassesIsTriedAgainAndDoesNoHarm(Fault fault) {
        int calls = attempt(FaultScript.none(), true).calls();

        WAITING.forEach(
                upTo(calls),
                call -> assertTrue(attempt(FaultScript.at(call, fault), true).succeeded(), fault + " at call " + call));
    }

    @Test
    void manyFaultsAtOnceLeaveASoundRepository() {
        long seed = new Random().nextLong();
        System.out.println("faults of seed " + seed);
        WAITING.forEach(
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
                                Fault.CRASH_AFTER),
                        round % 2 == 0));
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private record Outcome(int calls, boolean succeeded) {}

    /** One backup over a copy of the repository, with this script from after its opening on. */
    private Outcome attempt(FaultScript script, boolean retrying) {
        MemoryBackend bare = copyOf(before);
        ArmedScript armed = new ArmedScript(script);
        Backend faulty = Impatient.faulty(bare, armed);
        Backend used = retrying ? Impatient.retrying(faulty) : faulty;
        boolean succeeded = false;
        String outcome = "success";
        try (Repository repository = ScratchRepository.open(used)) {
            armed.arm();
            MemorySource source = new MemorySource(4, 7, 2_000, 2);
            try {
                Backup.Result result = Trial.run(repository, Trial.request(source, parent, TINY, 3));
                succeeded = result.problems() == 0;
            } catch (EngineException e) {
                outcome = e.toString();
            }
            assertEquals(0, source.held(), "contents still held after " + outcome);
        }
        Map<?, ?> snapshots = Soundness.read(bare);
        assertTrue(snapshots.containsKey(parent.id()), "the earlier snapshot is gone after " + outcome);
        assertTrue(!succeeded || snapshots.size() == 2, "success without a snapshot");
        return new Outcome(armed.calls(), succeeded);
    }

    private static MemoryBackend copyOf(Backend backend) {
        MemoryBackend copy = new MemoryBackend();
        copy.save(FileRef.CONFIG, backend.load(FileRef.CONFIG, Range.ALL));
        for (FileType type : FileType.values()) {
            backend.list(type, info -> copy.save(info.file(), backend.load(info.file(), Range.ALL)));
        }
        return copy;
    }
}
