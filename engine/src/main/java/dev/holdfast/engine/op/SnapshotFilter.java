package dev.holdfast.engine.op;

import dev.holdfast.engine.model.Snapshot;
import java.util.HashSet;
import java.util.List;

/**
 * Which snapshots are meant.
 *
 * @param hosts any of these; empty for all
 * @param tags any of these lists, of which all tags must be there; an empty list means "no tags"; no lists for all
 * @param paths all of these must be among the snapshot's paths; empty for all
 */
public record SnapshotFilter(List<String> hosts, List<List<String>> tags, List<String> paths) {
    /** Every snapshot. */
    public static final SnapshotFilter ALL = new SnapshotFilter(List.of(), List.of(), List.of());

    /** Whether the snapshot is meant. */
    public boolean matches(Snapshot snapshot) {
        return (hosts.isEmpty() || hosts.contains(snapshot.hostname()))
                && new HashSet<>(snapshot.paths()).containsAll(paths)
                && matchesTags(snapshot);
    }

    private boolean matchesTags(Snapshot snapshot) {
        if (tags.isEmpty()) {
            return true;
        }
        for (List<String> all : tags) {
            boolean untagged = all.isEmpty() || all.equals(List.of(""));
            if (untagged ? snapshot.tags().isEmpty() : new HashSet<>(snapshot.tags()).containsAll(all)) {
                return true;
            }
        }
        return false;
    }
}
