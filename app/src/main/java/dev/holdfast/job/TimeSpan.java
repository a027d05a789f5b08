package dev.holdfast.job;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time, such as {@code 24h}, {@code 30d} or {@code 1h30m}; a day is 24 hours, a week 7 days. */
public record TimeSpan(Duration duration) {
    /** What a length of time must look like, as a regular expression. */
    public static final String PATTERN = "([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?";

    // Six digits keep even weeks far from an overflow; nobody needs more.
    private static final Pattern VALID = Pattern.compile(
            "(?:([0-9]{1,6})w)?(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?");
    private static final long[] SECONDS = {7 * 86_400, 86_400, 3_600, 60, 1};

    public TimeSpan {
        if (duration.isNegative() || duration.isZero()) {
            throw new InvalidValue("a time of " + duration + " is too short", "write a time above 0, such as 30m");
        }
    }

    /** Reads weeks, days, hours, minutes and seconds in this order, such as {@code 1h30m}. */
    public static TimeSpan parse(String text) {
        Matcher matcher = VALID.matcher(text.strip());
        if (text.isBlank() || !matcher.matches()) {
            throw new InvalidValue(
                    InvalidValue.quoted(text) + " is not a length of time",
                    "write numbers with their units w, d, h, m, s, such as 24h, 30d or 1h30m");
        }
        long seconds = 0;
        for (int i = 0; i < SECONDS.length; i++) {
            String number = matcher.group(i + 1);
            seconds += number == null ? 0 : Long.parseLong(number) * SECONDS[i];
        }
        return new TimeSpan(Duration.ofSeconds(seconds));
    }
}
