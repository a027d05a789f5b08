package dev.holdfast.history;

import java.nio.file.Path;

/** The history can't be read or written. No backup depends on it. */
public final class HistoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HistoryException(Path file, Throwable cause) {
        super("the history " + file + " can't be used: " + cause.getMessage(), cause);
    }

    HistoryException(Path file, int version) {
        super("the history " + file + " is of a newer version (" + version + ") of this program");
    }
}
