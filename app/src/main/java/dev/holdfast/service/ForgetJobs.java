package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotGroups;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.upkeep.Division;
import dev.holdfast.engine.upkeep.Forget;
import dev.holdfast.history.Deletion;
import dev.holdfast.history.History;
import dev.holdfast.history.HistoryException;
import dev.holdfast.job.Job;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.job.Retention;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.JobSnapshots;
import dev.holdfast.secret.SecretException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Forgets snapshots of jobs by their retention. The snapshots of a job are those with its tag from this host, whatever their
 * paths. Each deletion is in the history before it is made; without a history nothing is deleted.
 */
public final class ForgetJobs {
    private static final String EXAMPLE = "keep: { daily: 7, weekly: 4 }";
    private static final String ELSEWHERE = "forget on the machine that may delete there";

    private final Surroundings surroundings;
    private final Configuration configuration;
    private final Locking locking;
    private final boolean dryRun;
    private final Path state;

    /** Takes the lock that is needed. */
    public interface Locking {
        RepositoryLock lock(Repository repository);
    }

    /** @param dryRun whether nothing is deleted, so that any lock will do */
    public ForgetJobs(Surroundings surroundings, Configuration configuration, Locking locking, boolean dryRun) {
        this.surroundings = surroundings;
        this.configuration = configuration;
        this.locking = locking;
        this.dryRun = dryRun;
        this.state = UserFolders.state(configuration);
    }

    /** All jobs that have a retention and whose repository takes deletions from here. */
    public List<String> willing() {
        return configuration.jobs().values().stream()
                .filter(job -> job.keep().isPresent()
                        && !configuration.repositoryOf(job).safeguards().appendOnly())
                .map(job -> job.name().text())
                .toList();
    }

    /** Why no job is {@link #willing}, and what to do about it. */
    public Advice nothingToDo() {
        return configuration.jobs().values().stream()
                        .noneMatch(job -> job.keep().isPresent())
                ? new Advice(
                        "no job has a keep:, so all snapshots stay",
                        "say in " + configuration.file() + " what a job keeps, such as " + EXAMPLE,
                        0)
                : new Advice(
                        "every job that has a keep: goes to an append-only repository, so all snapshots stay",
                        ELSEWHERE,
                        0);
    }

    /**
     * Forgets, one job after the other; a failure of one does not keep the next from its turn.
     *
     * @throws InvalidRequest if there is no job of a name; nothing is done then
     */
    public List<ForgetReport> forget(List<String> names) {
        return RunJobs.chosen(configuration, names).stream()
                .map(job -> new Work(job).report())
                .toList();
    }

    /** The work on one job. */
    private final class Work {
        private final Job job;
        private final RepositorySettings settings;
        private final String location;
        private final List<String> warnings = new ArrayList<>();
        private final List<Forget.Failure> failures = new ArrayList<>();
        private Optional<Forget.Group> group = Optional.empty();
        private String policy = "";
        private boolean isComplete = true;
        private int deleted;

        Work(Job job) {
            this.job = job;
            this.settings = configuration.repositoryOf(job);
            this.location = JobRunner.location(settings);
        }

        ForgetReport report() {
            Optional<Advice> failure = Optional.empty();
            try {
                forget();
            } catch (Interrupted e) {
                throw e;
            } catch (EngineException e) {
                failure = Optional.of(Advice.of(e));
            } catch (SecretException e) {
                failure = Optional.of(Advice.of(e));
            } catch (HistoryException e) {
                failure = Optional.of(new Advice(
                        e.getMessage() + "; no deletion goes unrecorded",
                        "see that the folder of state: can be written, then run again",
                        Advice.FAILED));
            }
            return new ForgetReport(
                    job.name().text(), location, policy, group, deleted, failures, warnings, isComplete, failure);
        }

        private void forget() {
            Retention keep = job.keep()
                    .orElseThrow(() -> new InvalidRequest(
                            "job " + job.name() + " has no keep:",
                            "say in " + configuration.file() + " what to keep, such as " + EXAMPLE));
            if (settings.safeguards().appendOnly()) {
                throw new InvalidRequest(
                        "repository " + settings.name() + " is append-only: nothing is deleted from here", ELSEWHERE);
            }
            try (Repository repository = JobRunner.open(settings, configuration.environment(), surroundings.client());
                    RepositoryLock lock = locking.lock(repository)) {
                JobRetention retention = new JobRetention(keep, settings.safeguards(), verified());
                policy = retention.policy().toString();
                Forget.Group found = divide(repository, retention);
                group = Optional.of(found);
                if (!dryRun) {
                    delete(repository, lock, found.division().removed());
                }
            }
        }

        private Set<String> verified() {
            if (Files.notExists(History.file(state))) {
                return Set.of();
            }
            try (History history = History.open(state)) {
                return new HashSet<>(history.verifiedSnapshots(job.name().text(), location));
            }
        }

        private Forget.Group divide(Repository repository, JobRetention retention) {
            String host = JobSnapshots.host(configuration.environment(), surroundings.client());
            List<StoredSnapshot> all = new Snapshots(repository).readable(SnapshotFilter.ALL, damaged -> {
                isComplete = false;
                warnings.add(String.valueOf(damaged.getMessage()));
            });
            JobSnapshots.onlyElsewhere(all, job, host).ifPresent(warnings::add);
            Division division = retention.divide(
                    JobSnapshots.of(all, job, host), surroundings.clock().instant(), surroundings.zone());
            return new Forget.Group(
                    new SnapshotGroups.Key(host, null, List.of(job.name().tag())), division);
        }

        private void delete(Repository repository, RepositoryLock lock, List<StoredSnapshot> snapshots) {
            if (!snapshots.isEmpty()) {
                try (History history = History.open(state)) {
                    delete(repository, lock, history, snapshots);
                }
            }
        }

        private void delete(
                Repository repository, RepositoryLock lock, History history, List<StoredSnapshot> snapshots) {
            Instant started = surroundings.clock().instant();
            history.deleting(
                    job.name().text(),
                    location,
                    snapshots.stream()
                            .map(stored -> new Deletion(
                                    stored.id().toString(),
                                    stored.snapshot().time().instant(),
                                    "not kept by: " + policy,
                                    started,
                                    Optional.empty()))
                            .toList());
            failures.addAll(new Forget(repository)
                    .run(snapshots.stream().map(StoredSnapshot::id).toList(), lock, id -> {
                        deleted++;
                        history.deleted(
                                job.name().text(),
                                location,
                                id.toString(),
                                surroundings.clock().instant());
                    }));
        }
    }
}
