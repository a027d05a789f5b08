package dev.holdfast.engine.model;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * That a pack is to be deleted, though some process may still rely on it.
 *
 * @param time when it was marked
 * @param deleteAfter it stays until then; null if another program marked it, or an earlier one that did not tell
 * @param heldBy processes that held a lock when the pack was seen to be marked, and so may rely on it; null if nobody has looked yet
 */
public record Mark(
        Timestamp time,
        @Nullable Timestamp deleteAfter,
        @Nullable Set<String> heldBy) {
    /** Where two tell of one pack: what deletes it later. */
    public Mark and(Mark other) {
        return new Mark(later(time, other.time), laterOrNull(other), holdersOfBoth(other));
    }

    private @Nullable Timestamp laterOrNull(Mark other) {
        return deleteAfter == null || other.deleteAfter == null ? null : later(deleteAfter, other.deleteAfter);
    }

    private static Timestamp later(Timestamp one, Timestamp other) {
        return one.instant().isBefore(other.instant()) ? other : one;
    }

    private @Nullable Set<String> holdersOfBoth(Mark other) {
        if (heldBy == null || other.heldBy == null) {
            return null;
        }
        Set<String> both = new TreeSet<>(heldBy);
        both.addAll(other.heldBy);
        return Set.copyOf(both);
    }
}
