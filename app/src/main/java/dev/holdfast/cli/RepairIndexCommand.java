package dev.holdfast.cli;

import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.upkeep.RepairIndex;
import dev.holdfast.service.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Builds the index anew. */
@Command(name = "repair index", description = "Makes the index tell of the packs that are there.")
final class RepairIndexCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Option(names = "--read-all-packs", description = "read the header of every pack, whatever index files tell")
    boolean readAll;

    RepairIndexCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        RepairIndex.Result result;
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = repository.lockForWriting(open, true)) {
            result = new RepairIndex(open, lock, this::tell).run(readAll);
        }
        if (!repository.quiet && !repository.json) {
            surroundings
                    .out()
                    .println("the index tells of " + Text.count(result.packs(), "pack") + "; "
                            + Text.count(result.packsRead(), "header") + " read, "
                            + Text.count(result.indexesWritten(), "index file") + " written, "
                            + Text.count(result.indexesDeleted(), "old one") + " deleted");
        }
        return 0;
    }

    private void tell(RepairIndex.Change change) {
        String what = switch (change.wrong()) {
            case INDEX_DAMAGED -> "removing damaged ";
            case PACK_NOT_INDEXED -> "adding ";
            case PACK_MISTOLD -> "reading the header of ";
            case PACK_MISSING -> "no longer indexing missing ";
            case PACK_BROKEN_IN_PART -> "indexing what can be read of broken ";
            case PACK_BROKEN -> "not indexing broken ";
        };
        surroundings.err().println(what + change.file() + ": " + Text.safe(change.reason()));
        if (change.wrong() == RepairIndex.Wrong.PACK_BROKEN_IN_PART) {
            surroundings
                    .err()
                    .println("fix:   save what can be read of it: `holdfast repair packs "
                            + change.file().name() + "`");
        }
    }
}
