package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stays and why, on random lists of snapshots: as the real restic says. {@code -Dforget.lists=200 -Dforget.seed=7} looks at
 * more of them, or at others.
 */
class ForgetComparisonTest {
    private static final int LISTS = Integer.getInteger("forget.lists", 4);
    private static final int POLICIES = 7;

    @TempDir
    Path folder = Path.of("/");

    @Test
    void theSameStayForTheSameReasons() throws Exception {
        long first = Long.getLong("forget.seed", 20_260_101L);
        int refusals = 0;
        int kept = 0;
        for (long seed = first; seed < first + LISTS; seed++) {
            SnapshotLists lists = new SnapshotLists(new Random(seed));
            Path repository = Files.createDirectories(folder.resolve("repository" + seed));
            Map<String, String> environment =
                    Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
            try (RepositoryFixture fixture = RepositoryFixture.at(repository)) {
                lists.fill(fixture);
            }
            for (int i = 0; i < POLICIES; i++) {
                ZoneId zone = lists.zone();
                List<String> flags = lists.policy();
                String[] words = words(flags);
                String what = "seed " + seed + " in " + zone + ": " + String.join(" ", words);

                ResticProgram.Run theirs = ResticProgram.newest()
                        .with(environment)
                        .with("TZ", zone.getId())
                        .attempt(words);
                TestProgram.Run ours =
                        TestProgram.in(folder, environment).inZone(zone).run(words);

                assertEquals(theirs.code(), ours.code(), () -> what + "\n" + theirs.output() + ours.err());
                assertEquals(groups(theirs.out()), groups(ours.out()), what);
                refusals += theirs.code();
                kept += theirs.out().contains("\"matches\"") ? 1 : 0;
            }
        }
        assertTrue(kept > refusals, "most policies keep something");
    }

    private static String[] words(List<String> flags) {
        List<String> words = new ArrayList<>(List.of("forget", "--dry-run", "--json"));
        words.addAll(flags);
        return words.toArray(String[]::new);
    }

    /** Each group's key and snapshots in order. The groups have no order in restic, nor have snapshots of the same time. */
    private static String groups(String out) {
        List<String> groups = new ArrayList<>();
        for (Object line : JsonValues.lines(out)) {
            for (Object group : (List<?>) line) {
                groups.add(group((Map<?, ?>) group));
            }
        }
        groups.sort(Comparator.naturalOrder());
        return String.join("\n", groups);
    }

    private static String group(Map<?, ?> group) {
        StringBuilder text = new StringBuilder();
        text.append(group.get("host")).append(group.get("paths")).append(group.get("tags"));
        for (String list : List.of("keep", "reasons", "remove")) {
            if (group.get(list) instanceof List<?> snapshots) {
                snapshots.forEach(
                        each -> text.append('\n').append(list).append(' ').append(snapshot((Map<?, ?>) each)));
            } else {
                text.append('\n').append(list).append(' ').append(group.get(list));
            }
        }
        return text.toString();
    }

    private static String snapshot(Map<?, ?> fields) {
        return fields.get("snapshot") instanceof Map<?, ?> snapshot
                ? snapshot(snapshot) + " " + fields.get("matches")
                : fields.get("time") + " " + sorted(fields.get("tags"));
    }

    /** Restic sorts the tags of snapshots that it groups by tags. */
    private static List<String> sorted(@Nullable Object tags) {
        return tags instanceof List<?> list
                ? list.stream().map(String::valueOf).sorted().toList()
                : List.of();
    }
}
