package dev.holdfast.engine.upkeep;

import java.time.OffsetDateTime;
import java.time.temporal.IsoFields;

/** What of which one snapshot is kept: the snapshot itself, or an hour, day, week, month or year. */
public enum KeepPeriod {
    LAST("last", "latest"),
    HOURLY("hourly", "hourly"),
    DAILY("daily", "daily"),
    /** Weeks of ISO 8601: from Monday, and the year is that of its Thursday. */
    WEEKLY("weekly", "weekly"),
    MONTHLY("monthly", "monthly"),
    YEARLY("yearly", "yearly");

    private final String word;
    private final String policyWord;

    KeepPeriod(String word, String policyWord) {
        this.word = word;
        this.policyWord = policyWord;
    }

    /** As reasons and flags name it. */
    public String word() {
        return word;
    }

    /** As the summary of a policy names it. */
    String policyWord() {
        return policyWord;
    }

    /**
     * The number of the period that a snapshot falls into, by the clock where it was made.
     *
     * @param position of the snapshot in its group
     */
    long number(OffsetDateTime time, int position) {
        return switch (this) {
            case LAST -> position;
            case HOURLY -> day(time) * 100 + time.getHour();
            case DAILY -> day(time);
            case WEEKLY -> time.get(IsoFields.WEEK_BASED_YEAR) * 100L + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTHLY -> month(time);
            case YEARLY -> time.getYear();
        };
    }

    private static long day(OffsetDateTime time) {
        return month(time) * 100 + time.getDayOfMonth();
    }

    private static long month(OffsetDateTime time) {
        return time.getYear() * 100L + time.getMonthValue();
    }
}
