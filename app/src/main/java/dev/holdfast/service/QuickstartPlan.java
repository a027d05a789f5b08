package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.job.Job;
import java.nio.file.Path;

/**
 * What a first backup is about to do.
 *
 * @param source full path, links seen through
 * @param configuration with the job in it, written already or not
 * @param change what is done to files first and last
 */
record QuickstartPlan(Path source, Configuration configuration, Job job, Change change) {
    /** What is written beside the backup itself. */
    sealed interface Change {
        /** Everything is there already. */
        record Nothing() implements Change {}

        /** The job is added to the configuration that is there. */
        record AddJob(Path file, String text) implements Change {}

        /**
         * A repository, its password and the configuration.
         *
         * @param text of the configuration
         * @param repositoryExists whether an earlier attempt made it
         */
        record MakeAll(Path repository, boolean repositoryExists, Path passwordFile, Path file, String text)
                implements Change {}
    }
}
