package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.tree.EntryPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that a check found to be other than it must be. */
public sealed interface Finding {
    /** What is wrong: a file of the repository such as {@code index/8f3a…}, or {@code tree 8f3a…}. */
    String subject();

    /** What is wrong with it. */
    String reason();

    /**
     * Damage: something can't be restored, or could not be checked.
     *
     * @param at where it shows, null if it is not known to belong to one entry
     */
    record Damage(String subject, String reason, @Nullable Place at) implements Finding {
        /** Where it shows, if that is one entry of a snapshot. */
        public Optional<Place> place() {
            return Optional.ofNullable(at);
        }
    }

    /** Something odd that costs nothing but space. */
    record Hint(String subject, String reason) implements Finding {}

    /**
     * An entry of a snapshot.
     *
     * @param snapshot one that has it; others may have it too
     * @param path null for the root
     */
    record Place(ObjectId snapshot, @Nullable EntryPath path) {
        /** Snapshot and path, for people. */
        @Override
        public String toString() {
            return snapshot.shortName() + ":" + (path == null ? "/" : path);
        }
    }
}
