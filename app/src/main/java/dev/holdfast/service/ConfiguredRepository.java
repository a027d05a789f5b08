package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.config.Nearest;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.JobSnapshots;
import dev.holdfast.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * A repository of a configuration, named by itself or by a job that goes to it.
 *
 * @param job whose snapshots are meant; empty for all of the repository
 */
public record ConfiguredRepository(Configuration configuration, RepositorySettings settings, Optional<Job> job) {
    /**
     * The repository of a name.
     *
     * @throws InvalidRequest if there is none
     */
    public static ConfiguredRepository named(Configuration configuration, String name) {
        return configuration.repositories().values().stream()
                .filter(settings -> settings.name().text().equals(name))
                .findFirst()
                .map(settings -> new ConfiguredRepository(configuration, settings, Optional.empty()))
                .orElseThrow(() -> unknown(
                        "repository " + name,
                        configuration,
                        name,
                        configuration.repositories().keySet().stream()
                                .map(RepositoryName::text)
                                .toList()));
    }

    /**
     * The repository that a job goes to.
     *
     * @throws InvalidRequest if there is no job of that name
     */
    public static ConfiguredRepository ofJob(Configuration configuration, String name) {
        Job job = job(configuration, name);
        return new ConfiguredRepository(configuration, configuration.repositoryOf(job), Optional.of(job));
    }

    static Job job(Configuration configuration, String name) {
        return configuration.jobs().values().stream()
                .filter(job -> job.name().text().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "job " + name,
                        configuration,
                        name,
                        configuration.jobs().keySet().stream()
                                .map(JobName::text)
                                .toList()));
    }

    private static InvalidRequest unknown(String what, Configuration configuration, String name, List<String> known) {
        String all = "use one of: " + String.join(", ", known);
        return new InvalidRequest(
                "there is no " + what + " in " + configuration.file(),
                Nearest.to(name, known)
                        .map(near -> "did you mean " + near + "? " + all)
                        .orElse(all));
    }

    /** Where it lies. */
    public Backend backend() {
        return JobRunner.backend(settings);
    }

    /** Where it lies, as messages tell it. */
    public String location() {
        return JobRunner.location(settings);
    }

    /** Its password. */
    public Secret password() {
        return JobRunner.password(settings, configuration.environment());
    }

    /** The snapshots that are meant: the job's from this host, or all. */
    public SnapshotFilter snapshots(Surroundings surroundings) {
        return job.map(each -> new SnapshotFilter(
                        List.of(host(surroundings)), List.of(List.of(each.name().tag())), List.of()))
                .orElse(SnapshotFilter.ALL);
    }

    /** What to tell if the job has snapshots of other hosts only. */
    public Optional<String> onlyElsewhere(Repository open, Surroundings surroundings) {
        return job.flatMap(each -> JobSnapshots.onlyElsewhere(
                new Snapshots(open).readable(SnapshotFilter.ALL, _ -> {}), each, host(surroundings)));
    }

    private String host(Surroundings surroundings) {
        return JobSnapshots.host(configuration.environment(), surroundings.client());
    }
}
