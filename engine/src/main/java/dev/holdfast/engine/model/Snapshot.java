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
        return with(parent, newTree, tags, original);
    }

    /** This snapshot with other tags; remembers {@code self} as the original unless there is one already. */
    public Snapshot withTags(List<String> newTags, ObjectId self) {
        return with(parent, tree, List.copyOf(newTags), original == null ? self : original);
    }

    /** This snapshot as another repository holds it; remembers {@code self} as the original unless there is one already. */
    public Snapshot copied(ObjectId self) {
        return with(null, tree, tags, original == null ? self : original);
    }

    /** What {@code self} became: with another tree and other tags, and {@code self} as the original. */
    public Snapshot madeAnew(ObjectId newTree, List<String> newTags, ObjectId self) {
        return with(parent, newTree, List.copyOf(newTags), self);
    }

    private Snapshot with(
            @Nullable ObjectId newParent, ObjectId newTree, List<String> newTags, @Nullable ObjectId newOriginal) {
        return new Snapshot(
                time,
                newParent,
                newTree,
                paths,
                hostname,
                username,
                uid,
                gid,
                excludes,
                newTags,
                newOriginal,
                programVersion,
                summary);
    }
}
