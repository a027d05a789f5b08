package dev.holdfast.service;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.Check;
import dev.holdfast.engine.op.CheckProgress;
import dev.holdfast.engine.op.Finding;
import dev.holdfast.engine.op.ReadSubset;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.history.History;
import dev.holdfast.history.HistoryException;
import dev.holdfast.history.Verification;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.Phase;
import dev.holdfast.run.Proof;
import dev.holdfast.run.RestoreTest;
import dev.holdfast.run.RunReport;
import dev.holdfast.secret.Environment;
import dev.holdfast.secret.Secret;
import dev.holdfast.secret.SecretRef;
import dev.holdfast.secret.SecretResolver;
import dev.holdfast.service.QuickstartPlan.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One first backup, step by step; for one use. */
final class QuickstartRun {
    /** Up to so many bytes everything is read; above, a random part of this size. */
    private static final long MOST_CHECKED = 1L << 30;

    private static final int FORMAT_VERSION = 2;
    private static final long MOST_RESTORED = 200L << 20;
    private static final int MOST_ENTRIES = 50_000;
    private static final int THREADS = Runtime.getRuntime().availableProcessors() + 1;

    private final Surroundings surroundings;
    private final QuickstartPlan plan;
    private final QuickstartListener listener;
    private final RepositorySettings settings;
    private final List<QuickstartStep> steps = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private RunReport.@Nullable Failure failure;
    private Instant begun = Instant.EPOCH;

    QuickstartRun(Surroundings surroundings, QuickstartPlan plan, QuickstartListener listener) {
        this.surroundings = surroundings;
        this.plan = plan;
        this.listener = listener;
        this.settings = plan.configuration().repositoryOf(plan.job());
    }

    QuickstartReport execute() {
        warnOfSameDisk();
        try {
            begin(Phase.MAKE);
            try (Repository repository = repository()) {
                done(new QuickstartStep.Made(elapsed(), JobRunner.location(settings), isNew()));
                useRepository(repository);
            }
        } catch (RuntimeException e) {
            failure = Explanation.of(e);
        }
        return new QuickstartReport(
                plan.source().toString(),
                plan.job().name().text(),
                JobRunner.location(settings),
                settings.password().toString(),
                file().toString(),
                steps,
                warnings,
                Optional.ofNullable(failure),
                kept(),
                new RestoreHints(plan.configuration(), plan.job(), surroundings).hints());
    }

    private List<String> kept() {
        List<String> kept = new ArrayList<>();
        if (Files.exists(Path.of(JobRunner.location(settings)).resolve("config"))) {
            kept.add("the repository " + JobRunner.location(settings));
        }
        if (settings.password() instanceof SecretRef.File(Path file) && Files.exists(file)) {
            kept.add("the password in " + file);
        }
        for (QuickstartStep step : steps) {
            if (step instanceof QuickstartStep.BackedUp backedUp) {
                String proved = isProved() ? "" : ", not proved";
                backedUp.run().snapshot().ifPresent(id -> kept.add("snapshot " + id.substring(0, 8) + proved));
            }
        }
        return kept;
    }

    private boolean isProved() {
        return steps.stream().anyMatch(step -> step instanceof QuickstartStep.Proved && step.isGood());
    }

    private void useRepository(Repository repository) {
        begin(Phase.BACK_UP);
        RunReport run = new RunJobs(surroundings, plan.configuration())
                .runner()
                .run(plan.job(), settings, repository, listener);
        done(new QuickstartStep.BackedUp(elapsed(), run));
        if (run.figures().filter(figures -> figures.files() == 0).isPresent()) {
            warn(plan.source() + " holds no file that is to be backed up; see that it is the right folder");
        }
        failure = run.failure().orElse(null);
        if (run.snapshot().isEmpty()) {
            return;
        }
        String snapshot = run.snapshot().get();
        Verification.Checked checked = check(repository);
        Optional<Verification.Restored> restored =
                checked.errors() == 0 ? Optional.of(prove(repository, snapshot)) : Optional.empty();
        Verification verification = new Verification(
                plan.job().name().text(),
                JobRunner.location(settings),
                snapshot,
                surroundings.clock().instant(),
                checked,
                restored);
        record(verification);
        if (verification.isPassed()) {
            configure();
        }
    }

    private void record(Verification verification) {
        try (History history = History.open(UserFolders.state(plan.configuration()))) {
            history.verified(verification);
        } catch (HistoryException e) {
            warn(e.getMessage() + "; this check and restore will not be in it");
        }
    }

    private Path file() {
        return switch (plan.change()) {
            case Change.Nothing _ -> plan.configuration().file();
            case Change.Add add -> add.edit().file();
            case Change.Make make -> make.file();
        };
    }

    private boolean isNew() {
        return plan.repository().filter(repository -> !repository.exists()).isPresent();
    }

    private Repository repository() {
        if (isNew()) {
            QuickstartPlan.NewRepository fresh = plan.repository().orElseThrow();
            boolean generated = Files.notExists(fresh.passwordFile());
            if (generated) {
                NewFile.create(fresh.passwordFile(), NewPassword.random(surroundings.random()) + "\n");
            }
            try (Secret password = password(fresh.passwordFile())) {
                return Repository.create(
                        LocalBackend.at(fresh.folder()),
                        password.toBytes(),
                        Repository.newConfig(FORMAT_VERSION, surroundings.random()),
                        surroundings.client());
            } catch (RuntimeException e) {
                if (generated && opensNothing(fresh.folder())) {
                    NewFile.delete(fresh.passwordFile());
                }
                throw e;
            }
        }
        return JobRunner.open(settings, plan.configuration().environment(), surroundings.client());
    }

