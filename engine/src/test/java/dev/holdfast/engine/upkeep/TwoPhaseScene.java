package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.Fault;
import dev.holdfast.engine.backend.FaultScript;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.tree.Source;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Prunes in two phases at times of one's choice, and backups that others overtake. */
final class TwoPhaseScene {
    static final Duration GRACE = Duration.ofHours(2);

    private TwoPhaseScene() {}

    static Prune.Request request() {
        return PruneScene.thorough().inTwoPhases(GRACE);
    }

    static PrunePlan prune(Backend backend, Instant now) {
        try (Repository repository = open(backend, now);
                RepositoryLock lock = RepositoryLock.acquireToPrune(repository)) {
            Prune prune = new Prune(repository, lock, request(), new PruneProgress());
            PrunePlan plan = prune.plan();
            prune.run(plan);
            return plan;
        }
    }

    static PrunePlan plan(Backend backend, Instant now) {
        try (Repository repository = open(backend, now);
                RepositoryLock lock = RepositoryLock.acquireToPrune(repository)) {
            return new Prune(repository, lock, request(), new PruneProgress()).plan();
        }
    }

    static Repository open(Backend backend, Instant now) {
        return ScratchRepository.open(backend, ScratchRepository.client(() -> now, new SecureRandom()));
    }

    /** A backup that knows the index as it is now, and does something when it has read its source. */
    static ObjectId backup(Backend backend, MemorySource source, Runnable meanwhile) {
        Source interrupted = sink -> {
            source.copyTo(sink);
            meanwhile.run();
        };
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            return new Backup(repository, PruneScene.backupOf(interrupted))
                    .run(lock, new BackupProgress())
                    .snapshotId()
                    .orElseThrow();
        }
    }

    /** How many calls an attempt made to its backend, and whether it did what it was to do. */
    record Outcome(int calls, boolean succeeded) {}

    /** Has each call of what works on a copy of a repository meet a fault; some must end the work, and there must be enough calls. */
    static void meetAtEveryCall(Fault fault, int fewest, Function<FaultScript, Outcome> attempt) {
        int calls = attempt.apply(FaultScript.none()).calls();

        AtomicInteger failed = new AtomicInteger();
        new Parallel(4).forEach(IntStream.rangeClosed(1, calls).boxed().toList(), call -> {
            if (!attempt.apply(FaultScript.at(call, fault)).succeeded()) {
                failed.incrementAndGet();
            }
        });

        assertTrue(calls > fewest, "only " + calls + " calls");
        assertTrue(failed.get() > 0, fault + " harmed nothing in " + calls + " calls");
    }

    static Index index(Backend backend) {
        try (Repository repository = ScratchRepository.open(backend)) {
            return repository.index();
        }
    }
}
