package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.secret.Secret;
import dev.holdfast.secret.SecretException;
import dev.holdfast.secret.SecretRef;
import dev.holdfast.secret.SecretResolver;
import dev.holdfast.service.Surroundings;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository's password comes from, in restic's order: flags, environment, terminal, standard input.
 *
 * @param names of the flags and variables
 */
record PasswordSource(@Nullable String file, @Nullable String command, boolean noPassword, OptionNames names) {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(5);

    /** The flags that were given. */
    List<String> flags() {
        return Stream.of(
                        file == null ? "" : names.flag("password-file"),
                        command == null ? "" : names.flag("password-command"),
                        noPassword ? names.flag("insecure-no-password") : "")
                .filter(flag -> !flag.isEmpty())
                .toList();
    }

    /** The password of a repository that exists. */
    Secret read(Surroundings surroundings) {
        return given(surroundings)
                .orElseGet(() -> prompt(surroundings).ask("enter password for " + names.repository() + ": "));
    }

    /** The password of a repository that is to be made. */
    Secret readFirst(Surroundings surroundings) {
        return givenNew(surroundings).orElseGet(() -> askTwice(surroundings, "enter password for new repository: "));
    }

    /** The password of a new key; the variables tell the one of the key in use. */
    Secret readNew(Surroundings surroundings) {
        return givenNew(surroundings).orElseGet(() -> askTwice(surroundings, "enter new password: "));
    }

    /** As {@link #given}; an empty password is told with the flag that allows one. */
    private Optional<Secret> givenNew(Surroundings surroundings) {
        try {
            return given(surroundings);
        } catch (SecretException.Empty e) {
            throw prompt(surroundings).emptyNotAllowed("an empty password is not allowed, and " + e.what());
        }
    }

    /** Whether a person is asked, who can be asked again. */
    boolean isTyped(Surroundings surroundings) {
        return !noPassword
                && reference(surroundings).isEmpty()
                && prompt(surroundings).hasPerson();
    }

    private PasswordPrompt prompt(Surroundings surroundings) {
        return new PasswordPrompt(surroundings, names);
    }

    private Optional<Secret> given(Surroundings surroundings) {
        if (noPassword) {
            refuseAnother(surroundings);
            return Optional.of(Secret.copyOf(new byte[0]));
        }
        SecretResolver resolver = new SecretResolver(surroundings.environment(), COMMAND_TIMEOUT);
        return reference(surroundings).map(resolver::resolve);
    }

    /** Whoever says that there is no password must not give one: which of the two is meant, nobody knows. */
    private void refuseAnother(Surroundings surroundings) {
        List<String> given = new ArrayList<>();
        if (file != null) {
            given.add(names.flag("password-file"));
        }
        if (command != null) {
            given.add(names.flag("password-command"));
        }
        if (names.hasVariables()) {
            Stream.of("PASSWORD_FILE", "PASSWORD_COMMAND", "PASSWORD")
                    .map(names::variable)
                    .filter(name ->
                            RepositoryOptions.variable(surroundings, name).isPresent())
                    .forEach(given::add);
        }
        if (!given.isEmpty()) {
            String flag = names.flag("insecure-no-password");
            throw new InvalidRequest(
                    flag + " must not be specified together with providing a password, as is done by "
                            + String.join(" and ", given),
                    "leave " + flag + " out, or " + String.join(" and ", given));
        }
    }

    private Optional<SecretRef> reference(Surroundings surroundings) {
        if (file != null && command != null) {
            throw new InvalidRequest(
                    names.flag("password-file") + " and " + names.flag("password-command") + " exclude each other",
                    "give one of them");
        }
        Optional<SecretRef> reference = reference(file, command, surroundings);
        if (!names.hasVariables()) {
            return reference;
        }
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
        return reference;
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

    /** Asks a person twice, so that a slip of the finger locks nobody out. */
    private Secret askTwice(Surroundings surroundings, String question) {
        PasswordPrompt prompt = prompt(surroundings);
        Secret first = prompt.askNew(question);
        if (prompt.hasPerson()) {
            try (Secret second = prompt.askNew("enter password again: ")) {
                if (!MessageDigest.isEqual(first.toBytes(), second.toBytes())) {
                    first.close();
                    throw new InvalidRequest("the two passwords are not the same", "try again; nothing was changed");
                }
            }
        }
        return first;
    }
}
