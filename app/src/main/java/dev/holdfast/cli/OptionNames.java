package dev.holdfast.cli;

import java.util.Locale;

/** The names of the flags and variables that tell of a repository: of the one that a command works on, or of its source. */
enum OptionNames {
    REPOSITORY("", "repository"),
    SOURCE("from-", "source repository");

    private final String prefix;
    private final String repository;

    OptionNames(String prefix, String repository) {
        this.prefix = prefix;
        this.repository = repository;
    }

    /** What the repository is called. */
    String repository() {
        return repository;
    }

    /** Such as {@code --from-password-file}. */
    String flag(String name) {
        return "--" + prefix + name;
    }

    /** Such as {@code RESTIC_FROM_PASSWORD_FILE}. */
    String variable(String name) {
        return "RESTIC_" + prefix.replace('-', '_').toUpperCase(Locale.ROOT) + name;
    }
}
