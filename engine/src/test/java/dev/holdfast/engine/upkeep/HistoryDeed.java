package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done to a repository, and what must come of it.
 *
 * @param words what to do: restic's arguments, or those of {@link HistoryWork}
 * @param exclusive whether nobody else may work meanwhile
 * @param goes snapshots that are forgotten or replaced
 */
record HistoryDeed(
        List<String> words, boolean restic, boolean exclusive, Set<ObjectId> goes, List<HistoryDeed.Coming> comes) {
    /**
     * A snapshot that is made.
     *
     * @param content what it holds
     * @param replaces the snapshot that may go only if this one is there, or null
     */
    record Coming(
            Predicate<StoredSnapshot> fits,
            String content,
            @Nullable ObjectId replaces) {}

    @Override
    public String toString() {
        return (restic ? "restic " : "") + String.join(" ", words);
    }
}
