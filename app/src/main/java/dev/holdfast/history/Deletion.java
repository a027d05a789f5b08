package dev.holdfast.history;

import java.time.Instant;
import java.util.Optional;

/**
 * The deletion of a snapshot by a job's retention.
 *
 * @param snapshot its id
 * @param made when the snapshot was
 * @param reason why it was to go
 * @param finished empty if it was begun, but is not known to be done
 */
public record Deletion(String snapshot, Instant made, String reason, Instant started, Optional<Instant> finished) {}
