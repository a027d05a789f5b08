package dev.holdfast.config;

import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.secret.Environment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the files say, checked: every job's repository exists.
 *
 * @param file the main file
 * @param files all files that were read, the main one first, those of {@code env-file:} too
 * @param environment the program's, and the variables of {@code env-file:}; secrets are to be resolved with it
 * @param repositories in the order of the files
 * @param jobs in the order of the files
 * @param state the folder where the history of runs is kept, if the file says so
 * @param secrets every secret that is needed, with the place that says so
 * @param programs every program that is a source, with the place that says so
 */
public record Configuration(
        Path file,
        List<Path> files,
        Environment environment,
        Map<RepositoryName, RepositorySettings> repositories,
        Map<JobName, Job> jobs,
        Optional<Path> state,
        List<SecretUse> secrets,
        List<ProgramUse> programs) {
    public Configuration {
        files = List.copyOf(files);
        repositories = Collections.unmodifiableMap(new LinkedHashMap<>(repositories));
        jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
        secrets = List.copyOf(secrets);
        programs = List.copyOf(programs);
        for (Job job : jobs.values()) {
            if (!repositories.containsKey(job.to())) {
                throw new IllegalArgumentException("job " + job.name() + " goes to an unknown repository");
            }
        }
    }

    /** The job of a name. */
    public Optional<Job> job(JobName name) {
        return Optional.ofNullable(jobs.get(name));
    }

    /** The repository that a job of this configuration goes to. */
    public RepositorySettings repositoryOf(Job job) {
        RepositorySettings repository = repositories.get(job.to());
        if (repository == null) {
            throw new IllegalArgumentException("job " + job.name() + " is not of this configuration");
        }
        return repository;
    }
}
