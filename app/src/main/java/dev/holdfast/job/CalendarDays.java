package dev.holdfast.job;

import java.time.LocalDate;

/**
 * The days of a schedule.
 *
 * @param weekdays 1 (Monday) to 7
 * @param joining how days of the month and of the week go together
 */
record CalendarDays(Numbers years, Numbers months, Numbers days, Numbers weekdays, Joining joining) {
    static final Numbers ALL_YEARS = Numbers.range(1970, 2199);
    static final Numbers ALL_MONTHS = Numbers.range(1, 12);
    static final Numbers ALL_DAYS = Numbers.range(1, 31);
    static final Numbers ALL_WEEKDAYS = Numbers.range(1, 7);

    /** Every day. */
    static final CalendarDays ALL = new CalendarDays(ALL_YEARS, ALL_MONTHS, ALL_DAYS, ALL_WEEKDAYS, Joining.BOTH);

    /** How the day of the month and the day of the week decide. */
    enum Joining {
        /** Both must fit, as in systemd. */
        BOTH,
        /** One of them must fit, as in cron when both are given. */
        EITHER,
        /** The day of the month counts, and a day that a short month lacks is its last one. */
        LAST_IF_SHORT
    }

    static CalendarDays ofWeek(Numbers weekdays) {
        return new CalendarDays(ALL_YEARS, ALL_MONTHS, ALL_DAYS, weekdays, Joining.BOTH);
    }

    static CalendarDays ofMonth(int day) {
        return new CalendarDays(ALL_YEARS, ALL_MONTHS, Numbers.of(day), ALL_WEEKDAYS, Joining.LAST_IF_SHORT);
    }

    boolean contains(LocalDate date) {
        if (!years.test(date.getYear()) || !months.test(date.getMonthValue())) {
            return false;
        }
        int day = date.getDayOfMonth();
        boolean weekday = weekdays.test(date.getDayOfWeek().getValue());
        return switch (joining) {
            case BOTH -> days.test(day) && weekday;
            case EITHER -> days.test(day) || weekday;
            case LAST_IF_SHORT -> days.test(day) || (day == date.lengthOfMonth() && days.next(day) > 0);
        };
    }
}
