package dev.holdfast.cli;

import dev.holdfast.job.ByteSize;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers, sizes and times as people read them, the same everywhere. */
final class Text {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Text() {}

    /** Such as {@code 1 item} or {@code 2 items}. */
    static String count(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    /** Such as {@code 438.032 MiB}. */
    static String bytes(long count) {
        return ByteSize.words(count);
    }

    /** Such as {@code 438.0 MiB}, for a line that has no room. */
    static String shortBytes(long count) {
        String exact = bytes(count);
        int point = exact.indexOf('.');
        return point < 0 ? exact : exact.substring(0, point + 2) + exact.substring(exact.indexOf(' '));
    }

    /** Such as {@code 438.0 MiB/s}. */
    static String rate(double bytesPerSecond) {
        return String.format(Locale.ROOT, "%.1f MiB/s", bytesPerSecond / (1 << 20));
    }

    /** Such as {@code 1:02:03} or {@code 0:07}. */
    static String duration(Duration time) {
        long seconds = time.toSeconds();
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** As {@link #safe}, with the line breaks kept. */
    static String safeLines(String text) {
        return text.lines().map(Text::safe).collect(Collectors.joining("\n"));
    }

    /** A text from outside without characters that could rule the terminal. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                out.append(String.format(Locale.ROOT, "\\x%02x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
