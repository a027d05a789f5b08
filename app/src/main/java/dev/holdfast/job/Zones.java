package dev.holdfast.job;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time zones by name. */
final class Zones {
    private Zones() {}

    /** Whether a word looks like a zone: such as UTC, Europe/Berlin or Etc/GMT+1, never a date, time or weekday. */
    static boolean looksLike(String word) {
        return word.equals("UTC") || word.matches("[A-Za-z]+(/[A-Za-z0-9_+-]+)+");
    }

    static ZoneId parse(String word) {
        if (word.equals("UTC") || word.equals("Z")) {
            return ZoneOffset.UTC;
        }
        try {
            if (looksLike(word)) {
                return ZoneId.of(word);
            }
        } catch (DateTimeException e) {
            // Said below, in the same words as for what does not look like a zone.
        }
        throw new InvalidValue(
                InvalidValue.quoted(word) + " is not a time zone", "write UTC or a zone such as Europe/Berlin");
    }
}
