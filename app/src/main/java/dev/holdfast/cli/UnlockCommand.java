package dev.holdfast.cli;

import dev.holdfast.engine.backend.Leftovers;
import dev.holdfast.engine.repo.LockTable;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes locks that nobody holds any more, and temporary files that nobody writes any more. */
@Command(name = "unlock", description = "Removes locks and temporary files left by runs that died.")
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
                surroundings.out().println("successfully removed " + Text.count(removed, "lock"));
            }
            Leftovers left = open.removeLeftovers();
            if (left.files() > 0) {
                surroundings
                        .out()
                        .println("removed " + Text.count(left.files(), "temporary file") + " of killed runs, "
                                + Text.bytes(left.bytes()));
            }
        }
        return 0;
    }
}
