package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.engine.op.ChangeRule;
import dev.holdfast.engine.op.MemorySource;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.tree.Source;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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
        Backup.Request request = new Backup.Request(
                interrupted,
                List.of("/trial"),
                "trial-host",
                List.of(),
                List.of(),
                Instant.EPOCH,
                null,
                ChangeRule.STRICT,
                false,
                PruneScene.TINY,
                2,
                "trial");
        try (Repository repository = ScratchRepository.open(backend);
                RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            return new Backup(repository, request)
                    .run(lock, new BackupProgress())
                    .snapshotId()
                    .orElseThrow();
        }
    }

    static Index index(Backend backend) {
        try (Repository repository = ScratchRepository.open(backend)) {
            return repository.index();
        }
    }
}
