package dev.holdfast.run;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Backup;
import dev.holdfast.engine.op.ChangeRule;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.history.History;
import dev.holdfast.history.HistoryException;
import dev.holdfast.history.RunRecord;
import dev.holdfast.job.Job;
import dev.holdfast.source.command.Setting;
import dev.holdfast.source.files.ConfiguredFiles;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One execution of a job, for one use by one thread. */
final class JobRun {
    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Job job;
    private final String location;
    private final JobRunner.Setting setting;
    private final RunListener listener;
    private final RunProgress progress;
    private final Instant started;
    private final List<RunReport.PhaseTime> phases = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Phase phase;
    private Instant phaseStarted;
    private @Nullable JobSource source;
    private @Nullable StoredSnapshot parent;
    private Backup.@Nullable Result result;

    /** Lends the open repository. */
    interface Opening {
        void with(Consumer<Repository> work);
    }

    JobRun(Job job, String location, JobRunner.Setting setting, RunListener listener) {
        this.job = job;
        this.location = location;
        this.setting = setting;
        this.listener = listener;
        this.progress = new RunProgress(listener);
        this.started = now();
        this.phaseStarted = started;
    }

    RunReport execute(JobLocks locks, Opening opening) {
        begin(Phase.OPEN);
        String holder =
                "process " + setting.client().pid() + " of " + setting.client().user() + " since "
                        + SINCE.format(started.atZone(setting.client().zone()));
        RunReport report;
        try {
            JobLocks.Held lock = locks.take(job, location, holder);
            try {
                report = recorded(opening);
            } finally {
                lock.close();
            }
        } catch (RuntimeException e) {
            report = report(Optional.of(setting.explain().apply(e)));
        }
        listener.state(new RunState.Ended(report));
        return report;
    }

    private RunReport recorded(Opening opening) {
        OptionalLong number = record();
        RunReport report = attempt(opening);
        int told = warnings.size();
        number.ifPresent(id -> record(id, report));
        return warnings.size() == told ? report : report(report.failure());
    }

    private RunReport attempt(Opening opening) {
        try {
            opening.with(this::backUp);
            return report(Optional.empty());
        } catch (RuntimeException e) {
            return report(Optional.of(failure(e)));
        }
    }

    private RunReport.Failure failure(RuntimeException e) {
        RunReport.Failure failure = setting.explain().apply(e);
        return e instanceof Interrupted && phase == Phase.BACK_UP
                ? new RunReport.Failure(
                        failure.what() + ": no snapshot was written",
                        failure.fix() + ": what was stored so far is kept and will not be stored again",
                        failure.exitCode())
                : failure;
    }

    private void backUp(Repository repository) {
        try (RepositoryLock lock = RepositoryLock.acquire(repository, false)) {
            parent = JobSnapshots.latest(repository, job, host(), this::warn).orElse(null);
            JobSource all = new JobSource(job, files(repository), commands());
            source = all;
            begin(Phase.BACK_UP);
            result = new Backup(repository, request(all)).run(lock, progress);
        }
        endPhase();
    }

    private Backup.Request request(JobSource all) {
        return new Backup.Request(
                all,
                JobPaths.inSnapshot(job),
                host(),
                List.of(job.name().tag()),
                JobPaths.excludes(job),
                started,
                parent,
                ChangeRule.STRICT,
                false,
                WriteOptions.DEFAULT,
                Runtime.getRuntime().availableProcessors() + 1,
                setting.programVersion());
    }

    private String host() {
        return JobSnapshots.host(setting.environment(), setting.client());
    }

