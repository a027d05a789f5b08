package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.secret.Secret;
import dev.holdfast.service.Surroundings;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that tell a new key's password and owner. */
final class NewPasswordOptions {
    @Option(names = "--new-password-file", paramLabel = "FILE", description = "file to read the new password from")
    @Nullable
    String file;

    @Option(
            names = "--new-password-command",
            paramLabel = "COMMAND",
            description = "command that prints the new password")
    @Nullable
    String command;

    @Option(names = "--new-insecure-no-password", description = "the new key has an empty password")
    boolean noPassword;

    @Option(names = "--user", paramLabel = "NAME", description = "user name for the new key (default: this user's)")
    String user = "";

    @Option(names = "--host", paramLabel = "NAME", description = "host name for the new key (default: this machine's)")
    String host = "";

    /** The new password; asked for twice on a terminal. */
    Secret read(Surroundings surroundings) {
        long given = Stream.of(file != null, command != null, noPassword)
                .filter(Boolean::booleanValue)
                .count();
        if (given > 1) {
            throw new InvalidRequest(
                    "--new-password-file, --new-password-command and --new-insecure-no-password exclude each other",
                    "give one of them");
        }
        return new PasswordSource(file, command, noPassword, OptionNames.NEW_KEY).readNew(surroundings);
    }
}
