package dev.holdfast.job;

import dev.holdfast.secret.SecretRef;

/** One repository as the file describes it. */
public record RepositorySettings(RepositoryName name, RepositoryUrl url, SecretRef password, Safeguards safeguards) {}
