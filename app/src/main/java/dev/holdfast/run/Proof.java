package dev.holdfast.run;

import dev.holdfast.engine.tree.Problem;
import java.time.Instant;
import java.util.List;

/**
 * A restore that was compared with its source.
 *
 * @param snapshot id of the snapshot
 * @param isWhole whether all of the snapshot was restored
 * @param files that were restored, each read back and compared with the snapshot
 * @param bytes of those files
 * @param entries files, folders, links and special files that were restored
 * @param compared files that were compared with their source byte by byte
 * @param changed entries whose source was changed or is gone since the backup, so that there is nothing to compare with
 * @param differences what is not as it was; at most {@link RunReport#MOST_PROBLEMS} of them
 * @param differenceCount how many there are
 * @param notes what could not be compared, and why
 */
public record Proof(
        String snapshot,
        Instant when,
        boolean isWhole,
        long files,
        long bytes,
        long entries,
        long compared,
        long changed,
        List<Problem> differences,
        long differenceCount,
        List<String> notes) {
    public Proof {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    /** Whether everything that was restored is as it was. */
    public boolean isPassed() {
        return differenceCount == 0;
    }
}
