package dev.holdfast.cli;

import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.upkeep.FetchLost;
import dev.holdfast.engine.upkeep.RepairSnapshots;
import dev.holdfast.engine.upkeep.RepairSnapshots.Outcome;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes snapshots without what is lost. */
@Command(
        name = "repair snapshots",
        description = "Makes snapshots anew that lead to lost data, without the lost parts; repair the index first.")
final class RepairSnapshotsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Mixin
    SourceOptions source = new SourceOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "change nothing, only tell what would be done")
    boolean dryRun;

    @Option(names = "--forget", description = "delete each damaged snapshot when the new one is stored")
    boolean forget;

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "only these (default: all)")
    List<String> ids = List.of();

    RepairSnapshotsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        WriteOptions options =
                new WriteOptions(repository.compression(surroundings), repository.packSize(surroundings), dryRun);
        long changed = 0;
        SnapshotOptions.Chosen chosen;
        try (Repository open = repository.open(surroundings);
                Repository from = source.isNamed(surroundings) ? source.open(surroundings) : null;
                RepositoryLock lock = repository.lockForWriting(open, true);
                RepositoryLock _ = from == null ? null : RepositoryLock.acquireToRead(from, false)) {
            chosen = filter.choose(open, ids, surroundings);
            RepairSnapshots repair =
                    new RepairSnapshots(open, lock, new RepairSnapshots.Request(forget, dryRun, options), this::tell);
            fetch(open, from, lock, options, chosen.snapshots());
            for (StoredSnapshot stored : chosen.snapshots()) {
                say("");
                say("snapshot " + stored.id().shortName() + " of "
                        + Text.safe(stored.snapshot().paths().toString()) + " by "
                        + Text.safe(stored.snapshot().username()) + "@"
                        + Text.safe(stored.snapshot().hostname()));
                Outcome outcome = repair.repair(stored);
                tell(stored, outcome);
                changed += outcome instanceof Outcome.Sound ? 0 : 1;
            }
        }
        say("");
        if (changed == 0) {
            say(dryRun ? "no snapshots would be modified" : "no snapshots were modified");
        } else {
            say((dryRun ? "would modify " : "modified ") + Text.count(changed, "snapshot"));
        }
        return chosen.exitCode();
    }

    private void fetch(
            Repository open,
            @Nullable Repository from,
            RepositoryLock lock,
            WriteOptions options,
            List<StoredSnapshot> snapshots) {
        if (from == null) {
            return;
        }
        FetchLost.Result fetched = new FetchLost(open, from, lock, options).run(snapshots);
        say((dryRun ? "would take " : "took ") + Text.count(fetched.fetched(), "lost blob")
                + " from the other repository, which does not have " + fetched.missing() + " others");
        if (dryRun && fetched.fetched() > 0) {
            say("what follows is told as if nothing were taken from there");
        }
    }

    private void tell(RepairSnapshots.Loss loss) {
        String path = Text.safe(loss.path() == null ? "/" : loss.path().toString());
        say(
                switch (loss.kind()) {
                    case CONTENT -> "  file \"" + path + "\": removed missing content";
                    case SIZE -> "  file \"" + path + "\": fixed incorrect size";
                    case FOLDER -> "  dir \"" + path + "\": replaced with empty directory";
                    case ROOT -> "  dir \"" + path + "\": not readable";
                });
    }

    private void tell(StoredSnapshot stored, Outcome outcome) {
        String name = stored.id().shortName();
        switch (outcome) {
            case Outcome.Sound() -> {}
            case Outcome.Empty(boolean deleted) -> {
                if (deleted) {
                    say((dryRun ? "would remove" : "removed") + " empty snapshot " + name);
                } else {
                    say("nothing of it is left: delete it with --forget");
                }
            }
            case Outcome.Repaired(var id, boolean deleted) -> {
                say(id.map(made -> "saved new snapshot " + made.shortName()).orElse("would save new snapshot"));
                if (deleted) {
                    say((dryRun ? "would remove" : "removed") + " old snapshot " + name);
                }
            }
        }
    }

    private void say(String what) {
        if (!repository.quiet && !repository.json) {
            surroundings.out().println(what);
        }
    }
}
