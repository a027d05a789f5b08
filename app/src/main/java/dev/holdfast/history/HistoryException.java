package dev.holdfast.history;

import java.nio.file.Path;

/** The history can't be read or written. No backup depends on it. */
public final class HistoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HistoryException(Path file, Throwable cause) {
        super("the history " + file + " can't be used: " + deepest(cause).getMessage(), cause);
    }

    /** SQLite's driver says on top only that something failed. */
    private static Throwable deepest(Throwable error) {
        Throwable deepest = error;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    HistoryException(Path file, int version) {
        super("the history " + file + " is of a newer version (" + version + ") of this program");
    }
}
