package dev.holdfast.cli;

import dev.holdfast.engine.json.SnapshotJson;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.service.Surroundings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists snapshots. */
@Command(name = "snapshots", description = "Lists the snapshots.", mixinStandardHelpOptions = true)
final class SnapshotsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    SnapshotOptions filter = new SnapshotOptions();

    @Option(
            names = {"-c", "--compact"},
            description = "one short line for each")
    boolean compact;

    @Option(names = "--latest", paramLabel = "N", description = "only the newest N of each host and paths")
    int latest;

    @Parameters(paramLabel = "SNAPSHOT", arity = "0..*", description = "only these")
    List<String> ids = List.of();

    SnapshotsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Repository open = repository.open(surroundings);
                RepositoryLock _ = repository.lock(open, false)) {
            List<StoredSnapshot> found = find(open);
            if (repository.json) {
                surroundings.out().println(json(found));
            } else {
                print(found);
            }
        }
        return 0;
    }

    private List<StoredSnapshot> find(Repository open) {
        Snapshots snapshots = new Snapshots(open);
        if (ids.isEmpty()) {
            return snapshots.readable(filter.filter(), this::warn);
        }
        List<StoredSnapshot> found = new ArrayList<>();
        ids.forEach(id -> found.add(snapshots.find(id, filter.filter())));
        found.sort(StoredSnapshot.BY_TIME);
        return found;
    }

    private void warn(DamagedFile damaged) {
        surroundings.err().println("warning: " + damaged.getMessage());
    }

    private static String json(List<StoredSnapshot> found) {
        StringBuilder all = new StringBuilder("[");
        for (StoredSnapshot stored : found) {
            String json = new String(SnapshotJson.encode(stored.snapshot()), StandardCharsets.UTF_8);
            all.append(all.length() > 1 ? "," : "")
                    .append(json, 0, json.lastIndexOf('}'))
                    .append(",\"id\":\"")
                    .append(stored.id())
                    .append("\",\"short_id\":\"")
                    .append(stored.id().shortName())
                    .append("\"}");
        }
        return all.append(']').toString();
    }

    private void print(List<StoredSnapshot> found) {
        Table table = new Table("ID", "Time", "Host", "Tags", "Paths", "Size");
        for (StoredSnapshot stored : found) {
            Snapshot snapshot = stored.snapshot();
            table.row(
                    stored.id().shortName(),
                    Text.TIME.format(snapshot.time().instant().atZone(surroundings.zone())),
                    Text.safe(snapshot.hostname()),
                    Text.safe(String.join(",", snapshot.tags())),
                    Text.safe(String.join(compact ? " " : "\n", snapshot.paths())),
                    snapshot.figures()
                            .map(SnapshotSummary::totalBytesProcessed)
                            .map(Text::bytes)
                            .orElse(""));
        }
        table.print(surroundings.out());
        surroundings.out().println(found.size() + " snapshots");
    }
}