    /** Whether there is provably no repository, nor a key, that a new password could open. */
    private static boolean opensNothing(Path repository) {
        try (Stream<Path> keys = Files.list(repository.resolve("keys"))) {
            return Files.notExists(repository.resolve("config"))
                    && keys.findAny().isEmpty();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Secret password(Path file) {
        return new SecretResolver(Environment.of(Map.of()), JobRunner.SECRET_TIMEOUT).resolve(new SecretRef.File(file));
    }

    private Verification.Checked check(Repository repository) {
        CheckProgress progress = new CheckProgress();
        begin(Phase.CHECK, new QuickstartListener.Amount(progress::bytes, progress::totalBytes));
        long bytes = repository.files(FileType.PACK).stream()
                .mapToLong(FileInfo::size)
                .sum();
        boolean whole = bytes <= MOST_CHECKED;
        List<Finding.Damage> errors = new ArrayList<>();
        Check.Request request = new Check.Request(
                SnapshotFilter.ALL,
                Set.of(),
                whole ? new ReadSubset.Bucket(1, 1) : new ReadSubset.Bytes(MOST_CHECKED),
                THREADS,
                surroundings.random());
        Check.Result result;
        try (RepositoryLock lock = RepositoryLock.acquireToRead(repository, false)) {
            result = new Check(repository, request, finding -> keep(finding, errors), progress).run();
            lock.ensureHeld();
        }
        QuickstartStep.Checked step = new QuickstartStep.Checked(elapsed(), result, whole, errors);
        done(step);
        if (!result.isSound()) {
            failure = new RunReport.Failure(
                    "the repository is damaged: " + errors.getFirst().subject() + ": "
                            + errors.getFirst().reason(),
                    "see all of it with `holdfast check --read-data`; test the disk and the memory of this machine",
                    Advice.FAILED);
        }
        return new Verification.Checked(step.duration(), whole, result.bytesRead(), result.errors());
    }

    private static void keep(Finding finding, List<Finding.Damage> errors) {
        if (finding instanceof Finding.Damage error && errors.size() < RunReport.MOST_PROBLEMS) {
            errors.add(error);
        }
    }

    private Verification.Restored prove(Repository repository, String snapshotId) {
        ObjectId id = ObjectId.parse(snapshotId);
        RestoreTest.Request request = new RestoreTest.Request(
                new StoredSnapshot(id, repository.snapshot(id)),
                UserFolders.temporary(surroundings.environment()),
                MOST_RESTORED,
                MOST_ENTRIES,
                Posix.isSupported() && Posix.userId() == 0,
                surroundings.random());
        RestoreTest test = new RestoreTest(repository, request);
        begin(Phase.PROVE, new QuickstartListener.Amount(test.progress()::bytesDone, test.progress()::bytes));
        Proof proof = test.run();
        QuickstartStep.Proved step = new QuickstartStep.Proved(elapsed(), proof);
        done(step);
        if (!proof.isPassed()) {
            Problem first = proof.differences().getFirst();
            failure = new RunReport.Failure(
                    "what was restored is not equal to its source: " + first.item() + ": " + first.reason(),
                    "do not rely on this backup; try once more, and report it if it happens again",
                    Advice.FAILED);
        }
        return new Verification.Restored(
                step.duration(),
                proof.isWhole(),
                proof.files(),
                proof.bytes(),
                proof.compared(),
                proof.changed(),
                proof.differenceCount());
    }

    private void configure() {
        switch (plan.change()) {
            case Change.Nothing _ -> {}
            case Change.Add add -> {
                begin(Phase.CONFIGURE);
                NewFile.replace(real(add.edit().file()), add.edit().edited().text());
                done(new QuickstartStep.Configured(elapsed(), add.edit().file()));
            }
            case Change.Make make -> {
                begin(Phase.CONFIGURE);
                NewFile.create(make.file(), make.text());
                done(new QuickstartStep.Configured(elapsed(), make.file()));
            }
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new InvalidRequest("the configuration " + file + " is gone", "run again");
        }
    }

    private void warnOfSameDisk() {
        try {
            Path repository = Path.of(JobRunner.location(settings)).toAbsolutePath();
            Path there = repository;
            while (there != null && Files.notExists(there)) {
                there = there.getParent();
            }
            if (there != null
                    && Files.getAttribute(there, "unix:dev").equals(Files.getAttribute(plan.source(), "unix:dev"))) {
                warn("the repository lies on the same disk as what it protects; if that disk dies, both are gone: keep"
                        + " another one elsewhere");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // What can't be told is not warned of.
            return;
        }
    }

    private void warn(String what) {
        warnings.add(what);
        listener.warning(what);
    }

    private void begin(Phase phase) {
        begin(phase, QuickstartListener.Amount.UNKNOWN);
    }

    private void begin(Phase phase, QuickstartListener.Amount amount) {
        begun = surroundings.clock().instant();
        listener.begun(phase, amount);
    }

    private Duration elapsed() {
        return Duration.between(begun, surroundings.clock().instant());
    }

    private void done(QuickstartStep step) {
        steps.add(step);
        listener.done(step);
    }
}
