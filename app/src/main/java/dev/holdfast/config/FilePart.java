package dev.holdfast.config;

import dev.holdfast.job.Job;
import dev.holdfast.job.JobName;
import dev.holdfast.job.RepositoryName;
import dev.holdfast.job.RepositorySettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What one file gives to the configuration. */
record FilePart(Map<RepositoryName, RepositorySettings> repositories, Map<JobName, Job> jobs, Optional<Path> state) {}
