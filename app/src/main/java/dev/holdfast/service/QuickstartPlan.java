package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.job.Job;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a first backup is about to do.
 *
 * @param source full path, links seen through
 * @param configuration with the job in it, written already or not
 * @param repository the one to make; empty if it is in use already
 * @param change what is done to the configuration in the end
 */
record QuickstartPlan(
        Path source, Configuration configuration, Job job, Optional<NewRepository> repository, Change change) {
    /**
     * A repository that no configuration knows yet.
     *
     * @param exists whether an earlier attempt made it
     */
    record NewRepository(Path folder, boolean exists, Path passwordFile) {}

    /** What is done to the configuration. */
    sealed interface Change {
        /** It is as it should be. */
        record Nothing() implements Change {}

        /** The job is added to the one that is there. */
        record Add(ConfigurationEdit edit) implements Change {}

        /** There is none yet. */
        record Make(Path file, String text) implements Change {}
    }
}
