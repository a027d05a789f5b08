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

    /** All that can be read, oldest first; {@code warning} is told of the others. */
    public static List<StoredSnapshot> all(Repository repository, Job job, Consumer<String> warning) {
        SnapshotFilter filter =
                new SnapshotFilter(List.of(), List.of(List.of(job.name().tag())), List.of());
        return new Snapshots(repository).readable(filter, damaged -> warning.accept(damaged.getMessage()));
    }

    /** The newest that is not of the future. */
    public static Optional<StoredSnapshot> latest(Repository repository, Job job, Consumer<String> warning) {
        Instant now = repository.client().clock().instant();
        return all(repository, job, warning).reversed().stream()
                .filter(stored -> !stored.snapshot().time().instant().isAfter(now))
                .findFirst();
    }
}
