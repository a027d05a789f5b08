package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.secret.Secret;
import dev.holdfast.secret.SecretRef;
import dev.holdfast.secret.SecretResolver;
import dev.holdfast.service.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository's password comes from, in restic's order: flags, environment, terminal, standard input.
 *
 * @param names of the flags and variables
 */
record PasswordSource(@Nullable String file, @Nullable String command, boolean noPassword, OptionNames names) {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(5);
    private static final int MOST_BYTES = 64 << 10;

    /** The password of a repository that exists. */
    Secret read(Surroundings surroundings) {
        return given(surroundings)
                .orElseGet(() -> ask(surroundings, "enter password for " + names.repository() + ": "));
    }

    /** The password of a repository that is to be made. */
    Secret readFirst(Surroundings surroundings) {
        return given(surroundings).orElseGet(() -> askTwice(surroundings, "enter password for new repository: "));
    }

    /** The password of a new key; the variables tell the one of the key in use. */
    Secret readNew(Surroundings surroundings) {
        return noPassword || file != null || command != null
                ? read(surroundings)
                : askTwice(surroundings, "enter new password: ");
    }

    private Optional<Secret> given(Surroundings surroundings) {
        if (noPassword) {
            if (file != null || command != null) {
                throw new InvalidRequest(
                        names.flag("insecure-no-password") + " and another source of the password exclude each other",
                        "give one of them");
            }
            return Optional.of(Secret.copyOf(new byte[0]));
        }
        if (file != null && command != null) {
            throw new InvalidRequest(
                    names.flag("password-file") + " and " + names.flag("password-command") + " exclude each other",
                    "give one of them");
        }
        Optional<SecretRef> reference = reference(file, command, surroundings);
        if (reference.isEmpty()) {
            reference = reference(
                    RepositoryOptions.variable(surroundings, names.variable("PASSWORD_FILE"))
                            .orElse(null),
                    RepositoryOptions.variable(surroundings, names.variable("PASSWORD_COMMAND"))
                            .orElse(null),
                    surroundings);
        }
        String variable = names.variable("PASSWORD");
        if (reference.isEmpty()
                && RepositoryOptions.variable(surroundings, variable).isPresent()) {
            reference = Optional.of(new SecretRef.Env(variable));
        }
        SecretResolver resolver = new SecretResolver(surroundings.environment(), COMMAND_TIMEOUT);
        return reference.map(resolver::resolve);
    }

    /** Asks twice on a terminal, so that a slip of the finger locks nobody out. */
    private static Secret askTwice(Surroundings surroundings, String question) {
        Secret first = ask(surroundings, question);
        if (terminal().isPresent()) {
            try (Secret second = ask(surroundings, "enter password again: ")) {
                if (!MessageDigest.isEqual(first.toBytes(), second.toBytes())) {
                    first.close();
                    throw new InvalidRequest("the two passwords are not the same", "try again; nothing was changed");
                }
            }
        }
        return first;
    }

    /** Where someone can be asked; some Java runtimes have no console at all. */
    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    private static Optional<SecretRef> reference(
            @Nullable String file, @Nullable String command, Surroundings surroundings) {
        if (command != null) {
            return Optional.of(new SecretRef.Command(ShellWords.split(command)));
        }
        return Optional.ofNullable(file)
                .map(name -> new SecretRef.File(
                        RepositoryOptions.directory(surroundings).resolve(name)));
    }

    /** Asks on the terminal without showing what is typed; without a terminal, the first line of standard input. */
    private static Secret ask(Surroundings surroundings, String question) {
        Optional<Console> console = terminal();
        if (console.isPresent()) {
            char[] typed = console.get().readPassword("%s", question);
            if (typed == null || typed.length == 0) {
                throw new InvalidRequest("an empty password is not a password", "type the repository's password");
            }
            byte[] bytes = new String(typed).getBytes(StandardCharsets.UTF_8);
            Arrays.fill(typed, ' ');
            return Secret.copyOf(bytes);
        }
        byte[] line = firstLine(surroundings.in());
        if (line.length == 0) {
            throw new InvalidRequest(
                    "no password was given",
                    "use --password-file, --password-command, RESTIC_PASSWORD_FILE or RESTIC_PASSWORD");
        }
        return Secret.copyOf(line);
    }

    private static byte[] firstLine(InputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0 && b != '\n' && line.size() < MOST_BYTES; b = in.read()) {
                if (b != '\r') {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            throw new InvalidRequest("standard input can't be read: " + e.getMessage(), "use --password-file");
        }
        return line.toByteArray();
    }
}
