package dev.holdfast.service;

import dev.holdfast.config.Config;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.ConfigurationText;
import dev.holdfast.config.NextJob;
import dev.holdfast.config.NextRepository;
import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.EngineException.SystemFailure;
import dev.holdfast.job.Job;
import dev.holdfast.secret.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A job, and perhaps its repository, that is to be added to the configuration that is there. The file is read again each
 * time, so what its owner changes during a long first backup is kept.
 */
record ConfigurationEdit(Path file, Environment environment, Optional<NextRepository> repository, NextJob job) {
    /** What the file would be. */
    record Edited(String text, Configuration configuration, Job job) {}

    /**
     * The file with the job in it, and nothing else changed; nothing is written.
     *
     * @throws InvalidRequest with the lines to write if that can't be done
     */
    Edited edited() {
        String old = text();
        Configuration before =
                configuration(Config.load(file, old, environment)).orElseThrow(this::byHand);
        String text = Optional.of(old)
                .flatMap(some -> repository.isEmpty()
                        ? Optional.of(some)
                        : ConfigurationText.with(
                                some, "repositories", repository.get().render()))
                .flatMap(some -> ConfigurationText.with(some, "jobs", job.render()))
                .orElseThrow(this::byHand);
        Configuration after =
                configuration(Config.load(file, text, environment)).orElseThrow(this::byHand);
        Job made = after.jobs().get(job.job());
        boolean onlyAdded = made != null
                && after.jobs().size() == before.jobs().size() + 1
                && after.jobs().entrySet().containsAll(before.jobs().entrySet())
                && after.repositories().size() == before.repositories().size() + (repository.isPresent() ? 1 : 0)
                && after.repositories()
                        .entrySet()
                        .containsAll(before.repositories().entrySet())
                && after.state().equals(before.state());
        if (!onlyAdded) {
            throw byHand();
        }
        return new Edited(text, after, made);
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SystemFailure("the file " + file + " can't be read: " + SystemError.reason(e), file, e);
        }
    }

    private static Optional<Configuration> configuration(Config config) {
        return config instanceof Config.Loaded loaded ? Optional.of(loaded.configuration()) : Optional.empty();
    }

    private InvalidRequest byHand() {
        String first = repository
                .map(some -> "put a password into " + some.passwordFile()
                        + "; make the repository with `holdfast init --repo "
                        + ShellText.word(some.path().toString()) + " --password-file "
                        + ShellText.word(some.passwordFile().toString()) + "`; write under repositories: "
                        + some.oneLine() + "; ")
                .orElse("");
        return new InvalidRequest(
                file + " has no such job for " + job.sources().getFirst()
                        + ", and none can be added to it by a program",
                first + "write under jobs: " + job.oneLine() + "; then `holdfast run " + job.job() + "`");
    }
}
