package dev.holdfast.engine.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a tree: a file, directory, link or special file with its metadata.
 *
 * @param name raw bytes, without any quoting
 * @param size bytes of content of a file, else 0; unsigned 64 bit
 * @param linkTarget a symbolic link's target as raw bytes, empty for others
 * @param device number of the device that a device node stands for, unsigned 64 bit, else 0
 * @param content ids of a file's data blobs in order; null only where a file lacks the list, which check reports; empty for others
 * @param subtree id of a directory's tree, null for others
 * @param error what went wrong when the node was read, empty if nothing
 */
public record Node(
        ByteString name,
        NodeType type,
        Metadata metadata,
        long size,
        ByteString linkTarget,
        long device,
        @Nullable List<ObjectId> content,
        @Nullable ObjectId subtree,
        String error) {

    /** The content's blobs; empty if the list is missing. */
    public List<ObjectId> blobs() {
        return content == null ? List.of() : content;
    }

    /** The directory's tree, if it has one. */
    public Optional<ObjectId> tree() {
        return Optional.ofNullable(subtree);
    }
}
