package dev.holdfast.service;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.upkeep.Division;
import dev.holdfast.history.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells when the snapshots of a job are not those that its retention says: some that it keeps are gone, or some that it does not
 * keep have stayed for long.
 */
final class RetentionAlarm {
    /** Snapshots may stay so much longer than they need: what forgets may run once a week. */
    private static final Duration PATIENCE = Duration.ofDays(8);

    private final JobRetention retention;
    private final Instant now;
    private final ZoneId zone;

    RetentionAlarm(JobRetention retention, Instant now, ZoneId zone) {
        this.retention = retention;
        this.now = now;
        this.zone = zone;
    }

    /**
     * What is wrong, in words.
     *
     * @param present all snapshots of the job that can be read
     * @param runs of the job, as the history has them
     * @param deleted ids of snapshots that the job's retention deleted
     */
    List<String> problems(List<StoredSnapshot> present, List<RunRecord> runs, Set<String> deleted) {
        List<String> problems = new ArrayList<>();
        List<StoredSnapshot> lost = lost(present, runs, deleted);
        if (!lost.isEmpty()) {
            boolean one = lost.size() == 1;
            StoredSnapshot first = lost.getFirst();
            problems.add(lost.size() + (one ? " snapshot" : " snapshots") + " that its retention keeps "
                    + (one ? "is" : "are") + " gone or can't be read, such as "
                    + first.id().shortName() + " of "
                    + first.snapshot().time().dateTime() + "; no forget of this job deleted "
                    + (one ? "it" : "them"));
        }
        int overdue = overdue(present);
        if (overdue > 0 && !retention.safeguards().appendOnly()) {
            problems.add(overdue + " of its snapshots should be gone by its retention for over a week; run"
                    + " `holdfast forget --all-jobs` regularly");
        }
        return problems;
    }

    private List<StoredSnapshot> lost(List<StoredSnapshot> present, List<RunRecord> runs, Set<String> deleted) {
        Set<String> known = new HashSet<>(deleted);
        for (StoredSnapshot stored : present) {
            known.add(stored.id().toString());
            ObjectId original = stored.snapshot().original();
            if (original != null) {
                known.add(original.toString());
            }
        }
        List<StoredSnapshot> missing = new ArrayList<>();
        for (RunRecord run : runs) {
            run.result()
                    .map(RunRecord.Result::snapshot)
                    .filter(id -> ObjectId.isName(id) && known.add(id))
                    .ifPresent(id -> missing.add(remembered(ObjectId.parse(id), run)));
        }
        List<StoredSnapshot> all = new ArrayList<>(present);
        all.addAll(missing);
        return retention.divide(all, now, zone).kept().stream()
                .map(Division.Kept::stored)
                .filter(missing::contains)
                .toList();
    }

    /** A snapshot that is gone, as far as its run tells: when it was made. */
    private StoredSnapshot remembered(ObjectId id, RunRecord run) {
        Timestamp time = Timestamp.of(run.started(), zone.getRules().getOffset(run.started()));
        return new StoredSnapshot(
                id,
                new Snapshot(time, null, id, List.of(), run.host(), "", 0, 0, List.of(), List.of(), null, "", null));
    }

    private int overdue(List<StoredSnapshot> present) {
        Instant then = now.minus(PATIENCE);
        List<StoredSnapshot> old = present.stream()
                .filter(stored -> stored.snapshot().time().instant().isBefore(then))
                .toList();
        return retention.divide(old, then, zone).removed().size();
    }
}
