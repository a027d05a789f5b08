package dev.holdfast.cli;

import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells of caches, of which there are none. */
@Command(name = "cache", description = "Lists caches: there are none, a local repository needs no cache.")
final class CacheCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    /** None is of use here, but a command line for restic may have them. */
    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Option(names = "--cleanup", description = "accepted; there is nothing to clean up")
    boolean cleanup;

    @Option(names = "--max-age", paramLabel = "DAYS", description = "accepted; there is nothing to clean up")
    int maxAge;

    @Option(names = "--no-size", description = "accepted; there is nothing that has a size")
    boolean noSize;

    CacheCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!repository.quiet) {
            surroundings.out().println("no cache dirs found: this program keeps no cache, and leaves restic's alone");
        }
        return 0;
    }
}
