package dev.holdfast.cli;

import dev.holdfast.engine.upkeep.PruneFigures.Files;
import dev.holdfast.engine.upkeep.PruneFigures.Marks;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What a prune in two phases tells of packs that are marked. */
final class MarksText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Marks marks;
    private final ZoneId zone;

    MarksText(Marks marks, ZoneId zone) {
        this.marks = marks;
        this.zone = zone;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        add(text, "to mark:      ", marks.marked(), "");
        add(text, "to sweep:     ", marks.swept(), "");
        add(text, "marked before:", marks.waiting(), "");
        if (marks.held().packs() > 0) {
            add(
                    text,
                    "  of these:   ",
                    marks.held(),
                    " stay while processes hold locks that may rely on them; `holdfast unlock` removes the locks of the dead");
        }
        if (marks.relisted().packs() > 0) {
            add(text, "to list again:", marks.relisted(), ", for snapshots need them");
        }
        if (marks.leftAlone().packs() > 0) {
            add(text, "left alone:   ", marks.leftAlone(), ", for a running backup may have stored them");
        }
        if (marks.keptUntil() != null) {
            text.append("the last that is marked may go after ")
                    .append(TIME.format(marks.keptUntil().atZone(zone)))
                    .append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static void add(StringBuilder text, String what, Files files, String more) {
        text.append(String.format(
                Locale.ROOT, "%s%10d packs / %s%s%n", what, files.packs(), Text.bytes(files.bytes()), more));
    }

    JsonLine json(boolean dryRun) {
        JsonLine line = new JsonLine().text("message_type", "summary").flag("dry_run", dryRun);
        add(line, "marked", marks.marked());
        add(line, "swept", marks.swept());
        add(line, "waiting", marks.waiting());
        add(line, "held", marks.held());
        add(line, "relisted", marks.relisted());
        add(line, "left_alone", marks.leftAlone());
        return marks.keptUntil() == null
                ? line
                : line.text("kept_until", marks.keptUntil().toString());
    }

    private static void add(JsonLine line, String name, Files files) {
        line.number(name + "_packs", files.packs()).number(name + "_bytes", files.bytes());
    }
}
