package dev.holdfast.engine.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as its file tells it.
 *
 * @param time when the backup began, with the zone offset of the machine that made it
 * @param parent the snapshot it was compared with
 * @param tree the root
 * @param paths absolute paths in the order given
 * @param uid number of the user who made it
 * @param excludes patterns that were left out
 * @param original the snapshot that this one was first made from by tag, copy, rewrite or repair
 * @param programVersion such as {@code restic 0.19.1}
 * @param summary figures of the run
 */
public record Snapshot(
        Timestamp time,
        @Nullable ObjectId parent,
        ObjectId tree,
        List<String> paths,
        String hostname,
        String username,
        long uid,
        long gid,
        List<String> excludes,
        List<String> tags,
        @Nullable ObjectId original,
        String programVersion,
        @Nullable SnapshotSummary summary) {

    /** The figures of the run, if it recorded them. */
    public Optional<SnapshotSummary> figures() {
        return Optional.ofNullable(summary);
    }

    /** This snapshot with another tree. */
    public Snapshot withTree(ObjectId newTree) {
        return new Snapshot(
                time,
                parent,
                newTree,
                paths,
                hostname,
                username,
                uid,
                gid,
                excludes,
                tags,
                original,
                programVersion,
                summary);
    }

    /** This snapshot with other tags; remembers {@code self} as the original unless there is one already. */
    public Snapshot withTags(List<String> newTags, ObjectId self) {
        return new Snapshot(
                time,
                parent,
                tree,
                paths,
                hostname,
                username,
                uid,
                gid,
                excludes,
                List.copyOf(newTags),
                original == null ? self : original,
                programVersion,
                summary);
    }

    /** This snapshot as another repository holds it; remembers {@code self} as the original unless there is one already. */
    public Snapshot copied(ObjectId self) {
        return new Snapshot(
                time,
                null,
                tree,
                paths,
                hostname,
                username,
                uid,
                gid,
                excludes,
                tags,
                original == null ? self : original,
                programVersion,
                summary);
    }
}
