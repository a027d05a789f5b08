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

    PruneCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Prune.Request request = options.request(repository, surroundings, Set.of(), recoverSpace != null);
        PruneRun run = new PruneRun(surroundings, repository, repository.verbosity());
        try (Repository open = repository.open(surroundings)) {
            refuseOtherRepository(open);
            try (RepositoryLock lock = dryRun ? repository.lock(open, true) : repository.lockForWriting(open, true)) {
                run.execute(open, lock, request, dryRun);
            }
        }
        return 0;
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
