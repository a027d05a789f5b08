package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import java.util.List;

/**
 * Which snapshots are to be copied, and which need not.
 *
 * @param snapshots of the source, in the order in which they are copied
 * @param present those that the destination has
 */
public record CopyPlan(List<StoredSnapshot> snapshots, List<Present> present) {
    /**
     * A snapshot that was copied before.
     *
     * @param copy its id in the destination
     */
    public record Present(StoredSnapshot snapshot, ObjectId copy) {}
}
