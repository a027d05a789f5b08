package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;

/**
 * Which snapshots stay: those that any of the rules keeps. The rules, the order of their reasons and their words are those of
 * restic 0.19.1.
 *
 * @param rules in the order in which reasons are told: tags, within, counts, periods within; each kind by period
 */
public record KeepPolicy(List<KeepRule> rules) {
    public KeepPolicy {
        rules = rules.stream()
                .sorted(Comparator.comparingInt(KeepPolicy::kind).thenComparing(KeepPolicy::period))
                .toList();
    }

    private static int kind(KeepRule rule) {
        return switch (rule) {
            case KeepRule.Tagged _ -> 0;
            case KeepRule.Within _ -> 1;
            case KeepRule.Count _ -> 2;
            case KeepRule.PeriodWithin _ -> 3;
        };
    }

    private static KeepPeriod period(KeepRule rule) {
        return switch (rule) {
            case KeepRule.Count count -> count.period();
            case KeepRule.PeriodWithin within -> within.period();
            case KeepRule.Tagged _, KeepRule.Within _ -> KeepPeriod.LAST;
        };
    }

    /** Whether nothing would be kept. */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * Divides a group of snapshots.
     *
     * @param now snapshots of the future are not the newest that spans of time go by
     * @param zone of this machine; a span over a change of its offset depends on it, see {@link KeepSpan#before}
     */
    public Division divide(List<StoredSnapshot> group, Instant now, ZoneId zone) {
        List<StoredSnapshot> newestFirst =
                group.stream().sorted(StoredSnapshot.BY_TIME.reversed()).toList();
        Timestamp newest = newest(newestFirst, now);
        List<KeepTest> tests =
                rules.stream().map(rule -> KeepTest.of(rule, newest, zone)).toList();
        List<Division.Kept> kept = new ArrayList<>();
        List<StoredSnapshot> removed = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            StoredSnapshot stored = newestFirst.get(i);
            List<String> reasons = new ArrayList<>();
            for (KeepTest test : tests) {
                test.reason(stored.snapshot(), i, i == newestFirst.size() - 1).ifPresent(reasons::add);
            }
            if (reasons.isEmpty()) {
                removed.add(stored);
            } else {
                kept.add(new Division.Kept(stored, reasons));
            }
        }
        return new Division(kept, removed);
    }

    private static Timestamp newest(List<StoredSnapshot> newestFirst, Instant now) {
        return newestFirst.stream()
                .map(stored -> stored.snapshot().time())
                .filter(time -> time.instant().isBefore(now))
                .findFirst()
                .orElse(Timestamp.ZERO);
    }

    /** Such as {@code keep 7 daily, 4 weekly snapshots}. */
    @Override
    public String toString() {
        StringJoiner counts = new StringJoiner(", ", "", " snapshots").setEmptyValue("");
        StringJoiner periods = new StringJoiner(", ");
        StringJoiner tags = new StringJoiner(", ", "all snapshots with tags [", "]").setEmptyValue("");
        StringJoiner within = new StringJoiner(", ");
        for (KeepRule rule : rules) {
            switch (rule) {
                case KeepRule.Tagged tagged -> tags.add(tagged.toString());
                case KeepRule.Within(KeepSpan span) -> within.add("all snapshots within " + span + " of the newest");
                case KeepRule.Count(KeepPeriod period, int count) ->
                    counts.add((count == KeepRule.UNLIMITED ? "all" : count) + " " + period.policyWord());
                case KeepRule.PeriodWithin(KeepPeriod period, KeepSpan span) ->
                    periods.add(period.word() + " snapshots within " + span);
            }
        }
        String told = joined(joined(counts.toString(), ", ", periods.toString()), " and ", tags.toString());
        return isEmpty() ? "remove" : "keep " + joined(told, " and ", within.toString());
    }

    private static String joined(String first, String between, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + between + second;
    }
}
