package dev.holdfast.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When something runs: a time of day, an interval, days of the week or month, a cron line, or a systemd calendar
 * expression.
 */
public sealed interface Schedule {
    /** The schedule as it was written. */
    String text();

    /**
     * The first moment after {@code after}, or empty if there is none in the next {@value CalendarSearch#YEARS} years.
     *
     * <p>For an interval, {@code after} is the start of the last run. A local time that the clock skips in spring comes
     * as much later as the clock was moved; one that comes twice in autumn counts the first time only.
     *
     * @param machineZone for schedules that name no zone
     */
    Optional<Instant> next(Instant after, ZoneId machineZone);

    /** Reads any of the forms. */
    static Schedule parse(String text) {
        return ScheduleParser.parse(text);
    }

    /** Again and again with a fixed time between two starts. */
    record Every(String text, Duration interval) implements Schedule {
        @Override
        public Optional<Instant> next(Instant after, ZoneId machineZone) {
            return Optional.of(after.plus(interval));
        }
    }

    /** At times of certain days, in a zone or else the machine's. */
    record Calendar(String text, CalendarDays days, CalendarTimes times, Optional<ZoneId> zone) implements Schedule {
        @Override
        public Optional<Instant> next(Instant after, ZoneId machineZone) {
            return new CalendarSearch(days, times, zone.orElse(machineZone)).next(after);
        }
    }
}
