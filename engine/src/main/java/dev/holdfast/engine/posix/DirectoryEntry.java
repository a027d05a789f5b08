package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import org.jspecify.annotations.Nullable;

/**
 * One line of a directory's listing.
 *
 * @param name byte-exact
 * @param inode unsigned 64 bit; of the covered directory where another file system is mounted
 * @param type null where the file system does not tell without being asked for the status
 */
public record DirectoryEntry(
        ByteString name, long inode, @Nullable NodeType type) {}
