package dev.holdfast.engine.op;

import dev.holdfast.engine.json.TreeJson;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a node compares with the node of the same name in another snapshot. */
final class NodeChange {
    private NodeChange() {}

    static BackupProgress.Action between(@Nullable Node before, Node now) {
        if (before == null || (before.type() != now.type() && now.type() == NodeType.FILE)) {
            return BackupProgress.Action.NEW;
        }
        return isSame(before, now) ? BackupProgress.Action.UNCHANGED : BackupProgress.Action.MODIFIED;
    }

    /** Whether content and all metadata are equal; equal moments are equal whatever their offsets. */
    static boolean isSame(Node before, Node now) {
        return isSameButContent(before, now) && before.blobs().equals(now.blobs());
    }

    /** Whether all metadata are equal, whatever the content. */
    static boolean isSameButContent(Node before, Node now) {
        return before.type() == now.type()
                && before.size() == now.size()
                && before.device() == now.device()
                && before.linkTarget().equals(now.linkTarget())
                && Objects.equals(before.subtree(), now.subtree())
                && isSame(before.metadata(), now.metadata());
    }

    private static boolean isSame(Metadata before, Metadata now) {
        return before.mode() == now.mode()
                && before.modified().isSameMoment(now.modified())
                && before.accessed().isSameMoment(now.accessed())
                && before.changed().isSameMoment(now.changed())
                && before.uid() == now.uid()
                && before.gid() == now.gid()
                && before.user().equals(now.user())
                && before.group().equals(now.group())
                && before.inode() == now.inode()
                && before.deviceId() == now.deviceId()
                && before.links() == now.links()
                && isSame(before.extendedAttributes(), now.extendedAttributes())
                && before.genericAttributes().equals(now.genericAttributes());
    }

    /** A name that no tree can hold is the same if it becomes the same there. */
    private static boolean isSame(List<ExtendedAttribute> before, List<ExtendedAttribute> now) {
        return before.equals(now)
                || before.size() == now.size()
                        && before.stream()
                                .map(TreeJson::kept)
                                .toList()
                                .equals(now.stream().map(TreeJson::kept).toList());
    }
}
