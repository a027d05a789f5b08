package dev.holdfast.cli;

import java.util.Locale;

/**
 * The names of the flags and variables that tell of a repository: of the one that a command works on, of its source, or
 * of a key that it is to get, which has flags only.
 */
enum OptionNames {
    REPOSITORY("", "repository"),
    SOURCE("from-", "source repository"),
    NEW_KEY("new-", "new key");

    private final String prefix;
    private final String repository;

    OptionNames(String prefix, String repository) {
        this.prefix = prefix;
        this.repository = repository;
    }

    /** Whether there are variables beside the flags. */
    boolean hasVariables() {
        return this != NEW_KEY;
    }

    /** What the repository is called. */
    String repository() {
        return repository;
    }

    /** Such as {@code --from-password-file}. */
    String flag(String name) {
        return "--" + prefix + name;
    }

    /** All that can name its password. */
    String passwords() {
        String flags = flag("password-file");
        return !hasVariables()
                ? flags + " or " + flag("password-command")
                : flags + ", " + flag("password-command") + ", " + variable("PASSWORD_FILE") + " or "
                        + variable("PASSWORD");
    }

    /** Such as {@code RESTIC_FROM_PASSWORD_FILE}. */
    String variable(String name) {
        return "RESTIC_" + prefix.replace('-', '_').toUpperCase(Locale.ROOT) + name;
    }
}
