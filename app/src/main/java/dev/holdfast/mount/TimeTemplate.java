package dev.holdfast.mount;

import dev.holdfast.engine.model.Timestamp;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a time is written, told by an example as in Go: what the moment {@code Mon Jan 2 15:04:05 2006 -0700 MST} would look like.
 *
 * <p>Source: the documentation of Go's {@code time.Layout}.
 */
public final class TimeTemplate {
    /** Seconds, and the zone as an offset. */
    public static final String DEFAULT = "2006-01-02T15:04:05Z07:00";

    /** Longer ones first, where one begins as another. */
    private static final List<Map.Entry<String, Part>> PARTS = List.of(
            Map.entry("January", (t, _) -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)),
            Map.entry("Jan", (t, _) -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH)),
            Map.entry("Monday", (t, _) -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH)),
            Map.entry("Mon", (t, _) -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH)),
            Map.entry("MST", TimeTemplate::zoneName),
            Map.entry("002", (t, _) -> padded(t.getDayOfYear(), 3)),
            Map.entry("01", (t, _) -> padded(t.getMonthValue(), 2)),
            Map.entry("02", (t, _) -> padded(t.getDayOfMonth(), 2)),
            Map.entry("03", (t, _) -> padded(hourOfHalfDay(t), 2)),
            Map.entry("04", (t, _) -> padded(t.getMinute(), 2)),
            Map.entry("05", (t, _) -> padded(t.getSecond(), 2)),
            Map.entry("06", (t, _) -> padded(Math.floorMod(t.getYear(), 100), 2)),
            Map.entry("15", (t, _) -> padded(t.getHour(), 2)),
            Map.entry("1", (t, _) -> String.valueOf(t.getMonthValue())),
            Map.entry("2006", (t, _) -> padded(t.getYear(), 4)),
            Map.entry("2", (t, _) -> String.valueOf(t.getDayOfMonth())),
            Map.entry("__2", (t, _) -> String.format(Locale.ROOT, "%3d", t.getDayOfYear())),
            Map.entry("_2006", (t, _) -> "_" + padded(t.getYear(), 4)),
            Map.entry("_2", (t, _) -> String.format(Locale.ROOT, "%2d", t.getDayOfMonth())),
            Map.entry("3", (t, _) -> String.valueOf(hourOfHalfDay(t))),
            Map.entry("4", (t, _) -> String.valueOf(t.getMinute())),
            Map.entry("5", (t, _) -> String.valueOf(t.getSecond())),
            Map.entry("PM", (t, _) -> t.getHour() >= 12 ? "PM" : "AM"),
            Map.entry("pm", (t, _) -> t.getHour() >= 12 ? "pm" : "am"),
            Map.entry("-070000", (t, _) -> offset(t, "+HHMMss", "+000000")),
            Map.entry("-07:00:00", (t, _) -> offset(t, "+HH:MM:ss", "+00:00:00")),
            Map.entry("-0700", (t, _) -> offset(t, "+HHMM", "+0000")),
            Map.entry("-07:00", (t, _) -> offset(t, "+HH:MM", "+00:00")),
            Map.entry("-07", (t, _) -> offset(t, "+HH", "+00")),
            Map.entry("Z070000", (t, _) -> offset(t, "+HHMMss", "Z")),
            Map.entry("Z07:00:00", (t, _) -> offset(t, "+HH:MM:ss", "Z")),
            Map.entry("Z0700", (t, _) -> offset(t, "+HHMM", "Z")),
            Map.entry("Z07:00", (t, _) -> offset(t, "+HH:MM", "Z")),
            Map.entry("Z07", (t, _) -> offset(t, "+HH", "Z")));

    private final String template;
    private final ZoneId zone;

    private interface Part {
        String of(OffsetDateTime time, ZoneId zone);
    }

    /** @param zone of this machine, for the names of zones */
    public TimeTemplate(String template, ZoneId zone) {
        this.template = template;
        this.zone = zone;
    }

    /** The time as its snapshot tells it, in the zone in which that was made. */
    String format(Timestamp time) {
        OffsetDateTime moment = time.dateTime();
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int fraction = fractionEnd(at);
            Map.Entry<String, Part> part = partAt(at);
            if (fraction > 0) {
                text.append(fraction(at, fraction - at - 1, moment.getNano()));
                at = fraction;
            } else if (part != null) {
                text.append(part.getValue().of(moment, zone));
                at += part.getKey().length();
            } else {
                text.append(template.charAt(at));
                at++;
            }
        }
        return text.toString();
    }

    private Map.@Nullable Entry<String, Part> partAt(int at) {
        for (Map.Entry<String, Part> part : PARTS) {
            String word = part.getKey();
            if (template.startsWith(word, at)) {
                boolean shortName = word.equals("Jan") || word.equals("Mon");
                int end = at + word.length();
                boolean goesOn = end < template.length() && template.charAt(end) >= 'a' && template.charAt(end) <= 'z';
                if (!shortName || !goesOn) {
                    return part;
                }
            }
        }
        return null;
    }

    /** Where the parts of a second end that begin here; 0 if none do. */
    private int fractionEnd(int at) {
        char c = template.charAt(at);
        if ((c != '.' && c != ',') || at + 1 >= template.length()) {
            return 0;
        }
        char digit = template.charAt(at + 1);
        if (digit != '0' && digit != '9') {
            return 0;
        }
        int end = at + 1;
        while (end < template.length() && template.charAt(end) == digit) {
            end++;
        }
        boolean otherDigit = end < template.length() && template.charAt(end) >= '0' && template.charAt(end) <= '9';
        return otherDigit ? 0 : end;
    }

    private String fraction(int at, int digits, int nanos) {
        String all = padded(nanos, 9) + "0".repeat(Math.max(0, digits - 9));
        String shown = all.substring(0, digits);
        if (template.charAt(at + 1) == '9') {
            shown = shown.replaceAll("0+$", "");
            if (shown.isEmpty()) {
                return "";
            }
        }
        return template.charAt(at) + shown;
    }

    private static String padded(int number, int digits) {
        String text = String.valueOf(Math.abs((long) number));
        return (number < 0 ? "-" : "") + "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static int hourOfHalfDay(OffsetDateTime time) {
        int hour = time.getHour() % 12;
        return hour == 0 ? 12 : hour;
    }

    private static String offset(OffsetDateTime time, String pattern, String none) {
        int seconds = time.getOffset().getTotalSeconds();
        if (seconds == 0) {
            return none;
        }
        String sign = seconds < 0 ? "-" : "+";
        int minutes = Math.abs(seconds) / 60;
        String colon = pattern.contains(":") ? ":" : "";
        String text = sign + padded(minutes / 60, 2);
        if (pattern.contains("MM")) {
            text += colon + padded(minutes % 60, 2);
        }
        return pattern.contains("ss") ? text + colon + padded(Math.abs(seconds) % 60, 2) : text;
    }

    /** An offset alone has a name only where it is the one that is used here at that time. */
    private static String zoneName(OffsetDateTime time, ZoneId zone) {
        if (time.getOffset().getTotalSeconds() == 0) {
            return "UTC";
        }
        if (zone.getRules().getOffset(time.toInstant()).equals(time.getOffset())) {
            ZonedDateTime here = time.atZoneSameInstant(zone);
            return DateTimeFormatter.ofPattern("z", Locale.ENGLISH).format(here);
        }
        return offset(time, "+HHMM", "+0000");
    }
}
