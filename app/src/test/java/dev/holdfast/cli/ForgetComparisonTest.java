package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            Map<String, String> environment = environment(repository);
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

    /**
     * A span that ends where clocks were changed, in machines of several zones: which hour is meant depends on whether the newest
     * snapshot was made in the zone where the program runs.
     */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-04-15T02:30:00, 17d",
        "Europe/Berlin, 2026-11-10T02:30:00, 16d",
        "Europe/London, 2026-04-15T01:30:00, 17d",
        "America/New_York, 2026-03-20T02:30:00, 12d",
        "Australia/Lord_Howe, 2026-04-20T01:45:00, 15d",
        "Europe/Berlin, 2026-03-31T12:00:00, 1m",
        "Europe/Berlin, 2024-02-29T00:00:00, 1y"
    })
    void spansOverAChangeOfTheClocks(String zone, LocalDateTime newest, String span) throws Exception {
        Path repository = Files.createDirectories(folder.resolve("repository"));
        Instant end = newest.atZone(ZoneId.of(zone)).toInstant();
        Instant start = around(newest, span, zone);
        try (RepositoryFixture fixture = RepositoryFixture.at(repository)) {
            List<Instant> times = new ArrayList<>(List.of(end));
            for (int i = -20; i <= 20; i++) {
                times.add(start.plusSeconds(i * 900L));
            }
            SnapshotLists.save(fixture, times, ZoneId.of(zone));
        }
        for (String here : List.of(zone, "UTC", "Europe/Paris")) {
            String[] words = words(List.of("--keep-within", span, "--keep-within-hourly", span));
            String theirs = ResticProgram.newest()
                    .with(environment(repository))
                    .with("TZ", here)
                    .run(words);
            String ours = TestProgram.in(folder, environment(repository))
                    .inZone(ZoneId.of(here))
                    .run(words)
                    .out();

            assertEquals(groups(theirs), groups(ours), here);
        }
    }

    private static Map<String, String> environment(Path repository) {
        return Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
    }

    private static Instant around(LocalDateTime newest, String span, String zone) {
        int count = Integer.parseInt(span.substring(0, span.length() - 1));
        LocalDateTime before = switch (span.charAt(span.length() - 1)) {
            case 'y' -> newest.minusYears(count);
            case 'm' -> newest.minusDays(28);
            default -> newest.minusDays(count);
        };
        return before.atZone(ZoneId.of(zone)).toInstant();
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
