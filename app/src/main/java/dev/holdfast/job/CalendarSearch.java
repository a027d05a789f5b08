package dev.holdfast.job;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Looks for the next moment of a calendar, day by day. */
record CalendarSearch(CalendarDays days, CalendarTimes times, ZoneId zone) {
    /** How far it looks: 29 February on a certain weekday comes back after 40 years at the latest. */
    static final int YEARS = 41;

    private static final int SECONDS_PER_DAY = 86_400;

    Optional<Instant> next(Instant after) {
        LocalDate today = after.atZone(zone).toLocalDate();
        LocalDate end = today.plusYears(YEARS);
        // From yesterday on: where the clock skips midnight, a time of yesterday may come today.
        for (LocalDate day = today.minusDays(1); day.isBefore(end); day = day.plusDays(1)) {
            if (days.contains(day)) {
                Optional<Instant> found = next(day, after);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> next(LocalDate day, Instant after) {
        Optional<Instant> best = Optional.empty();
        int second = 0;
        while (second < SECONDS_PER_DAY) {
            Optional<LocalTime> time = times.from(second);
            if (time.isEmpty()) {
                break;
            }
            LocalDateTime local = day.atTime(time.get());
            ZonedDateTime moment = local.atZone(zone);
            Instant instant = moment.toInstant();
            if (instant.isAfter(after) && (best.isEmpty() || instant.isBefore(best.get()))) {
                best = Optional.of(instant);
            }
            // A time in a gap of the clock is moved later, so one behind the gap may still come first.
            if (best.isPresent() && moment.toLocalDateTime().equals(local)) {
                break;
            }
            second = time.get().toSecondOfDay() + 1;
        }
        return best;
    }
}
