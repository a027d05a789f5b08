package dev.holdfast.cli;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random lists of snapshots, as years of backups leave them, and policies for them. */
final class SnapshotLists {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "Europe/London",
            "America/New_York",
            "America/St_Johns",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Pacific/Kiritimati",
            "Pacific/Apia");
    // Of the past and of the future whenever this runs, so that a seed always gives the same.
    private static final Instant NEWEST = Instant.parse("2026-07-01T00:00:00Z");
    private static final Instant FUTURE = Instant.parse("2090-01-01T00:00:00Z");
    private static final long DAY = Duration.ofDays(1).toNanos();
    private static final List<String> PERIODS = List.of("hourly", "daily", "weekly", "monthly", "yearly");
    private static final List<String> GROUPS =
            List.of("host,paths", "", "host", "tags", "paths,tags", "host,paths,tags");

    private final RandomGenerator random;

    SnapshotLists(RandomGenerator random) {
        this.random = random;
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    ZoneId zone() {
        return ZoneId.of(oneOf(ZONES));
    }

    /** Fills a repository with the snapshots of one to three machines, in no order. */
    void fill(RepositoryFixture fixture) {
        ObjectId tree = fixture.tree();
        List<Snapshot> all = new ArrayList<>();
        int machines = 1 + random.nextInt(3);
        for (int i = 0; i < machines; i++) {
            machine(all, "host" + i, tree);
        }
        while (!all.isEmpty()) {
            fixture.repository().saveSnapshot(all.remove(random.nextInt(all.size())));
        }
    }

    /** Snapshots of one machine at these moments. */
    static void save(RepositoryFixture fixture, List<Instant> times, ZoneId zone) {
        ObjectId tree = fixture.tree();
        for (Instant time : times) {
            Timestamp local = Timestamp.of(time, zone.getRules().getOffset(time));
            fixture.repository().saveSnapshot(snapshot(local, "host", List.of("/home"), List.of(), tree, 0));
        }
    }

    private void machine(List<Snapshot> all, String host, ObjectId tree) {
        ZoneId zone = zone();
        boolean travels = random.nextInt(4) == 0;
        List<String> paths = random.nextBoolean() ? List.of("/home") : List.of("/srv", "/etc");
        Instant time = NEWEST.minusNanos(random.nextLong(40 * DAY));
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            ZoneId here = travels && random.nextInt(3) == 0 ? zone() : zone;
            List<String> tags = tags();
            int twins = random.nextInt(12) == 0 ? 2 : 1;
            for (int twin = 0; twin < twins; twin++) {
                all.add(snapshot(Timestamp.of(time, here.getRules().getOffset(time)), host, paths, tags, tree, twin));
            }
            time = random.nextInt(25) == 0 ? FUTURE.plusNanos(random.nextLong(400 * DAY)) : earlier(time, zone);
        }
    }

    private List<String> tags() {
        return switch (random.nextInt(5)) {
            case 0 -> List.of("a");
            case 1 -> List.of("b", "a");
            case 2 -> List.of("c");
            default -> List.of();
        };
    }

    private Instant earlier(Instant time, ZoneId zone) {
        return switch (random.nextInt(12)) {
            case 0 -> time.minus(Duration.ofMinutes(1 + random.nextLong(180)));
            case 1, 2, 3 -> time.minus(Duration.ofDays(1));
            case 4 -> time.minus(Duration.ofDays(1 + random.nextLong(60)));
            case 5 -> time.minus(Duration.ofDays(1 + random.nextLong(900)));
            case 6 -> change(time, zone);
            case 7 -> endOfMonth(time, zone);
            case 8 -> time.minusNanos(1 + random.nextLong(3_000_000_000L));
            default -> time.minus(Duration.ofHours(1 + random.nextLong(30)));
        };
    }

    /** Near the last change of the clocks, or a while earlier where they never change. */
    private Instant change(Instant time, ZoneId zone) {
        var transition = zone.getRules().previousTransition(time);
        return transition == null
                ? time.minus(Duration.ofDays(2))
                : transition.getInstant().minusNanos(random.nextLong(7_200_000_000_000L));
    }

    /** The last day of the month before, or the first of this. */
    private Instant endOfMonth(Instant time, ZoneId zone) {
        LocalDateTime first = LocalDateTime.ofInstant(time, zone).withDayOfMonth(1);
        return first.minusDays(random.nextInt(2)).atZone(zone).toInstant().minusNanos(random.nextLong(1_000_000_000));
    }

    private static Snapshot snapshot(
            Timestamp time, String host, List<String> paths, List<String> tags, ObjectId tree, int twin) {
        return new Snapshot(
                time, null, tree, paths, host, "user" + twin, 1000, 1000, List.of(), tags, null, "holdfast test", null);
    }

    /** The flags of a policy and of what it is for; never none at all. */
    List<String> policy() {
        List<String> flags = new ArrayList<>(List.of("--group-by", oneOf(GROUPS)));
        if (random.nextInt(3) == 0) {
            flags.addAll(List.of("--keep-last", count()));
        }
        for (String period : PERIODS) {
            if (random.nextInt(3) == 0) {
                flags.addAll(List.of("--keep-" + period, count()));
            }
            if (random.nextInt(6) == 0) {
                flags.addAll(List.of("--keep-within-" + period, span()));
            }
        }
        if (random.nextInt(4) == 0) {
            flags.addAll(List.of("--keep-within", span()));
        }
        if (random.nextInt(4) == 0) {
            flags.addAll(List.of("--keep-tag", oneOf(List.of("a", "a, b", "", "c,a"))));
        }
        if (random.nextInt(6) == 0) {
            flags.addAll(List.of("--keep-tag", oneOf(List.of("c", "none"))));
        }
        if (random.nextInt(6) == 0) {
            flags.addAll(oneOf(List.of(List.of("--host", "host0"), List.of("--tag", "a"), List.of("--path", "/etc"))));
        }
        return flags;
    }

    private String count() {
        return random.nextInt(10) == 0 ? "unlimited" : String.valueOf(random.nextInt(20));
    }

    private String span() {
        StringBuilder text = new StringBuilder();
        for (String unit : List.of("y", "m", "d", "h")) {
            if (random.nextBoolean()) {
                text.append(random.nextInt(40)).append(unit);
            }
        }
        return text.toString();
    }
}
