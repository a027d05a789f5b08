package dev.holdfast.config;

/**
 * Something wrong with the configuration.
 *
 * @param what is wrong, with the key it is about
 * @param fix what to do
 */
public record Problem(Severity severity, Place place, String what, String fix) {
    /** Whether the configuration can be used all the same. */
    public enum Severity {
        /** It can't be used. */
        ERROR,
        /** It can, but not all of it does what one may think. */
        WARNING
    }

    /** Whether the configuration can't be used because of it. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return place + ": " + (isError() ? "error: " : "warning: ") + what + "\n  fix: " + fix;
    }
}