    private ConfiguredFiles.Setting files(Repository repository) {
        Path own = Path.of(repository.backend().location());
        for (ByteString path : JobPaths.inside(job, own)) {
            throw new InvalidRequest(
                    path + " lies in the repository " + own + " that it is to be backed up to",
                    "back up what the repository is made from, not the repository");
        }
        List<ByteString> leaveOut = new ArrayList<>(JobPaths.ownFolders(job));
        for (ByteString inside : JobPaths.within(job, own)) {
            leaveOut.add(inside);
            warn("the repository itself, " + inside + ", is left out");
        }
        for (Path other : setting.repositories()) {
            for (ByteString below : JobPaths.below(job, other)) {
                if (!leaveOut.contains(below)) {
                    leaveOut.add(below);
                    warn("another repository of this configuration, " + below
                            + ", is left out; name its own path in a job if it is to be backed up");
                }
            }
        }
        return new ConfiguredFiles.Setting(
                new LocalFiles.Options(
                        setting.workingDirectory(), false, setting.client().zone()),
                setting.environment().variables(),
                leaveOut);
    }

    private Setting commands() {
        Map<String, String> variables = new HashMap<>(setting.environment().variables());
        variables.keySet().removeAll(setting.secretVariables());
        return new Setting(
                variables,
                new File(setting.workingDirectory().toString()),
                setting.client().clock(),
                setting.client().zone(),
                setting.programVersion(),
                listener::said);
    }

    private OptionalLong record() {
        try (History history = History.open(setting.stateFolder())) {
            return OptionalLong.of(
                    history.begin(job.name().text(), location, setting.client().host(), started));
        } catch (HistoryException e) {
            warn(e.getMessage() + "; this run will not be in it");
            return OptionalLong.empty();
        }
    }

    private void record(long number, RunReport report) {
        Optional<RunReport.Figures> figures = report.figures();
        try (History history = History.open(setting.stateFolder())) {
            history.end(
                    number,
                    new RunRecord.Result(
                            report.finished(),
                            report.outcome().word(),
                            report.snapshot().orElse(""),
                            figures.map(RunReport.Figures::files).orElse(0L),
                            figures.map(RunReport.Figures::bytes).orElse(0L),
                            figures.map(RunReport.Figures::stored).orElse(0L),
                            report.problemCount(),
                            RunJson.of(report)));
        } catch (HistoryException e) {
            warn(e.getMessage() + "; the outcome of this run will not be in it");
        }
    }

    private void begin(Phase next) {
        endPhase();
        phase = next;
        phaseStarted = now();
        listener.state(new RunState.Working(job.name(), next, phaseStarted, progress));
    }

    private void endPhase() {
        if (phase != null) {
            phases.add(new RunReport.PhaseTime(phase, Duration.between(phaseStarted, now())));
            phase = null;
        }
    }

    private void warn(String what) {
        warnings.add(what);
        listener.warning(what);
    }

    private Instant now() {
        return setting.client().clock().instant();
    }

    private RunReport report(Optional<RunReport.Failure> failure) {
        endPhase();
        Backup.Result done = result;
        JobSource all = source;
        return new RunReport(
                job.name(),
                location,
                setting.client().host(),
                started,
                now(),
                outcome(failure),
                phases,
                Optional.ofNullable(done).flatMap(Backup.Result::snapshotId).map(ObjectId::toString),
                Optional.ofNullable(parent).map(StoredSnapshot::id).map(ObjectId::toString),
                Optional.ofNullable(done).map(some -> RunReport.Figures.of(some.summary(), backUpTime())),
                all == null
                        ? List.of()
                        : all.counts().stream().map(SourceCount::figures).toList(),
                progress.kept(),
                progress.problems(),
                warnings,
                failure);
    }

    private RunReport.Outcome outcome(Optional<RunReport.Failure> failure) {
        if (failure.isPresent()) {
            return RunReport.Outcome.FAILED;
        }
        return progress.problems() == 0 ? RunReport.Outcome.SUCCESS : RunReport.Outcome.INCOMPLETE;
    }

    private Duration backUpTime() {
        return phases.stream()
                .filter(time -> time.phase() == Phase.BACK_UP)
                .map(RunReport.PhaseTime::duration)
                .findFirst()
                .orElse(Duration.ZERO);
    }
}
