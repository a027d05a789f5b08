package dev.holdfast.engine.model;

import java.util.Comparator;

/** A snapshot together with the name of its file. */
public record StoredSnapshot(ObjectId id, Snapshot snapshot) {
    /** Oldest first; equal times by id, so that the order is always the same. */
    public static final Comparator<StoredSnapshot> BY_TIME = Comparator.comparing(
                    (StoredSnapshot stored) -> stored.snapshot().time().instant())
            .thenComparing(StoredSnapshot::id);
}
