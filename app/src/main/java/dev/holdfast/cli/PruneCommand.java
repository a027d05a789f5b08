package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.upkeep.Prune;
import dev.holdfast.service.Surroundings;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Frees the space of what no snapshot needs. */
@Command(name = "prune", description = "Frees the space of what no snapshot needs any more.")
final class PruneCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "only print what would be done")
    boolean dryRun;

    @Mixin
    PruneOptions options = new PruneOptions();

    @Option(
            names = "--unsafe-recover-no-free-space",
            paramLabel = "REPOSITORY-ID",
            description = "free space where there is none for a new index; try --max-repack-size 0 first")
    @Nullable
    String recoverSpace;

    @Option(
            names = "--two-phase",
            description = "mark packs beside running backups and delete those marked before, for repositories that only"
                    + " Holdfast prunes")
    boolean twoPhase;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description = "with --two-phase, how long packs stay at least once they are marked (default: 24h)")
    @Nullable
    String grace;

    PruneCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Prune.Request request = request();
        PruneRun run = new PruneRun(surroundings, repository, repository.verbosity());
        try (Repository open = repository.open(surroundings)) {
            refuseOtherRepository(open);
            try (RepositoryLock lock = lock(open)) {
                run.execute(open, lock, request, dryRun);
            }
        }
        return 0;
    }

    private Prune.Request request() {
        Prune.Request atOnce = options.request(repository, surroundings, Set.of(), recoverSpace != null);
        if (!twoPhase && grace != null) {
            throw new InvalidRequest("--grace belongs to --two-phase", "give both, or none of them");
        }
        if (!twoPhase) {
            return atOnce;
        }
        return atOnce.inTwoPhases(grace == null ? Prune.Request.USUAL_GRACE : Durations.parse(grace, "--grace"));
    }

    private RepositoryLock lock(Repository open) {
        if (dryRun) {
            return repository.lock(open, !twoPhase);
        }
        return twoPhase ? repository.lockToPrune(open) : repository.lockForWriting(open, true);
    }

    private void refuseOtherRepository(Repository open) {
        if (recoverSpace != null && !recoverSpace.equals(open.config().id())) {
            throw new InvalidRequest(
                    "--unsafe-recover-no-free-space needs the id of the repository, to show that it is meant",
                    "try `holdfast prune --max-repack-size 0` first; the id is "
                            + open.config().id());
        }
    }
}
