package dev.holdfast.engine.op;

import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;

/**
 * When a file counts as unchanged since the parent snapshot, so that it is not read.
 *
 * @param ignoreInode whether another inode or change time alone means nothing
 * @param ignoreChangeTime whether another change time alone means nothing
 */
public record ChangeRule(boolean ignoreInode, boolean ignoreChangeTime) {
    /** Size, modification time, change time and inode must all be equal. */
    public static final ChangeRule STRICT = new ChangeRule(false, false);

    /** Whether {@code before} has the content that a file with this metadata has now, and all of it is still in the repository. */
    boolean isUnchanged(Node before, Metadata now, long size, Index index) {
        if (before.type() != NodeType.FILE || before.content() == null || before.size() != size) {
            return false;
        }
        Metadata then = before.metadata();
        if (!then.modified().isSameMoment(now.modified())) {
            return false;
        }
        if (!ignoreInode && then.inode() != now.inode()) {
            return false;
        }
        if (!ignoreInode && !ignoreChangeTime && !then.changed().isSameMoment(now.changed())) {
            return false;
        }
        for (ObjectId blob : before.blobs()) {
            if (!index.contains(BlobType.DATA, blob)) {
                return false;
            }
        }
        return true;
    }
}
