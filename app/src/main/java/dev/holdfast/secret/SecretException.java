package dev.holdfast.secret;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a secret can't be had, as types; the message says what is wrong, {@link #fix} what to do. Neither shows a secret. */
public abstract sealed class SecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    private SecretException(String what, String fix, @Nullable Throwable cause) {
        super(what, cause);
        this.fix = fix;
    }

    /** What is wrong. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** What to do. */
    public String fix() {
        return fix;
    }

    /** The text is no reference, so it must be taken for the secret itself. */
    public static final class NotAReference extends SecretException {
        public NotAReference() {
            super("is a literal secret", "write file:… or env:… and keep the secret there", null);
        }
    }

    /** The reference's kind is known, but not what follows. */
    public static final class BadReference extends SecretException {
        public BadReference(String what, String fix) {
            super(what, fix, null);
        }
    }

    /** The file, variable or credential is not there. */
    public static final class Missing extends SecretException {
        public Missing(String what, String fix) {
            super(what, fix, null);
        }
    }

    /** The file is there but can't be read. */
    public static final class Unreadable extends SecretException {
        public Unreadable(String what, String fix, @Nullable Throwable cause) {
            super(what, fix, cause);
        }
    }

    /** There is nothing but white space. */
    public static final class Empty extends SecretException {
        public Empty(SecretRef ref) {
            super(ref + " gives an empty secret", "put the secret there", null);
        }
    }

    /** There is more than any password. */
    public static final class TooLarge extends SecretException {
        public TooLarge(SecretRef ref, int limit) {
            super(
                    ref + " gives more than " + limit + " bytes, which is no password",
                    "name the file or program that gives the secret alone",
                    null);
        }
    }

    /** The program could not be started or ended with an error. */
    public static final class CommandFailed extends SecretException {
        public CommandFailed(String what, @Nullable Throwable cause) {
            super(what, "run the command by hand as the same user and see that it prints the secret", cause);
        }
    }

    /** The program did not end in time. */
    public static final class CommandTimedOut extends SecretException {
        public CommandTimedOut(String program, Duration limit) {
            super(
                    program + " did not end within " + limit.toSeconds() + " seconds",
                    "see that it needs no answer from a person",
                    null);
        }
    }

    /** This version can't fetch secrets of the kind. */
    public static final class NotAvailable extends SecretException {
        public NotAvailable(SecretRef ref) {
            super(
                    ref + " is not available yet: this version can't ask a vault",
                    "use file:, env:, credential:, or command: with the vault's own program",
                    null);
        }
    }
}
