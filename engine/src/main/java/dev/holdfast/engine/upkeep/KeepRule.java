package dev.holdfast.engine.upkeep;

import java.util.List;

/** One reason to keep snapshots. */
public sealed interface KeepRule {
    /** As a count: all. */
    int UNLIMITED = -1;

    /** Snapshots with all of these tags; an empty tag means none at all. */
    record Tagged(List<String> tags) implements KeepRule {
        public Tagged {
            tags = List.copyOf(tags);
        }

        boolean matches(List<String> own) {
            for (String tag : tags) {
                if (tag.isEmpty() && own.isEmpty()) {
                    return true;
                }
                if (!own.contains(tag)) {
                    return false;
                }
            }
            return true;
        }

        /** Such as {@code [a, b]}. */
        @Override
        public String toString() {
            return tags.equals(List.of("")) ? "[]" : tags.toString();
        }
    }

    /** All that are younger than this before the newest. */
    record Within(KeepSpan span) implements KeepRule {}

    /**
     * The newest of each of so many periods that have any.
     *
     * @param count above 0, or {@link #UNLIMITED}
     */
    record Count(KeepPeriod period, int count) implements KeepRule {}

    /** The newest of each period, of those that are younger than this before the newest of all. */
    record PeriodWithin(KeepPeriod period, KeepSpan span) implements KeepRule {}
}
