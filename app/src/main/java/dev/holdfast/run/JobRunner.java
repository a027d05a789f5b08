package dev.holdfast.run;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.job.Job;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.job.RepositoryUrl;
import dev.holdfast.secret.Environment;
import dev.holdfast.secret.Secret;
import dev.holdfast.secret.SecretResolver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Runs jobs: one snapshot of all sources, a report of what came of it, and a line in the history. */
public final class JobRunner {
    /** How long a program that prints a password may take. */
    public static final Duration SECRET_TIMEOUT = Duration.ofMinutes(2);

    private final Setting setting;
    private final JobLocks locks;

    /**
     * What runs need from around them.
     *
     * @param environment of the configuration
     * @param secretVariables names of variables that commands of a job must not see
     * @param workingDirectory absolute
     * @param repositories the folders of all repositories of the configuration
     * @param stateFolder for locks and the history
     * @param explain tells cause, fix and exit code of an error; may throw it on if it is none that people can mend
     */
    public record Setting(
            Environment environment,
            Set<String> secretVariables,
            ByteString workingDirectory,
            Client client,
            List<Path> repositories,
            Path stateFolder,
            String programVersion,
            Function<RuntimeException, RunReport.Failure> explain) {
        public Setting {
            secretVariables = Set.copyOf(secretVariables);
            repositories = List.copyOf(repositories);
        }
    }

    public JobRunner(Setting setting) {
        this.setting = setting;
        this.locks = new JobLocks(setting.stateFolder());
    }

    /** Where a repository lies, the same text everywhere. */
    public static String location(RepositorySettings repository) {
        return repository.url().toString();
    }

    /** The folder in which a repository lies. */
    public static Path folder(RepositorySettings repository) {
        return switch (repository.url()) {
            case RepositoryUrl.Local(Path path) -> path;
        };
    }

    /** Opens the repository that a job goes to. */
    public static Repository open(RepositorySettings repository, Environment environment, Client client) {
        Backend backend = backend(repository);
        try (Secret password = password(repository, environment)) {
            return Repository.open(backend, password.toBytes(), "", client);
        }
    }

    /** Where a repository lies. */
    public static Backend backend(RepositorySettings repository) {
        return LocalBackend.at(folder(repository));
    }

    /** The password of a repository. */
    public static Secret password(RepositorySettings repository, Environment environment) {
        return new SecretResolver(environment, SECRET_TIMEOUT).resolve(repository.password());
    }

    /** Runs a job; what goes wrong is in the report. */
    public RunReport run(Job job, RepositorySettings to, RunListener listener) {
        JobRun run = new JobRun(job, location(to), setting, listener);
        return run.execute(locks, work -> {
            try (Repository repository = open(to, setting.environment(), setting.client())) {
                work.accept(repository);
            }
        });
    }

    /** Runs a job to a repository that is open already and stays so. */
    public RunReport run(Job job, RepositorySettings to, Repository repository, RunListener listener) {
        JobRun run = new JobRun(job, location(to), setting, listener);
        return run.execute(locks, work -> work.accept(repository));
    }
}
