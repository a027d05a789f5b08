package dev.holdfast.cli;

import dev.holdfast.engine.filter.Sizes;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.upkeep.Prune;
import dev.holdfast.engine.upkeep.UnusedLimit;
import dev.holdfast.service.Surroundings;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how to prune. */
final class PruneOptions {
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

    /**
     * What the flags ask for.
     *
     * @param forgotten snapshots that are taken for gone
     * @param recoverSpace whether there may be no room for new index files
     */
    Prune.Request request(
            RepositoryOptions repository, Surroundings surroundings, Set<ObjectId> forgotten, boolean recoverSpace) {
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
                forgotten,
                recoverSpace,
                new WriteOptions(repository.compression(surroundings), packSize, false),
                Runtime.getRuntime().availableProcessors(),
                null);
    }
}
