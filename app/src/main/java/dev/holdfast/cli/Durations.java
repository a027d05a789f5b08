package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 90s}, {@code 5m}, {@code 1h30m}. */
final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|h|m|s)");

    private Durations() {}

    static Duration parse(String text, String flag) {
        Matcher matcher = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            long count = Long.parseLong(matcher.group(1));
            sum = sum.plus(
                    switch (matcher.group(2)) {
                        case "h" -> Duration.ofHours(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "s" -> Duration.ofSeconds(count);
                        default -> Duration.ofMillis(count);
                    });
            end = matcher.end();
        }
        if (end == 0 || end != text.length()) {
            throw new InvalidRequest(flag + " " + text + " is not a duration", "write it as 90s, 5m or 1h30m");
        }
        return sum;
    }
}
