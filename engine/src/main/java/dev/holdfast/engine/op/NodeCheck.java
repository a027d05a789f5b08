package dev.holdfast.engine.op;

import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.NodeNames;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Judges the nodes of one tree, one after the other. */
final class NodeCheck {
    private final Index index;
    private final CheckReport report;
    private final TreeCheck.Pending tree;
    private final @Nullable Consumer<BlobLocation> used;
    private final NodeNames names = new NodeNames();

    /** @param used is told where the content of files lies; null if that does not matter */
    NodeCheck(Index index, CheckReport report, TreeCheck.Pending tree, @Nullable Consumer<BlobLocation> used) {
        this.index = index;
        this.report = report;
        this.tree = tree;
        this.used = used;
    }

    /** Reports what is wrong with the node; gives the tree that it leads to. */
    Optional<TreeCheck.Pending> check(Node node) {
        names.problem(node.name()).ifPresent(problem -> error(node, problem));
        return switch (node.type()) {
            case FILE -> {
                checkContent(node);
                yield Optional.empty();
            }
            case DIRECTORY -> subtree(node);
            case IRREGULAR -> {
                error(node, "its type is not known");
                yield Optional.empty();
            }
            case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET -> Optional.empty();
        };
    }

    private Optional<TreeCheck.Pending> subtree(Node node) {
        ObjectId subtree = node.subtree();
        if (subtree == null || subtree.isNull()) {
            error(node, "the directory has no tree");
            return Optional.empty();
        }
        return Optional.of(new TreeCheck.Pending(subtree, tree.snapshot(), tree.child(node)));
    }

    private void checkContent(Node node) {
        List<ObjectId> content = node.content();
        if (content == null) {
            error(node, "the file has no list of its content");
            return;
        }
        long size = 0;
        int missing = 0;
        for (ObjectId blob : content) {
            long length = index.plainLength(BlobType.DATA, blob);
            if (length < 0 && missing++ == 0) {
                report.lacksData();
                error(node, "its data blob " + blob + " is in no index");
            }
            if (length >= 0 && !index.contains(BlobType.DATA, blob)) {
                report.needsMarked();
            }
            size += Math.max(0, length);
            if (used != null) {
                index.lookupAll(BlobType.DATA, blob).forEach(used);
            }
        }
        if (missing > 1) {
            error(node, missing + " of its " + content.size() + " blobs are in no index");
        }
        if (missing == 0 && size != node.size()) {
            // restore gives the content that is there; restic's check passes this too.
            report.hint(
                    tree.subject(),
                    tree.place(node) + ": its size is told as " + Long.toUnsignedString(node.size())
                            + " bytes, but its content has " + size);
        }
    }

    private void error(Node node, String reason) {
        report.error(tree.subject(), reason, tree.place(node));
    }
}
