package dev.holdfast.cli;

import dev.holdfast.engine.filter.Sizes;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.StorageFull;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.upkeep.Prune;
import dev.holdfast.engine.upkeep.PrunePlan;
import dev.holdfast.engine.upkeep.PruneProgress;
import dev.holdfast.engine.upkeep.UnusedLimit;
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

    @Option(
            names = "--max-unused",
            paramLabel = "LIMIT",
            description = "what may stay unused: a size such as 200M, a share such as 5%%, or unlimited (default: 5%%)")
    @Nullable
    String maxUnused;

    @Option(
            names = "--max-repack-size",
            paramLabel = "SIZE",
            description = "copy no more than this out of packs that are partly unused; 0 to only delete")
    @Nullable
    String maxRepackSize;

    @Option(
            names = "--repack-cacheable-only",
            description = "leave packs with data of files alone unless all is unused")
    boolean cacheableOnly;

    @Option(names = "--repack-small", description = "accepted; small packs are joined anyway")
    boolean repackSmall;

    @Option(
            names = "--repack-smaller-than",
            paramLabel = "SIZE",
            description = "join packs that are smaller, if there are ten or more (default: 4M)")
    @Nullable
    String smallerThan;

    @Option(
            names = "--repack-uncompressed",
            description = "copy packs with data that is not compressed, to compress it")
    boolean compressAll;

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
        Prune.Request request = request();
        PruneText text = new PruneText(surroundings.out(), repository.verbosity());
        PruneProgress progress = new PruneProgress();
        try (Repository open = repository.open(surroundings)) {
            refuseOtherRepository(open);
            try (RepositoryLock lock = dryRun ? repository.lock(open, true) : repository.lockForWriting(open, true);
                    ProgressLine line = ProgressLine.forPeople(repository, surroundings, new PruneStatus(progress))) {
                Prune prune = new Prune(open, lock, request, progress);
                PrunePlan plan = prune.plan();
                text.plan(line, plan, dryRun);
                if (!dryRun) {
                    run(prune, plan, line);
                    text.done(line);
                }
            }
        }
        return 0;
    }

    private void run(Prune prune, PrunePlan plan, ProgressLine line) {
        try {
            prune.run(plan);
        } catch (StorageFull e) {
            line.println(
                    surroundings.err(),
                    "hint: nothing that a snapshot needs is lost; `holdfast prune --max-repack-size 0` only deletes");
            throw e;
        }
    }

    private Prune.Request request() {
        int packSize = repository.packSize(surroundings);
        long small = smallerThan == null ? Prune.Request.SMALL_PACK : Sizes.parse(smallerThan);
        if (small == 0 || small > packSize) {
            throw new InvalidRequest(
                    "--repack-smaller-than " + smallerThan + " is not more than 0 and at most the size of packs",
                    "give a size such as 8M, or a larger --pack-size");
        }
        return new Prune.Request(
                maxUnused == null ? UnusedLimit.usual() : UnusedLimit.parse(maxUnused),
                maxRepackSize == null ? Long.MAX_VALUE : Sizes.parse(maxRepackSize),
                small,
                cacheableOnly,
                compressAll,
                Set.<ObjectId>of(),
                recoverSpace != null,
                new WriteOptions(repository.compression(surroundings), packSize, false),
                Runtime.getRuntime().availableProcessors());
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
