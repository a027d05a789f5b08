package dev.holdfast.cli;

import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Snapshots as people see them: a row for each, and their number. */
final class SnapshotTable {
    private final Surroundings surroundings;
    private final boolean compact;

    /** @param compact one short line for each */
    SnapshotTable(Surroundings surroundings, boolean compact) {
        this.surroundings = surroundings;
        this.compact = compact;
    }

    void print(List<StoredSnapshot> snapshots) {
        print(snapshots, null);
    }

    /** @param reasons why each is kept; a column of its own unless the table is compact */
    void print(List<StoredSnapshot> snapshots, @Nullable Function<StoredSnapshot, List<String>> reasons) {
        List<String> header = new ArrayList<>(List.of("ID", "Time", "Host", "Tags"));
        if (!compact) {
            header.addAll(reasons == null ? List.of("Paths") : List.of("Reasons", "Paths"));
        }
        header.add("Size");
        Table table = new Table(header.toArray(String[]::new));
        for (StoredSnapshot stored : snapshots) {
            Snapshot snapshot = stored.snapshot();
            List<String> cells = new ArrayList<>(List.of(
                    stored.id().shortName(),
                    SnapshotText.time(stored, surroundings.zone()),
                    Text.safe(snapshot.hostname()),
                    Text.safe(String.join(",", snapshot.tags()))));
            if (!compact && reasons != null) {
                cells.add(lines(reasons.apply(stored)));
            }
            if (!compact) {
                cells.add(lines(snapshot.paths()));
            }
            cells.add(size(snapshot.summary()));
            table.row(cells);
        }
        table.print(surroundings.out());
        surroundings.out().println(Text.count(snapshots.size(), "snapshot"));
    }

    private static String lines(List<String> texts) {
        return texts.stream().map(Text::safe).collect(Collectors.joining("\n"));
    }

    private static String size(@Nullable SnapshotSummary summary) {
        return summary == null ? "" : Text.bytes(summary.totalBytesProcessed());
    }
}
