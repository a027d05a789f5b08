package dev.holdfast.cli;

import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.upkeep.Recover;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a snapshot of what no snapshot names. */
@Command(name = "recover", description = "Makes a snapshot of all folders that no snapshot names any more.")
final class RecoverCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    RecoverCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        WriteOptions options =
                new WriteOptions(repository.compression(surroundings), repository.packSize(surroundings), false);
        Recover.Result result;
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = repository.lockForWriting(open, false)) {
            result = new Recover(open, lock, damaged -> SnapshotOptions.warn(damaged, surroundings))
                    .run(options, surroundings.programVersion());
        }
        if (result.unreadable() > 0) {
            surroundings.err().println("warning: " + Text.count(result.unreadable(), "tree") + " can't be read");
        }
        if (!repository.quiet && !repository.json) {
            surroundings.out().println("found " + Text.count(result.roots(), "unreferenced root"));
            surroundings
                    .out()
                    .println(result.snapshot()
                            .map(id -> "saved new snapshot " + id.shortName())
                            .orElse("no snapshot to write."));
        }
        return result.unreadable() > 0 ? Advice.INCOMPLETE : 0;
    }
}
