package dev.holdfast.cli;

import dev.holdfast.engine.json.SnapshotJson;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.op.SnapshotGroups;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A snapshot as commands print it. */
final class SnapshotText {
    private static final DateTimeFormatter EXACT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xx", Locale.ROOT);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

    private SnapshotText() {}

    /** The snapshot's own JSON. */
    static String json(Snapshot snapshot) {
        return new String(SnapshotJson.encode(snapshot), StandardCharsets.UTF_8);
    }

    /** The snapshot's JSON with its id, and perhaps more fields, which begin with a comma. */
    static String json(StoredSnapshot stored, String more) {
        String json = json(stored.snapshot());
        return json.substring(0, json.lastIndexOf('}')) + ",\"id\":\"" + stored.id() + "\",\"short_id\":\""
                + stored.id().shortName() + "\"" + more + "}";
    }

    /** What the members of a group share. */
    static String json(SnapshotGroups.Key key) {
        JsonLine line = new JsonLine().text("hostname", key.host());
        texts(line, "paths", key.paths());
        texts(line, "tags", key.tags());
        return line.toString();
    }

    /** A list of texts; null also if it is empty, as Go writes it. */
    static void texts(JsonLine line, String name, @Nullable List<String> values) {
        if (values == null || values.isEmpty()) {
            line.raw(name, "null");
        } else {
            line.texts(name, values);
        }
    }

    /** Such as {@code snapshot 1a2b5f78 of [/home] at 2026-11-08 22:07:00.25 +0100 CET by ann@desk}, as restic writes it. */
    static String title(StoredSnapshot stored, ZoneId zone) {
        Snapshot snapshot = stored.snapshot();
        return "snapshot " + stored.id().shortName() + " of "
                + Text.safe(snapshot.paths().toString()) + " at " + exactTime(snapshot.time(), zone) + " by "
                + Text.safe(snapshot.username() + "@" + snapshot.hostname());
    }

    /** In the zone that the snapshot was made in, which has a name only where it is the one here. */
    private static String exactTime(Timestamp time, ZoneId here) {
        ZonedDateTime there = time.instant().atZone(ZoneOffset.ofTotalSeconds(time.offsetSeconds()));
        ZonedDateTime local = time.instant().atZone(here);
        String offset = OFFSET.format(there);
        String name = offset;
        if (time.offsetSeconds() == 0) {
            name = "UTC";
        } else if (local.getOffset().equals(there.getOffset())) {
            name = NAME.format(local);
        }
        return EXACT.format(there) + " " + offset + " " + name;
    }

    static String time(StoredSnapshot stored, ZoneId zone) {
        return Text.TIME.format(stored.snapshot().time().instant().atZone(zone));
    }
}
