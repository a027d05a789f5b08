package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Tags;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes the tags of snapshots. */
@Command(name = "tag", description = "Changes the tags of snapshots; each gets a new id.")
final class TagCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "only these (default: all)")
    List<String> ids = List.of();

    @Option(names = "--set", paramLabel = "TAGS", description = "put these in place of all tags; '' takes all away")
    List<String> set = List.of();

    @Option(names = "--add", paramLabel = "TAGS", description = "add these, separated by commas")
    List<String> add = List.of();

    @Option(names = "--remove", paramLabel = "TAGS", description = "take these away")
    List<String> remove = List.of();

    TagCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (set.isEmpty() && add.isEmpty() && remove.isEmpty()) {
            throw new InvalidRequest("nothing to do", "give --set, --add or --remove");
        }
        if (!set.isEmpty() && !(add.isEmpty() && remove.isEmpty())) {
            throw new InvalidRequest("--set goes with neither --add nor --remove", "give one or the other");
        }
        Tags.Edit edit = new Tags.Edit(set.isEmpty() ? null : split(set), split(add), split(remove));
        long changed = 0;
        SnapshotOptions.Chosen chosen;
        try (Repository open = repository.open(surroundings);
                RepositoryLock lock = repository.lockForWriting(open, true)) {
            Tags tags = new Tags(open, lock);
            chosen = filter.choose(open, ids, surroundings);
            for (StoredSnapshot stored : chosen.snapshots()) {
                Optional<Tags.Changed> edited = tags.edit(stored, edit);
                edited.ifPresent(this::tell);
                changed += edited.isPresent() ? 1 : 0;
            }
        }
        if (repository.json) {
            surroundings
                    .out()
                    .println(new JsonLine().text("message_type", "summary").number("changed_snapshots", changed));
        } else if (!repository.quiet) {
            surroundings
                    .out()
                    .println(
                            changed == 0
                                    ? "no snapshots were modified"
                                    : "modified " + Text.count(changed, "snapshot"));
        }
        return chosen.exitCode();
    }

    private void tell(Tags.Changed changed) {
        if (repository.json) {
            surroundings
                    .out()
                    .println(new JsonLine()
                            .text("message_type", "changed")
                            .text("old_snapshot_id", changed.old().toString())
                            .text("new_snapshot_id", changed.id().toString()));
        } else if (repository.verbosity() >= 2) {
            surroundings.out().println("old snapshot ID: " + changed.old() + " -> new snapshot ID: " + changed.id());
        }
    }

    private static List<String> split(List<String> lists) {
        return lists.stream()
                .flatMap(list -> List.of(list.split(",", -1)).stream())
                .toList();
    }
}
