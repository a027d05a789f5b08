package dev.holdfast.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A check of a job's repository, and a restore of a snapshot that was compared with its source.
 *
 * @param snapshot id of the snapshot that was restored, or would have been
 * @param restored empty if the check found damage, so that nothing was restored
 */
public record Verification(
        String job,
        String repository,
        String snapshot,
        Instant finished,
        Checked checked,
        Optional<Restored> restored) {
    /**
     * What was read of the repository.
     *
     * @param isWhole whether all of its data was
     * @param bytes of data that were
     */
    public record Checked(Duration duration, boolean isWhole, long bytes, long errors) {}

    /**
     * What was brought back.
     *
     * @param isWhole whether all of the snapshot was
     * @param files each read back and compared with the snapshot
     * @param bytes of those files
     * @param compared files whose bytes were compared with those of their source
     * @param changed entries whose source was changed or gone, so that there was nothing to compare with
     * @param differences what was not as it had been
     */
    public record Restored(
            Duration duration,
            boolean isWhole,
            long files,
            long bytes,
            long compared,
            long changed,
            long differences) {}

    /** Whether the repository was sound, and everything that was brought back was as it had been. */
    public boolean isPassed() {
        return checked.errors() == 0
                && restored.filter(back -> back.differences() == 0).isPresent();
    }
}
