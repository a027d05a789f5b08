package dev.holdfast.cli;

import dev.holdfast.config.Config;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.Problem;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SnapshotNotFound;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.SnapshotFolder;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.service.ConfigurationFile;
import dev.holdfast.service.ConfiguredRepository;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The flags that name a repository of the configuration, in place of restic's that say where one lies. The configuration is
 * read once.
 */
final class ConfiguredOptions {
    private static final String REPOSITORY = "--repository";

    @Option(
            names = REPOSITORY,
            paramLabel = "NAME",
            description = "the repository of this name in the configuration, with its password")
    @Nullable
    String repository;

    @Option(
            names = "--job",
            paramLabel = "JOB",
            description = "the repository of this job in the configuration, for copy as the source; where snapshots are"
                    + " chosen, only the job's from this host; forget goes by its keep: and takes several")
    List<String> jobs = List.of();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration (default: $$HOLDFAST_CONFIG, ./holdfast.yaml, the user's, /etc/holdfast)")
    @Nullable
    String config;

    private final boolean jobIsSource;
    private @Nullable Configuration configuration;

    /** @param jobIsSource whether --job names the source, and another flag the repository that the command works on */
    ConfiguredOptions(boolean jobIsSource) {
        this.jobIsSource = jobIsSource;
    }

    /** Takes the flags away that restic does not have, for a command line that is restic's. */
    static void removeFrom(CommandSpec command) {
        if (command.findOption(REPOSITORY) != null) {
            for (String flag : List.of(REPOSITORY, "--job", "--config", "--all-jobs")) {
                Optional.ofNullable(command.findOption(flag)).ifPresent(command::remove);
            }
        }
    }

    /**
     * The repository that the command works on, if they name it.
     *
     * @param others flags that were given and that name it or its password too
     */
    Optional<ConfiguredRepository> repository(List<String> others, Surroundings surroundings) {
        if (repository != null && !jobs.isEmpty() && !jobIsSource) {
            throw new InvalidRequest("--repository and --job exclude each other", "give one of them");
        }
        if (config != null && repository == null && jobs.isEmpty()) {
            throw new InvalidRequest(
                    "--config alone names no repository", "add --repository NAME or --job JOB, or leave it out");
        }
        if (repository != null) {
            refuse(others, REPOSITORY);
            return Optional.of(ConfiguredRepository.named(load(surroundings), repository));
        }
        return jobIsSource ? Optional.empty() : job(others, surroundings);
    }

    /** The job with its repository, if they name one. */
    Optional<ConfiguredRepository> job(Surroundings surroundings) {
        return job(List.of(), surroundings);
    }

    /**
     * The job with its repository, if they name one.
     *
     * @param others flags that were given and that name that repository or its password too
     */
    Optional<ConfiguredRepository> job(List<String> others, Surroundings surroundings) {
        if (jobs.isEmpty()) {
            return Optional.empty();
        }
        refuse(others, "--job");
        if (jobs.size() > 1) {
            throw new InvalidRequest("this command takes one --job", "give one of them");
        }
        return Optional.of(ConfiguredRepository.ofJob(load(surroundings), jobs.getFirst()));
    }

    private static void refuse(List<String> others, String flag) {
        if (!others.isEmpty()) {
            throw new InvalidRequest(
                    flag + " and " + others.getFirst() + " exclude each other",
                    "give one of them: where a repository of the configuration lies and its password are said there");
        }
    }

    private Configuration load(Surroundings surroundings) {
        if (configuration == null) {
            configuration = switch (new ConfigurationFile(surroundings, Optional.ofNullable(config)).load()) {
                case Config.Loaded loaded -> loaded.configuration();
                case Config.Invalid invalid -> throw unusable(invalid.problems());
            };
        }
        return configuration;
    }

    private static InvalidRequest unusable(List<Problem> problems) {
        List<Problem> errors = problems.stream().filter(Problem::isError).toList();
        Problem first = errors.getFirst();
        String more = errors.size() == 1
                ? ""
                : "; see the other " + Text.count(errors.size() - 1, "error") + " with `holdfast validate`";
        return new InvalidRequest(
                "the configuration can't be used: " + first.place() + ": " + first.what(), first.fix() + more);
    }

    /** The snapshots that the flags let through: those of the job from this host, or all. */
    SnapshotFilter snapshots(Surroundings surroundings) {
        return job(surroundings).map(job -> job.snapshots(surroundings)).orElse(SnapshotFilter.ALL);
    }

    /** What to tell if nothing was found since the job's snapshots are from other hosts. */
    Optional<String> onlyElsewhere(Repository open, Surroundings surroundings) {
        return job(surroundings).flatMap(job -> job.onlyElsewhere(open, surroundings));
    }

    /** Finds a snapshot and walks to a folder in it, as {@link SnapshotFolder#find}. */
    SnapshotFolder folder(Repository open, String wanted, SnapshotFilter filter, Surroundings surroundings) {
        try {
            return SnapshotFolder.find(open, wanted, filter);
        } catch (SnapshotNotFound e) {
            boolean ofThisHost = filter.hosts().equals(snapshots(surroundings).hosts());
            Optional<String> elsewhere =
                    e.wanted().equals("latest") && ofThisHost ? onlyElsewhere(open, surroundings) : Optional.empty();
            throw elsewhere
                    .<RuntimeException>map(what ->
                            new InvalidRequest(what, "to take one of theirs, name its host with --host or its id"))
                    .orElse(e);
        }
    }
}
