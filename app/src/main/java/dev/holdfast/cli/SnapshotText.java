package dev.holdfast.cli;

import dev.holdfast.engine.json.SnapshotJson;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotGroups;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot as commands print it. */
final class SnapshotText {
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

    /** Such as {@code snapshot 1a2b5f78 of [/home] at 2026-11-08 22:07:00 by ann@desk}. */
    static String title(StoredSnapshot stored, ZoneId zone) {
        Snapshot snapshot = stored.snapshot();
        return "snapshot " + stored.id().shortName() + " of "
                + Text.safe(snapshot.paths().toString()) + " at " + time(stored, zone) + " by "
                + Text.safe(snapshot.username() + "@" + snapshot.hostname());
    }

    static String time(StoredSnapshot stored, ZoneId zone) {
        return Text.TIME.format(stored.snapshot().time().instant().atZone(zone));
    }
}
