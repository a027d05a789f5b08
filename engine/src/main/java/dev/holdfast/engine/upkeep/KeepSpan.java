package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time by the calendar, such as {@code 1y5m7d2h}: years, months, days and hours. */
public record KeepSpan(int years, int months, int days, int hours) {
    // Eight digits are longer than any calendar, and keep sums far from an overflow.
    private static final Pattern PART = Pattern.compile("([0-9]{1,8})([ymdh])");

    public KeepSpan {
        if (years < 0 || months < 0 || days < 0 || hours < 0) {
            throw new InvalidRequest("a length of time is negative", "write it as 1y5m7d2h");
        }
    }

    /** Reads years, months, days and hours in any order; of a unit that is named twice the last counts, as in restic. */
    public static KeepSpan parse(String text) {
        int[] parts = new int[4];
        Matcher matcher = PART.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            parts["ymdh".indexOf(matcher.group(2))] = Integer.parseInt(matcher.group(1));
            end = matcher.end();
        }
        if (end != text.length()) {
            throw new InvalidRequest(
                    "\"" + text + "\" is not a length of time",
                    "write years, months, days and hours, such as 1y5m7d2h or 30d");
        }
        return new KeepSpan(parts[0], parts[1], parts[2], parts[3]);
    }

    /** As many hours of the clock; one that is not full counts as one. */
    public static KeepSpan of(Duration duration) {
        return new KeepSpan(
                0, 0, 0, Math.toIntExact(duration.plusHours(1).minusNanos(1).toHours()));
    }

    public boolean isZero() {
        return years == 0 && months == 0 && days == 0 && hours == 0;
    }

    /**
     * The moment this long before another. Years, months and days go by the calendar as in Go: a day that its month does not
     * have runs over into the next, so a month before 31 March is 3 March; the hours after that are hours of the clock.
     *
     * @param zone whose changes of offset count where {@code end} was written with its offset: Go takes such a time for a local one
     */
    Instant before(Timestamp end, ZoneId zone) {
        OffsetDateTime written = end.dateTime();
        long month = written.getYear() * 12L + written.getMonthValue() - 1 - years * 12L - months;
        LocalDate date = LocalDate.of(Math.toIntExact(Math.floorDiv(month, 12L)), 1 + Math.floorMod(month, 12), 1)
                .plusDays(written.getDayOfMonth() - 1L - days);
        LocalDateTime local = LocalDateTime.of(date, written.toLocalTime());
        return instant(local, rules(end, zone)).minus(Duration.ofHours(hours));
    }

    private static ZoneRules rules(Timestamp time, ZoneId zone) {
        ZoneOffset written = ZoneOffset.ofTotalSeconds(time.offsetSeconds());
        boolean isLocal = time.offsetSeconds() != 0
                && zone.getRules().getOffset(time.instant()).equals(written);
        return isLocal ? zone.getRules() : written.getRules();
    }

    /** As Go's {@code time.Date}: in the hour that a change of offset doubles or leaves out, this decides which is meant. */
    private static Instant instant(LocalDateTime local, ZoneRules rules) {
        ZoneOffset near = rules.getOffset(local.toInstant(ZoneOffset.UTC));
        if (near.getTotalSeconds() == 0) {
            return local.toInstant(ZoneOffset.UTC);
        }
        return local.toInstant(rules.getOffset(local.toInstant(near)));
    }

    /** Such as {@code 1y5m7d2h}; parts of zero are left out. */
    @Override
    public String toString() {
        return part(years, 'y') + part(months, 'm') + part(days, 'd') + part(hours, 'h');
    }

    private static String part(int count, char unit) {
        return count == 0 ? "" : "" + count + unit;
    }
}
