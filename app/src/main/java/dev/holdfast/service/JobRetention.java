package dev.holdfast.service;

import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.upkeep.Division;
import dev.holdfast.engine.upkeep.KeepPeriod;
import dev.holdfast.engine.upkeep.KeepPolicy;
import dev.holdfast.engine.upkeep.KeepRule;
import dev.holdfast.engine.upkeep.KeepSpan;
import dev.holdfast.job.Retention;
import dev.holdfast.job.Safeguards;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the retention of a job leaves of its snapshots, with the safeguards of its repository.
 *
 * @param verified ids of snapshots that passed a verification
 */
record JobRetention(Retention keep, Safeguards safeguards, Set<String> verified) {
    /** The retention as the engine knows policies. */
    KeepPolicy policy() {
        List<KeepRule> rules = new ArrayList<>();
        keep.within().ifPresent(span -> rules.add(new KeepRule.Within(KeepSpan.of(span.duration()))));
        count(rules, KeepPeriod.LAST, keep.last());
        count(rules, KeepPeriod.HOURLY, keep.hourly());
        count(rules, KeepPeriod.DAILY, keep.daily());
        count(rules, KeepPeriod.WEEKLY, keep.weekly());
        count(rules, KeepPeriod.MONTHLY, keep.monthly());
        count(rules, KeepPeriod.YEARLY, keep.yearly());
        return new KeepPolicy(rules);
    }

    private static void count(List<KeepRule> rules, KeepPeriod period, int count) {
        if (count > 0) {
            rules.add(new KeepRule.Count(period, count));
        }
    }

    /** Divides all snapshots of the job. */
    Division divide(List<StoredSnapshot> members, Instant now, ZoneId zone) {
        Division division = policy().divide(members, now, zone).keepingAtLeast(safeguards.keepAtLeast());
        if (!safeguards.onlyAfterVerified()) {
            return division;
        }
        return newestVerified(members)
                .map(newest -> division.keeping(
                        stored -> StoredSnapshot.BY_TIME.compare(stored, newest) >= 0,
                        "not older than the newest verified"))
                .orElseGet(() -> division.keeping(_ -> true, "none is verified yet"));
    }

    private Optional<StoredSnapshot> newestVerified(List<StoredSnapshot> members) {
        return members.stream()
                .filter(stored -> verified.contains(stored.id().toString()))
                .max(Comparator.comparing(stored -> stored, StoredSnapshot.BY_TIME));
    }
}
