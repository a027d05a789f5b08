package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.op.Check;
import dev.holdfast.engine.op.CheckProgress;
import dev.holdfast.engine.op.Finding;
import dev.holdfast.engine.op.ReadSubset;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a repository to a newer format. */
@Command(name = "migrate", description = "Brings a repository to a newer format; without a name, lists what there is.")
final class MigrateCommand implements Callable<Integer> {
    private static final String UPGRADE = "upgrade_repo_v2";

    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Option(
            names = {"-f", "--force"},
            description = "accepted; a migration that does not fit is refused all the same")
    boolean force;

    @Parameters(paramLabel = "MIGRATION", arity = "0..*", description = "what to apply: " + UPGRADE)
    List<String> names = List.of();

    MigrateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        for (String name : names) {
            if (!name.equals(UPGRADE)) {
                throw new InvalidRequest("unknown migration " + name, "the only one is " + UPGRADE);
            }
        }
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = repository.lockForWriting(open, true)) {
            if (names.isEmpty()) {
                list(open);
            } else {
                upgrade(open, lock);
            }
        }
        return 0;
    }

    private void list(Repository open) {
        surroundings.out().println("available migrations:");
        surroundings
                .out()
                .println(
                        open.config().version() == 1
                                ? "  " + UPGRADE + "\tupgrade a repository to version 2"
                                : "no migrations found");
    }

    private void upgrade(Repository open, RepositoryLock lock) {
        if (open.config().version() == 1) {
            say("checking repository integrity...");
            Check.Request request = new Check.Request(
                    SnapshotFilter.ALL,
                    Set.of(),
                    new ReadSubset.None(),
                    Runtime.getRuntime().availableProcessors() + 1,
                    surroundings.random());
            Check.Result checked = new Check(open, request, this::tell, new CheckProgress()).run();
            if (!checked.isSound()) {
                throw new InvalidRequest(
                        "the repository is damaged, so it was left as it is",
                        "see what `holdfast check` tells, and repair it first");
            }
        }
        say("applying migration " + UPGRADE + "...");
        open.upgrade(lock);
        say("migration " + UPGRADE + ": success");
    }

    private void tell(Finding finding) {
        if (finding instanceof Finding.Damage) {
            surroundings.err().println("error: " + Text.safe(finding.subject() + ": " + finding.reason()));
        }
    }

    private void say(String what) {
        if (!repository.quiet && !repository.json) {
            surroundings.out().println(what);
        }
    }
}
