package dev.holdfast.cli;

import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.upkeep.Rewrite;
import dev.holdfast.engine.upkeep.Rewrite.Outcome;
import dev.holdfast.service.Surroundings;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes snapshots with less in them, or with another host or time. */
@Command(
        name = "rewrite",
        description = "Makes new snapshots of old ones: without what is excluded, or with another host or time.")
final class RewriteCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Mixin
    SelectionOptions patterns = new SelectionOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "change nothing, only tell what would be done")
    boolean dryRun;

    @Option(names = "--forget", description = "delete each old snapshot when the new one is stored")
    boolean forget;

    @Option(names = "--new-host", paramLabel = "NAME", description = "the host of the new snapshots")
    String newHost = "";

    @Option(names = "--new-time", paramLabel = "TIME", description = "the time of the new snapshots")
    String newTime = "";

    @Option(
            names = {"-s", "--snapshot-summary"},
            description = "count files and bytes for snapshots that have no such figures")
    boolean summarize;

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "only these (default: all)")
    List<String> ids = List.of();

    RewriteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!patterns.isGiven() && !summarize && newHost.isEmpty() && newTime.isEmpty()) {
            throw new InvalidRequest(
                    "nothing to do", "give --exclude, --include, --new-host, --new-time or --snapshot-summary");
        }
        Selection selection = patterns.selection(surroundings);
        Rewrite.Request request = new Rewrite.Request(
                selection,
                summarize,
                newHost.isEmpty() ? null : newHost,
                time(),
                forget,
                dryRun,
                new WriteOptions(repository.compression(surroundings), repository.packSize(surroundings), dryRun));
        long changed = 0;
        SnapshotOptions.Chosen chosen;
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock =
                        dryRun ? repository.lock(open, forget) : repository.lockForWriting(open, forget)) {
            Rewrite rewrite = new Rewrite(open, lock, request, path -> tell(selection.isExcluding(), path));
            chosen = filter.choose(open, ids, surroundings);
            for (StoredSnapshot stored : chosen.snapshots()) {
                say("");
                say(SnapshotText.title(stored, surroundings.zone()));
                Outcome outcome = rewrite.rewrite(stored);
                tell(stored, outcome, request);
                changed += outcome instanceof Outcome.Unchanged ? 0 : 1;
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

    private @Nullable Timestamp time() {
        if (newTime.isEmpty()) {
            return null;
        }
        Instant moment = MomentText.parse(newTime, "--new-time", surroundings.zone());
        return Timestamp.of(moment, surroundings.zone().getRules().getOffset(moment));
    }

    private void tell(boolean excluding, EntryPath path) {
        if (repository.verbosity() >= 2) {
            say((excluding ? "excluding \"" : "including \"") + Text.safe(path.toString()) + "\"");
        }
    }

    private void tell(StoredSnapshot stored, Outcome outcome, Rewrite.Request request) {
        switch (outcome) {
            case Outcome.Unchanged() -> {}
            case Outcome.Rewritten(var id, boolean deleted) -> {
                if (request.time() != null) {
                    say((dryRun ? "would set time to " : "setting time to ")
                            + request.time().dateTime());
                }
                if (request.host() != null) {
                    say((dryRun ? "would set hostname to " : "setting host to ") + Text.safe(request.host()));
                }
                say(id.map(made -> "saved new snapshot " + made.shortName()).orElse("would save new snapshot"));
                if (deleted) {
                    say((dryRun ? "would remove" : "removed") + " old snapshot "
                            + stored.id().shortName());
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
