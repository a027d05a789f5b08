package dev.holdfast.job;

import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The calendar expressions of systemd: {@code [WEEKDAYS] [[YEAR-]MONTH-DAY] [HOUR:MINUTE[:SECOND]] [ZONE]} and the
 * shorthands such as {@code daily}. Counting from a month's end ({@code ~}) and parts of seconds are not known.
 *
 * <p>Source: systemd.time(7), "Calendar Events".
 */
final class SystemdCalendar {
    private static final Map<String, String> SHORTHANDS = Map.ofEntries(
            Map.entry("minutely", "*-*-* *:*:00"),
            Map.entry("hourly", "*-*-* *:00:00"),
            Map.entry("daily", "*-*-* 00:00:00"),
            Map.entry("weekly", "Mon *-*-* 00:00:00"),
            Map.entry("monthly", "*-*-01 00:00:00"),
            Map.entry("quarterly", "*-01,04,07,10-01 00:00:00"),
            Map.entry("semiannually", "*-01,07-01 00:00:00"),
            Map.entry("yearly", "*-01-01 00:00:00"),
            Map.entry("annually", "*-01-01 00:00:00"));

    private final String text;

    private SystemdCalendar(String text) {
        this.text = text;
    }

    static Schedule parse(String text) {
        return new SystemdCalendar(text).read();
    }

    private Schedule read() {
        Deque<String> words = words();
        Optional<ZoneId> zone = Optional.empty();
        if (words.size() > 1 && Character.isLetter(words.getLast().charAt(0))) {
            zone = Optional.of(Zones.parse(words.removeLast()));
        }
        Numbers weekdays = CalendarDays.ALL_WEEKDAYS;
        boolean anything = false;
        Optional<Numbers> named = Weekdays.parse(words.getFirst());
        if (named.isPresent()) {
            weekdays = named.get();
            words.removeFirst();
            anything = true;
        }
        CalendarDays days = CalendarDays.ofWeek(weekdays);
        if (!words.isEmpty() && words.getFirst().contains("-")) {
            days = date(words.removeFirst(), weekdays);
            anything = true;
        }
        CalendarTimes times = CalendarTimes.MIDNIGHT;
        if (!words.isEmpty() && words.getFirst().contains(":")) {
            times = time(words.removeFirst());
            anything = true;
        }
        if (!words.isEmpty() || !anything) {
            throw ScheduleParser.invalid(text);
        }
        return new Schedule.Calendar(text, days, times, zone);
    }

    private Deque<String> words() {
        Deque<String> words = new ArrayDeque<>(Arrays.asList(text.strip().split("\\s+")));
        String expanded = SHORTHANDS.get(words.getFirst().toLowerCase(Locale.ROOT));
        if (expanded != null) {
            words.removeFirst();
            Deque<String> all = new ArrayDeque<>(Arrays.asList(expanded.split(" ", -1)));
            all.addAll(words);
            return all;
        }
        return words;
    }

    private CalendarDays date(String word, Numbers weekdays) {
        if (word.contains("~")) {
            throw ScheduleParser.invalid(text, "counts from the end of the month with ~, which is not known here");
        }
        String[] parts = word.split("-", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw ScheduleParser.invalid(text, "has a date that is not YEAR-MONTH-DAY");
        }
        Numbers years = parts.length == 3 ? part(parts[0], 1970, 2199) : CalendarDays.ALL_YEARS;
        Numbers months = part(parts[parts.length - 2], 1, 12);
        Numbers days = part(parts[parts.length - 1], 1, 31);
        return new CalendarDays(years, months, days, weekdays, CalendarDays.Joining.BOTH);
    }

    private CalendarTimes time(String word) {
        String[] parts = word.split(":", -1);
        if (parts.length > 3) {
            throw ScheduleParser.invalid(text, "has a time that is not HOUR:MINUTE:SECOND");
        }
        return new CalendarTimes(
                part(parts[0], 0, 23),
                part(parts[1], 0, 59),
                parts.length == 3 ? part(parts[2], 0, 59) : Numbers.of(0));
    }

    private Numbers part(String field, int lowest, int highest) {
        Numbers all = Numbers.range(1, 0);
        for (String each : field.split(",", -1)) {
            all = all.or(item(each, lowest, highest));
        }
        return all;
    }

    private Numbers item(String item, int lowest, int highest) {
        if (!item.matches("(\\*|[0-9]{1,4}(\\.\\.[0-9]{1,4})?)(/[0-9]{1,4})?")) {
            throw ScheduleParser.invalid(text, "is not a schedule: what does " + InvalidValue.quoted(item) + " mean?");
        }
        String[] rangeAndStep = item.split("/", -1);
        String[] ends = rangeAndStep[0].split("\\.\\.", -1);
        boolean star = ends[0].equals("*");
        int first = star ? lowest : Integer.parseInt(ends[0]);
        boolean open = star || (ends.length == 1 && rangeAndStep.length == 2);
        int last = open ? highest : Integer.parseInt(ends[ends.length - 1]);
        int step = rangeAndStep.length == 2 ? Integer.parseInt(rangeAndStep[1]) : 1;
        if (first < lowest || last > highest || first > last || step == 0) {
            throw ScheduleParser.invalid(
                    text, "is not a schedule: " + item + " is not within " + lowest + " to " + highest);
        }
        return Numbers.steps(first, last, step);
    }
}
