package dev.holdfast.job;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The five fields of cron: minute, hour, day of month, month, day of week; in the machine's zone. */
final class CronLine {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final String text;

    private CronLine(String text) {
        this.text = text;
    }

    static Schedule parse(String text, List<String> fields) {
        return new CronLine(text).read(fields);
    }

    private Schedule read(List<String> fields) {
        CalendarTimes times =
                new CalendarTimes(field(fields.get(1), 0, 23), field(fields.get(0), 0, 59), Numbers.of(0));
        Numbers days = field(fields.get(2), 1, 31);
        Numbers months = field(names(fields.get(3), MONTHS, 1), 1, 12);
        Numbers weekdays = fromSunday(field(names(fields.get(4), WEEKDAYS, 0), 0, 7));
        // As in cron: if both are restricted, either of them is enough. A field that begins with * is not restricted.
        boolean either = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
        CalendarDays.Joining joining = either ? CalendarDays.Joining.EITHER : CalendarDays.Joining.BOTH;
        CalendarDays all = new CalendarDays(CalendarDays.ALL_YEARS, months, days, weekdays, joining);
        return new Schedule.Calendar(text, all, times, Optional.empty());
    }

    private static Numbers fromSunday(Numbers weekdays) {
        Numbers days = weekdays;
        if (weekdays.test(0)) {
            days = days.or(Numbers.of(7));
        }
        return days;
    }

    private static String names(String field, List<String> names, int first) {
        String numbers = field.toLowerCase(Locale.ROOT);
        for (int i = 0; i < names.size(); i++) {
            numbers = numbers.replaceAll("\\b" + names.get(i) + "\\b", String.valueOf(i + first));
        }
        return numbers;
    }

    private Numbers field(String field, int lowest, int highest) {
        Numbers all = Numbers.range(1, 0);
        for (String part : field.split(",", -1)) {
            all = all.or(part(part, lowest, highest));
        }
        return all;
    }

    private Numbers part(String part, int lowest, int highest) {
        if (!part.matches("(\\*|[0-9]{1,2}(-[0-9]{1,2})?)(/[0-9]{1,2})?")) {
            throw ScheduleParser.invalid(text, "is not a cron line: what does " + InvalidValue.quoted(part) + " mean?");
        }
        String[] rangeAndStep = part.split("/", -1);
        String[] ends = rangeAndStep[0].split("-", -1);
        boolean star = ends[0].equals("*");
        int first = star ? lowest : Integer.parseInt(ends[0]);
        // 5/10 means: from 5 to the end in steps of 10.
        boolean open = star || (ends.length == 1 && rangeAndStep.length == 2);
        int last = open ? highest : Integer.parseInt(ends[ends.length - 1]);
        int step = rangeAndStep.length == 2 ? Integer.parseInt(rangeAndStep[1]) : 1;
        if (first < lowest || last > highest || first > last || step == 0) {
            throw ScheduleParser.invalid(
                    text, "is not a cron line: " + part + " is not within " + lowest + "-" + highest);
        }
        return Numbers.steps(first, last, step);
    }
}
