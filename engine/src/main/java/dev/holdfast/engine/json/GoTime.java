package dev.holdfast.engine.json;

import dev.holdfast.engine.model.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Times in RFC 3339 as Go writes and reads them: the fraction without trailing zeros, {@code Z} for offset 0, the offset's
 * seconds cut off, years forced into 0 to 9999 as restic does.
 */
final class GoTime {
    /** Bytes of the longest time. */
    static final int LONGEST = 35;

    private static final int DAY = 86_400;
    private static final int DAYS_TO_1970 = 719_468;
    private static final int DAYS_IN_400_YEARS = 146_097;
    private static final int MAX_OFFSET = 18 * 3600;

    private GoTime() {}

    /** Writes {@code time} without quotes into {@code out}, which has {@link #LONGEST} bytes of room; gives where it ends. */
    static int write(byte[] out, int start, Timestamp time) {
        long local = time.seconds() + time.offsetSeconds();
        long days = Math.floorDiv(local, (long) DAY);
        int second = (int) (local - days * DAY);
        writeDate(out, start, days);
        out[start + 10] = 'T';
        two(out, start + 11, second / 3600);
        out[start + 13] = ':';
        two(out, start + 14, second / 60 % 60);
        out[start + 16] = ':';
        two(out, start + 17, second % 60);
        int at = start + 19;
        if (time.nanos() != 0) {
            at = writeFraction(out, at, time.nanos());
        }
        return writeOffset(out, at, time.offsetSeconds());
    }

    private static void two(byte[] out, int at, int value) {
        int tens = value / 10;
        out[at] = (byte) ('0' + tens);
        out[at + 1] = (byte) ('0' + value - tens * 10);
    }

    /** Days since 1970 to a date, counted in years that begin in March so that the leap day comes last. */
    private static void writeDate(byte[] out, int at, long daysSince1970) {
        long shifted = daysSince1970 + DAYS_TO_1970;
        long era = Math.floorDiv(shifted, (long) DAYS_IN_400_YEARS);
        int day = (int) (shifted - era * DAYS_IN_400_YEARS);
        int yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        int dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchBased = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * marchBased + 2) / 5 + 1;
        int month = marchBased < 10 ? marchBased + 3 : marchBased - 9;
        long year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        if (year > 9999) {
            year = 9999;
            if (month == 2 && dayOfMonth == 29) {
                month = 3;
                dayOfMonth = 1;
            }
        }
        int shownYear = (int) Math.max(year, 0);
        two(out, at, shownYear / 100);
        two(out, at + 2, shownYear % 100);
        out[at + 4] = '-';
        two(out, at + 5, month);
        out[at + 7] = '-';
        two(out, at + 8, dayOfMonth);
    }

    private static int writeFraction(byte[] out, int at, int nanos) {
        int rest = nanos;
        int digits = 9;
        while (rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        out[at] = '.';
        for (int i = at + digits; i > at; i--) {
            int high = rest / 10;
            out[i] = (byte) ('0' + rest - high * 10);
            rest = high;
        }
        return at + 1 + digits;
    }

    private static int writeOffset(byte[] out, int at, int offsetSeconds) {
        if (offsetSeconds == 0) {
            out[at] = 'Z';
            return at + 1;
        }
        int minutes = offsetSeconds / 60;
        out[at] = (byte) (minutes < 0 ? '-' : '+');
        two(out, at + 1, Math.abs(minutes) / 60);
        out[at + 3] = ':';
        two(out, at + 4, Math.abs(minutes) % 60);
        return at + 6;
    }

    /** The time that the bytes stand for, or null if they are no time. */
    static @Nullable Timestamp parse(byte[] text, int start, int end) {
        if (end - start < 20 || !hasSeparators(text, start)) {
            return null;
        }
        int year = digits(text, start, 4);
        int month = digits(text, start + 5, 2);
        int day = digits(text, start + 8, 2);
        int hour = digits(text, start + 11, 2);
        int minute = digits(text, start + 14, 2);
        int second = digits(text, start + 17, 2);
        int at = start + 19;
        int nanos = 0;
        if (text[at] == '.') {
            int from = ++at;
            for (int scale = 100_000_000; at < end && text[at] >= '0' && text[at] <= '9'; at++, scale /= 10) {
                nanos += scale * (text[at] - '0');
            }
            if (at == from) {
                return null;
            }
        }
        int offset = parseOffset(text, at, end);
        boolean valid = year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= daysInMonth(year, month)
                && (hour | minute | second) >= 0
                && hour < 24
                && minute < 60
                && second < 60
                && Math.abs(offset) <= MAX_OFFSET;
        if (!valid) {
            return null;
        }
        long local = daysSince1970(year, month, day) * DAY + hour * 3600L + minute * 60L + second;
        return new Timestamp(local - offset, nanos, offset);
    }

    private static boolean hasSeparators(byte[] text, int start) {
        return text[start + 4] == '-'
                && text[start + 7] == '-'
                && text[start + 10] == 'T'
                && text[start + 13] == ':'
                && text[start + 16] == ':';
    }

    /** Seconds east of UTC, or more than any offset has if there is none. */
    private static int parseOffset(byte[] text, int at, int end) {
        if (end - at == 1 && text[at] == 'Z') {
            return 0;
        }
        if (end - at != 6 || text[at + 3] != ':' || text[at] != '+' && text[at] != '-') {
            return Integer.MAX_VALUE;
        }
        int hours = digits(text, at + 1, 2);
        int minutes = digits(text, at + 4, 2);
        if (hours < 0 || minutes < 0 || minutes >= 60) {
            return Integer.MAX_VALUE;
        }
        int seconds = hours * 3600 + minutes * 60;
        return text[at] == '-' ? -seconds : seconds;
    }

    private static int digits(byte[] text, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int daysInMonth(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static long daysSince1970(int year, int month, int day) {
        int shiftedYear = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shiftedYear, 400);
        int yearOfEra = shiftedYear - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (long) era * DAYS_IN_400_YEARS + dayOfEra - DAYS_TO_1970;
    }
}
