package dev.holdfast.engine.posix;

/** The program {@code fusermount3} could not do what it was asked. */
public final class FuseHelperException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean missing;

    /** @param missing whether there is no such program */
    FuseHelperException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    /** Whether there is no such program on this machine. */
    public boolean isMissing() {
        return missing;
    }
}
