package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists snapshots. */
@Command(name = "snapshots", description = "Lists the snapshots.")
final class SnapshotsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions(repository.configured);

    @Option(
            names = {"-c", "--compact"},
            description = "one short line for each")
    boolean compact;

    @Option(names = "--latest", paramLabel = "N", description = "only the newest N of each host and paths")
    int latest;

    @Option(
            names = {"-g", "--group-by"},
            paramLabel = "GROUP",
            description = "list in groups of the same host, paths or tags, separated by commas")
    String groupBy = "";

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "only these")
    List<String> ids = List.of();

    SnapshotsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (latest < 0) {
            throw new InvalidRequest("--latest " + latest + " is not a number of snapshots", "give 1 or more");
        }
        SnapshotGroups groups = SnapshotGroups.by(groupBy);
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            SnapshotOptions.Chosen chosen = filter.choose(open, ids, surroundings);
            List<StoredSnapshot> found = newest(chosen.snapshots());
            if (groupBy.isEmpty()) {
                show(found);
            } else {
                show(groups.of(found));
            }
            return chosen.exitCode();
        }
    }

    /** The newest of each host and paths, as far as that was asked for, oldest first. */
    private List<StoredSnapshot> newest(List<StoredSnapshot> found) {
        List<StoredSnapshot> kept = new ArrayList<>();
        if (latest == 0) {
            kept.addAll(found);
        } else {
            for (List<StoredSnapshot> group : SnapshotGroups.usual().of(found).values()) {
                kept.addAll(group.subList(Math.max(0, group.size() - latest), group.size()));
            }
        }
        kept.sort(StoredSnapshot.BY_TIME);
        return kept;
    }

    private void show(List<StoredSnapshot> found) {
        if (repository.json) {
            surroundings.out().println(json(found));
        } else {
            print(found);
        }
    }

    private void show(Map<SnapshotGroups.Key, List<StoredSnapshot>> groups) {
        if (repository.json) {
            surroundings
                    .out()
                    .println(groups.entrySet().stream()
                            .map(group -> new JsonLine()
                                    .raw("group_key", SnapshotText.json(group.getKey()))
                                    .raw("snapshots", json(group.getValue()))
                                    .toString())
                            .collect(Collectors.joining(",", "[", "]")));
            return;
        }
        groups.forEach((key, members) -> {
            surroundings.out().println("snapshots for " + Text.safe(key.toString()) + ":");
            print(members);
        });
    }

    private static String json(List<StoredSnapshot> found) {
        return found.stream().map(stored -> SnapshotText.json(stored, "")).collect(Collectors.joining(",", "[", "]"));
    }

    private void print(List<StoredSnapshot> found) {
        new SnapshotTable(surroundings, compact).print(found);
    }
}
