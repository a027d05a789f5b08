package dev.holdfast.run;

import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The snapshots of a job: those with its tag, whatever their paths. */
public final class JobSnapshots {
    private JobSnapshots() {}

    /** Those of the job, in the same order. */
    public static List<StoredSnapshot> of(List<StoredSnapshot> all, Job job) {
        return all.stream()
                .filter(stored -> stored.snapshot().tags().contains(job.name().tag()))
                .toList();
    }

    /** The last of snapshots that are sorted by time. */
    public static Optional<StoredSnapshot> newest(List<StoredSnapshot> sorted) {
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.getLast());
    }

    /** The newest of the job that is not of the future; {@code warning} is told of snapshots that can't be read. */
    static Optional<StoredSnapshot> latest(Repository repository, Job job, Consumer<String> warning) {
        Instant now = repository.client().clock().instant();
        List<StoredSnapshot> all = new Snapshots(repository)
                .readable(SnapshotFilter.ALL, damaged -> warning.accept(String.valueOf(damaged.getMessage())));
        return newest(of(all, job).stream()
                .filter(stored -> !stored.snapshot().time().instant().isAfter(now))
                .toList());
    }
}
