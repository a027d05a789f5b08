package dev.holdfast.cli;

import dev.holdfast.engine.repo.LockTable;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes locks that nobody holds any more. */
@Command(name = "unlock", description = "Removes locks left by runs that died.")
final class UnlockCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Option(names = "--remove-all", description = "remove all locks, even of runs that may be alive")
    boolean all;

    UnlockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Repository open = repository.open(surroundings)) {
            int removed = new LockTable(open).removeStale(all);
            if (removed > 0) {
                surroundings.out().println("successfully removed " + removed + " locks");
            }
        }
        return 0;
    }
}
