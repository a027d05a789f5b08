package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The paths that were named to be backed up, as a tree of their names, each with its file system; filled, then only
 * read.
 */
final class TargetTree {
    private final Map<ByteString, TargetTree> children = new HashMap<>();
    private OptionalLong device = OptionalLong.empty();
    private boolean target;

    void add(List<ByteString> names, OptionalLong deviceId) {
        TargetTree tree = this;
        for (ByteString name : names) {
            tree = name.isEmpty() ? tree : tree.children.computeIfAbsent(name, absent -> new TargetTree());
        }
        tree.target = true;
        tree.device = deviceId;
    }

    /** What is named beneath the entry, if there is something. */
    @Nullable
    TargetTree enter(ByteString name) {
        return children.get(name);
    }

    /** Whether this very path was named. */
    boolean isTarget() {
        return target;
    }

    /** The file system of this target. */
    OptionalLong device() {
        return device;
    }
}
