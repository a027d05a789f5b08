package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.history.Deletion;
import dev.holdfast.history.History;
import dev.holdfast.history.HistoryException;
import dev.holdfast.history.RunRecord;
import dev.holdfast.history.Verification;
import dev.holdfast.job.Job;
import dev.holdfast.job.Schedule;
import dev.holdfast.run.JobLocks;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out how jobs stand, from the history and from their repositories. */
final class StatusJobs {
    private static final int RUNS_LOOKED_AT = 1000;

    private final Surroundings surroundings;
    private final Configuration configuration;
    private final OpenRepositories repositories;
    private final Path state;
    private final JobLocks locks;

    StatusJobs(Surroundings surroundings, Configuration configuration) {
        this.surroundings = surroundings;
        this.configuration = configuration;
        this.repositories = new OpenRepositories(surroundings, configuration);
        this.state = UserFolders.state(configuration);
        this.locks = new JobLocks(state);
    }

    JobStatus status(Job job) {
        String location = JobRunner.location(configuration.repositoryOf(job));
        List<String> problems = new ArrayList<>();
        Past past = past(job, location, problems);
        List<RunRecord> runs = past.runs();
        Optional<RunRecord> last = runs.stream().findFirst();
        Optional<List<StoredSnapshot>> snapshots = repositories.snapshots(job, problems::add);
        JobStatus.Now now = now(last, locks.isRunning(job, location));
        attention(now, snapshots.filter(List::isEmpty).isPresent()).ifPresent(problems::add);
        snapshots.ifPresent(present -> problems.addAll(retention(job, present, past)));
        Instant after = last.map(RunRecord::started).orElse(surroundings.clock().instant());
        return new JobStatus(
                job.name().text(),
                location,
                now,
                last,
                snapshots.isPresent(),
                snapshots.map(List::size).orElse(-1),
                lastGood(snapshots.orElse(List.of()), runs),
                job.schedule().map(Schedule::text).orElse(""),
                job.schedule().flatMap(schedule -> schedule.next(after, surroundings.zone())),
                past.verification(),
                problems);
    }

    private static Optional<String> attention(JobStatus.Now now, boolean withoutSnapshots) {
        return switch (now) {
            case FAILED -> Optional.of("its last run failed");
            case INCOMPLETE -> Optional.of("its last run is incomplete: some items could not be read or kept");
            case ENDED_WITHOUT_A_WORD -> Optional.of("its last run was ended from outside, or the machine went down");
            case NEVER_RUN, SUCCESS -> withoutSnapshots ? Optional.of("there is no snapshot of it") : Optional.empty();
            case RUNNING -> Optional.empty();
        };
    }

    private List<String> retention(Job job, List<StoredSnapshot> present, Past past) {
        return job.keep()
                .map(keep -> new JobRetention(
                        keep, configuration.repositoryOf(job).safeguards(), new HashSet<>(past.verified())))
                .map(retention -> new RetentionAlarm(
                                retention, surroundings.clock().instant(), surroundings.zone())
                        .problems(present, past.runs(), past.deleted()))
                .orElse(List.of());
    }

    /**
     * What the history knows of a job.
     *
     * @param verified snapshots that passed a verification
     * @param deleted snapshots that its retention deleted
     */
    private record Past(
            List<RunRecord> runs, Optional<Verification> verification, List<String> verified, Set<String> deleted) {
        static final Past NONE = new Past(List.of(), Optional.empty(), List.of(), Set.of());
    }

    private Past past(Job job, String location, List<String> problems) {
        if (Files.notExists(History.file(state))) {
            return Past.NONE;
        }
        try (History history = History.open(state)) {
            return new Past(
                    history.latest(job.name().text(), location, RUNS_LOOKED_AT),
                    history.lastVerification(job.name().text(), location),
                    history.verifiedSnapshots(job.name().text(), location),
                    history.deletions(job.name().text(), location).stream()
                            .map(Deletion::snapshot)
                            .collect(Collectors.toSet()));
        } catch (HistoryException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Past.NONE;
        }
    }

    private static JobStatus.Now now(Optional<RunRecord> last, boolean running) {
        if (running) {
            return JobStatus.Now.RUNNING;
        }
        return last.map(run -> run.result().map(JobStatus.Now::ended).orElse(JobStatus.Now.ENDED_WITHOUT_A_WORD))
                .orElse(JobStatus.Now.NEVER_RUN);
    }

    private static Optional<JobStatus.Good> lastGood(List<StoredSnapshot> snapshots, List<RunRecord> runs) {
        Set<String> incomplete = new HashSet<>();
        for (RunRecord run : runs) {
            run.result()
                    .filter(result -> result.outcome().equals(RunReport.Outcome.INCOMPLETE.word()))
                    .ifPresent(result -> incomplete.add(result.snapshot()));
        }
        return snapshots.reversed().stream()
                .filter(stored -> !incomplete.contains(stored.id().toString()))
                .findFirst()
                .map(stored -> new JobStatus.Good(
                        stored.id().toString(), stored.snapshot().time().instant()));
    }
}
