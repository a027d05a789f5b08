package dev.holdfast.run;

import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.job.Job;
import dev.holdfast.secret.Environment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The snapshots of a job: those with its tag from this host, whatever their paths. */
public final class JobSnapshots {
    private JobSnapshots() {}

    /** The host that the job's snapshots tell: this machine, or the one in {@code RESTIC_HOST}. */
    public static String host(Environment environment, Client client) {
        return environment.get("RESTIC_HOST").orElse(client.host());
    }

    /** Those of the job, in the same order. */
    public static List<StoredSnapshot> of(List<StoredSnapshot> all, Job job, String host) {
        return tagged(all, job)
                .filter(stored -> stored.snapshot().hostname().equals(host))
                .toList();
    }

    /**
     * What to tell if none is from this host, but some are from others: the machine was renamed, or another has a job of that
     * name.
     */
    public static Optional<String> onlyElsewhere(List<StoredSnapshot> all, Job job, String host) {
        List<StoredSnapshot> tagged = tagged(all, job).toList();
        if (tagged.isEmpty() || !of(tagged, job, host).isEmpty()) {
            return Optional.empty();
        }
        String hosts = tagged.stream()
                .map(stored -> stored.snapshot().hostname())
                .distinct()
                .collect(Collectors.joining(", "));
        return Optional.of("there are snapshots of a job " + job.name() + " in the repository, but from host " + hosts
                + " and not from " + host
                + "; if this machine had that name before, set RESTIC_HOST to go on as that host");
    }

    private static Stream<StoredSnapshot> tagged(List<StoredSnapshot> all, Job job) {
        return all.stream()
                .filter(stored -> stored.snapshot().tags().contains(job.name().tag()));
    }

    /** The last of snapshots that are sorted by time. */
    public static Optional<StoredSnapshot> newest(List<StoredSnapshot> sorted) {
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.getLast());
    }

    /** The newest of the job that is not of the future; {@code warning} is told what else a person should know. */
    static Optional<StoredSnapshot> latest(Repository repository, Job job, String host, Consumer<String> warning) {
        Instant now = repository.client().clock().instant();
        List<StoredSnapshot> all = new Snapshots(repository)
                .readable(SnapshotFilter.ALL, damaged -> warning.accept(String.valueOf(damaged.getMessage())));
        onlyElsewhere(all, job, host).ifPresent(warning);
        return newest(of(all, job, host).stream()
                .filter(stored -> !stored.snapshot().time().instant().isAfter(now))
                .toList());
    }
}
