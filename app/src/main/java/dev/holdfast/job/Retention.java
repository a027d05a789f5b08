package dev.holdfast.job;

import java.util.Optional;

/**
 * How many snapshots of a job are kept: the last so many, and the newest of each of so many hours, days, weeks, months,
 * years; and all within a time before the newest.
 */
public record Retention(
        int last, int hourly, int daily, int weekly, int monthly, int yearly, Optional<TimeSpan> within) {
    public Retention {
        if (last < 0 || hourly < 0 || daily < 0 || weekly < 0 || monthly < 0 || yearly < 0) {
            throw new InvalidValue("a number of snapshots to keep is negative", "write numbers of 0 or more");
        }
        // All zero would mean: forget everything. Nobody writes that on purpose.
        if (last + (long) hourly + daily + weekly + monthly + yearly == 0 && within.isEmpty()) {
            throw new InvalidValue(
                    "nothing would be kept", "say what to keep, such as { daily: 7, weekly: 4, monthly: 6 }");
        }
    }
}
