package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.job.Job;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.JobSnapshots;
import dev.holdfast.secret.SecretException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The snapshots of a configuration's repositories; each is opened once, without a lock, as nothing else of it is read. */
final class OpenRepositories {
    private final Surroundings surroundings;
    private final Configuration configuration;
    private final Map<RepositoryName, Looked> looked = new HashMap<>();

    /** What came of looking: the snapshots, or why there are none to see; and what is damaged. */
    private record Looked(Optional<List<StoredSnapshot>> snapshots, List<String> problems) {}

    OpenRepositories(Surroundings surroundings, Configuration configuration) {
        this.surroundings = surroundings;
        this.configuration = configuration;
    }

    /** The snapshots of a job, oldest first; empty if its repository can't be opened, and {@code problems} is told why. */
    Optional<List<StoredSnapshot>> snapshots(Job job, Consumer<String> problems) {
        RepositorySettings settings = configuration.repositoryOf(job);
        Looked found = looked.get(settings.name());
        if (found == null) {
            found = look(settings);
            looked.put(settings.name(), found);
        }
        found.problems().forEach(problems);
        String host = JobSnapshots.host(configuration.environment(), surroundings.client());
        found.snapshots()
                .flatMap(all -> JobSnapshots.onlyElsewhere(all, job, host))
                .ifPresent(problems);
        return found.snapshots().map(all -> JobSnapshots.of(all, job, host));
    }

    private Looked look(RepositorySettings settings) {
        List<String> problems = new ArrayList<>();
        try (Repository repository = JobRunner.open(settings, configuration.environment(), surroundings.client())) {
            repository.openedKey().passedOver().forEach(key -> problems.add(String.valueOf(key.getMessage())));
            List<StoredSnapshot> all = new Snapshots(repository)
                    .readable(SnapshotFilter.ALL, damaged -> problems.add(String.valueOf(damaged.getMessage())));
            return new Looked(Optional.of(all), problems);
        } catch (EngineException | SecretException e) {
            return new Looked(Optional.empty(), List.of(String.valueOf(e.getMessage())));
        }
    }
}
