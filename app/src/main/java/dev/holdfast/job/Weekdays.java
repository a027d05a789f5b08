package dev.holdfast.job;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Days of the week by name: {@code Sun}, {@code Mon,Thu}, {@code Mon..Fri}, {@code Mon-Fri}. */
final class Weekdays {
    private static final List<String> NAMES =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

    private Weekdays() {}

    /** 1 (Monday) to 7, or empty if the text is something else. */
    static Optional<Numbers> parse(String text) {
        Optional<Numbers> all = Optional.empty();
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("\\.\\.|-", -1);
            int first = day(ends[0]);
            int last = day(ends[ends.length - 1]);
            if (first == 0 || last == 0 || ends.length > 2) {
                return Optional.empty();
            }
            // Fri..Mon goes over the week's end.
            Numbers days = first <= last
                    ? Numbers.range(first, last)
                    : Numbers.range(first, 7).or(Numbers.range(1, last));
            all = Optional.of(all.map(days::or).orElse(days));
        }
        return all;
    }

    private static int day(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < NAMES.size(); i++) {
            if (NAMES.get(i).equals(lower) || NAMES.get(i).substring(0, 3).equals(lower)) {
                return i + 1;
            }
        }
        return 0;
    }
}
