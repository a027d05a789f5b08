package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule at work on one group: is asked of each snapshot in turn, newest first, and remembers what it kept. */
sealed interface KeepTest {
    /**
     * Why the rule keeps the snapshot; empty if it does not.
     *
     * @param position in the group, 0 for the newest
     * @param isOldest whether it is the last of the group
     */
    Optional<String> reason(Snapshot snapshot, int position, boolean isOldest);

    static KeepTest of(KeepRule rule, Timestamp newest, ZoneId zone) {
        return switch (rule) {
            case KeepRule.Tagged tagged -> new ByTags(tagged);
            case KeepRule.Within(KeepSpan span) -> new ByAge(span, span.before(newest, zone));
            case KeepRule.Count(KeepPeriod period, int count) ->
                new ByPeriod(period, period.word() + " snapshot", count, null);
            case KeepRule.PeriodWithin(KeepPeriod period, KeepSpan span) ->
                new ByPeriod(period, period.word() + " within " + span, KeepRule.UNLIMITED, span.before(newest, zone));
        };
    }

    record ByTags(KeepRule.Tagged tagged) implements KeepTest {
        @Override
        public Optional<String> reason(Snapshot snapshot, int position, boolean isOldest) {
            return tagged.matches(snapshot.tags()) ? Optional.of("has tags " + tagged) : Optional.empty();
        }
    }

    record ByAge(KeepSpan span, Instant after) implements KeepTest {
        @Override
        public Optional<String> reason(Snapshot snapshot, int position, boolean isOldest) {
            return snapshot.time().instant().isAfter(after) ? Optional.of("within " + span) : Optional.empty();
        }
    }

    /** Keeps the newest of each period while its count lasts, and then also the oldest of the group, if any count is left. */
    final class ByPeriod implements KeepTest {
        private final KeepPeriod period;
        private final String reason;
        private final @Nullable Instant after;
        private int left;
        private long lastKept = -1;

        private ByPeriod(KeepPeriod period, String reason, int count, @Nullable Instant after) {
            this.period = period;
            this.reason = reason;
            this.left = count;
            this.after = after;
        }

        @Override
        public Optional<String> reason(Snapshot snapshot, int position, boolean isOldest) {
            if (left == 0 || after != null && !snapshot.time().instant().isAfter(after)) {
                return Optional.empty();
            }
            long number = period.number(snapshot.time().dateTime(), position);
            boolean isNew = number != lastKept;
            if (!isNew && !isOldest) {
                return Optional.empty();
            }
            lastKept = number;
            if (left > 0) {
                left--;
            }
            return Optional.of(isNew ? reason : "oldest " + reason);
        }
    }
}
