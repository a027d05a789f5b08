package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.job.Job;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.JobSnapshots;
import dev.holdfast.secret.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that a person needs next. */
final class RestoreHints {
    private static final String TARGET = "./restored";

    private final Job job;
    private final RepositorySettings repository;
    private final String launcher;
    private final String host;

    RestoreHints(Configuration configuration, Job job, Surroundings surroundings) {
        this.job = job;
        this.repository = configuration.repositoryOf(job);
        this.launcher = surroundings.environment().get("HOLDFAST_LAUNCHER").orElse("./holdfast");
        this.host = JobSnapshots.host(configuration.environment(), surroundings.client());
    }

    QuickstartReport.Hints hints() {
        Optional<List<String>> access = access();
        return new QuickstartReport.Hints(
                access.map(flags -> restore(launcher, flags)).orElse(""),
                access.map(flags -> restore("restic", flags)).orElse(""),
                showPassword(),
                ShellText.of(List.of(launcher, "run", job.name().text())));
    }

    private String restore(String program, List<String> access) {
        List<String> words = new ArrayList<>(
                List.of(program, "restore", "latest", "--tag", job.name().tag(), "--host", host));
        words.addAll(access);
        words.addAll(List.of("--target", TARGET));
        return ShellText.of(words);
    }

    /** The flags that open the repository, the same for both programs; empty if no flag can. */
    private Optional<List<String>> access() {
        List<String> flags = new ArrayList<>(List.of("--repo", JobRunner.location(repository)));
        switch (repository.password()) {
            case SecretRef.File file ->
                flags.addAll(List.of("--password-file", file.path().toString()));
            case SecretRef.Command command -> flags.addAll(List.of("--password-command", ShellText.of(command.run())));
            case SecretRef.Env _, SecretRef.Credential _, SecretRef.Vault _ -> {
                return Optional.empty();
            }
        }
        return Optional.of(flags);
    }

    private String showPassword() {
        return switch (repository.password()) {
            case SecretRef.File file -> ShellText.of(List.of("cat", file.path().toString()));
            case SecretRef.Command command -> ShellText.of(command.run());
            case SecretRef.Env _, SecretRef.Credential _, SecretRef.Vault _ -> "";
        };
    }
}
