package dev.holdfast.history;

import java.time.Instant;
import java.util.Optional;

/**
 * A run as the history keeps it.
 *
 * @param host where it ran
 * @param result empty while it runs, and for ever if it ended without a word
 */
public record RunRecord(long id, String job, String repository, String host, Instant started, Optional<Result> result) {
    /**
     * What came of it.
     *
     * @param outcome {@code success}, {@code incomplete} or {@code failed}
     * @param snapshot empty if none was written
     * @param bytes of all files
     * @param stored what the new bytes take in the repository
     * @param problems number of items left out
     * @param report all of it as JSON
     */
    public record Result(
            Instant finished,
            String outcome,
            String snapshot,
            long files,
            long bytes,
            long stored,
            long problems,
            String report) {}
}
