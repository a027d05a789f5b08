package dev.holdfast.job;

import java.time.LocalTime;
import java.util.Optional;

/** The times of day of a schedule. */
record CalendarTimes(Numbers hours, Numbers minutes, Numbers seconds) {
    static final Numbers ALL_HOURS = Numbers.range(0, 23);
    static final Numbers ALL_SIXTY = Numbers.range(0, 59);

    /** The start of the day. */
    static final CalendarTimes MIDNIGHT = at(0, 0);

    static CalendarTimes at(int hour, int minute) {
        return new CalendarTimes(Numbers.of(hour), Numbers.of(minute), Numbers.of(0));
    }

    /** The first of the times that is not before {@code second} of the day. */
    Optional<LocalTime> from(int second) {
        int startHour = second / 3600;
        for (int hour = hours.next(startHour); hour >= 0; hour = hours.next(hour + 1)) {
            int inHour = hour == startHour ? second % 3600 : 0;
            for (int minute = minutes.next(inHour / 60); minute >= 0; minute = minutes.next(minute + 1)) {
                int found = seconds.next(minute == inHour / 60 ? inHour % 60 : 0);
                if (found >= 0) {
                    return Optional.of(LocalTime.of(hour, minute, found));
                }
            }
        }
        return Optional.empty();
    }
}
