package dev.holdfast.engine.op;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Snapshots that belong together: of the same host, the same paths or with the same tags. */
public final class SnapshotGroups {
    private static final Set<String> WORDS = Set.of("host", "hosts", "path", "paths", "tag", "tags");

    private final boolean byHost;
    private final boolean byPaths;
    private final boolean byTags;

    private SnapshotGroups(boolean byHost, boolean byPaths, boolean byTags) {
        this.byHost = byHost;
        this.byPaths = byPaths;
        this.byTags = byTags;
    }

    /**
     * What the members of a group share.
     *
     * @param paths sorted; null if groups don't go by them
     * @param tags sorted; null if groups don't go by them
     */
    public record Key(
            String host,
            @Nullable List<String> paths,
            @Nullable List<String> tags) {
        /** Such as {@code (host [desk], paths [/home])}. */
        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            if (!host.isEmpty()) {
                parts.add("host [" + host + "]");
            }
            if (tags != null && !tags.isEmpty()) {
                parts.add("tags " + tags);
            }
            if (paths != null) {
                parts.add("paths " + paths);
            }
            return "(" + String.join(", ", parts) + ")";
        }
    }

    /**
     * Parses what groups go by: {@code host}, {@code paths} and {@code tags}, separated by commas.
     *
     * @throws InvalidRequest if another word is among them
     */
    public static SnapshotGroups by(String words) {
        Set<String> all = new HashSet<>(List.of(words.split(",", -1)));
        for (String word : all) {
            if (!word.isEmpty() && !WORDS.contains(word)) {
                throw new InvalidRequest("snapshots can't be grouped by " + word, "use host, paths and tags");
            }
        }
        return new SnapshotGroups(
                all.contains("host") || all.contains("hosts"),
                all.contains("paths") || all.contains("path"),
                all.contains("tags") || all.contains("tag"));
    }

    /** By host and paths, what is usual. */
    public static SnapshotGroups usual() {
        return new SnapshotGroups(true, true, false);
    }

    /** Whether members share their host. */
    public boolean isByHost() {
        return byHost;
    }

    /** Whether members share their paths. */
    public boolean isByPaths() {
        return byPaths;
    }

    /** Whether members share their tags. */
    public boolean isByTags() {
        return byTags;
    }

    private Key key(Snapshot snapshot) {
        return new Key(
                byHost ? snapshot.hostname() : "",
                byPaths ? snapshot.paths().stream().sorted().toList() : null,
                byTags ? snapshot.tags().stream().sorted().toList() : null);
    }

    /** The groups in the order of their first members. */
    public Map<Key, List<StoredSnapshot>> of(List<StoredSnapshot> snapshots) {
        Map<Key, List<StoredSnapshot>> groups = new LinkedHashMap<>();
        for (StoredSnapshot stored : snapshots) {
            groups.computeIfAbsent(key(stored.snapshot()), _ -> new ArrayList<>())
                    .add(stored);
        }
        return groups;
    }
}
