package dev.holdfast.job;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the forms of a schedule apart and reads the plain ones. */
final class ScheduleParser {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])");

    private ScheduleParser() {}

    static Schedule parse(String text) {
        List<String> words = Arrays.stream(text.strip().split("\\s+")).toList();
        if (text.isBlank() || text.length() > 200) {
            throw invalid(text);
        }
        Schedule schedule = read(text, words);
        if (schedule instanceof Schedule.Calendar calendar && isNever(calendar)) {
            throw invalid(text, "names a day that never comes");
        }
        return schedule;
    }

    private static Schedule read(String text, List<String> words) {
        return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
            case "every" -> every(text, words);
            case "weekly" -> words.size() == 1 ? SystemdCalendar.parse(text) : weekly(text, words);
            case "monthly" -> words.size() == 1 ? SystemdCalendar.parse(text) : monthly(text, words);
            default -> words.size() == 5 ? CronLine.parse(text, words) : SystemdCalendar.parse(text);
        };
    }

    private static boolean isNever(Schedule.Calendar calendar) {
        Instant start = LocalDate.of(calendar.days().years().next(0), 1, 1)
                .minusDays(2)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return calendar.next(start, ZoneOffset.UTC).isEmpty();
    }

    static InvalidValue invalid(String text) {
        return invalid(text, "is not a schedule");
    }

    static InvalidValue invalid(String text, String reason) {
        return new InvalidValue(
                InvalidValue.quoted(text) + " " + reason,
                "write such as 02:00, 02:00 Europe/Berlin, every 12h, weekly Sun 04:00, monthly 1 03:00, a cron line of "
                        + "five fields or a systemd calendar expression");
    }

    private static Schedule every(String text, List<String> words) {
        if (words.size() != 2) {
            throw invalid(text);
        }
        Duration interval = TimeSpan.parse(words.get(1)).duration();
        if (interval.compareTo(SHORTEST) < 0) {
            throw invalid(text, "is more often than once a minute");
        }
        return new Schedule.Every(text, interval);
    }

    private static Schedule weekly(String text, List<String> words) {
        if (words.size() < 3 || words.size() > 4) {
            throw invalid(text);
        }
        Numbers weekdays = Weekdays.parse(words.get(1)).orElseThrow(() -> invalid(text, "names no day of the week"));
        return calendar(text, CalendarDays.ofWeek(weekdays), words.subList(2, words.size()));
    }

    private static Schedule monthly(String text, List<String> words) {
        if (words.size() < 3 || words.size() > 4 || !words.get(1).matches("[1-9]|[12][0-9]|3[01]")) {
            throw invalid(text, "names no day of the month and time");
        }
        CalendarDays days = CalendarDays.ofMonth(Integer.parseInt(words.get(1)));
        return calendar(text, days, words.subList(2, words.size()));
    }

    private static Schedule calendar(String text, CalendarDays days, List<String> timeAndZone) {
        Matcher time = TIME.matcher(timeAndZone.getFirst());
        if (!time.matches()) {
            throw invalid(text, "names no time such as 04:00");
        }
        CalendarTimes times = CalendarTimes.at(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2)));
        return new Schedule.Calendar(
                text,
                days,
                times,
                timeAndZone.size() == 2 ? Optional.of(Zones.parse(timeAndZone.get(1))) : Optional.empty());
    }
}
