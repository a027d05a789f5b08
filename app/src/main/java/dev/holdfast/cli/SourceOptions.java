package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.service.Surroundings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that name a second repository, from which something is taken. */
final class SourceOptions {
    @Option(
            names = {"--from-repo", "--from"},
            paramLabel = "REPOSITORY",
            description = "where the source repository lies (default: $$RESTIC_FROM_REPOSITORY)")
    @Nullable
    String repository;

    @Option(
            names = "--from-repository-file",
            paramLabel = "FILE",
            description = "file to read its location from (default: $$RESTIC_FROM_REPOSITORY_FILE)")
    @Nullable
    String repositoryFile;

    @Option(
            names = "--from-password-file",
            paramLabel = "FILE",
            description = "file to read its password from (default: $$RESTIC_FROM_PASSWORD_FILE)")
    @Nullable
    String passwordFile;

    @Option(
            names = "--from-password-command",
            paramLabel = "COMMAND",
            description = "command that prints its password (default: $$RESTIC_FROM_PASSWORD_COMMAND)")
    @Nullable
    String passwordCommand;

    @Option(names = "--from-insecure-no-password", description = "the source repository has an empty password")
    boolean noPassword;

    @Option(
            names = "--from-key-hint",
            paramLabel = "KEY",
            description = "key of it to try first (default: $$RESTIC_FROM_KEY_HINT)")
    @Nullable
    String keyHint;

    /** Whether a flag or a variable names the repository. */
    boolean isNamed(Surroundings surroundings) {
        return address().isGiven(surroundings);
    }

    /**
     * Opens the repository.
     *
     * @throws InvalidRequest if nothing names it
     */
    Repository open(Surroundings surroundings) {
        return RepositoryOptions.open(address().backend(surroundings), password(), keyHint, surroundings);
    }

    /** Opens the repository of the job that {@code configured} names, or else as without it. */
    Repository open(ConfiguredOptions configured, Surroundings surroundings) {
        List<String> flags = Stream.concat(address().flags().stream(), password().flags().stream())
                .toList();
        return configured
                .job(flags, surroundings)
                .map(named -> RepositoryOptions.open(named, keyHint, surroundings))
                .orElseGet(() -> open(surroundings));
    }

    private PasswordSource password() {
        return new PasswordSource(passwordFile, passwordCommand, noPassword, OptionNames.SOURCE);
    }

    private AddressSource address() {
        return new AddressSource(repository, repositoryFile, OptionNames.SOURCE);
    }
}
