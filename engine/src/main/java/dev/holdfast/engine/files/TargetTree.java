package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the paths that were asked for lie in the snapshot, by restic's rules: {@code /a/b} as {@code a} with {@code b} in it,
 * {@code x/y} as {@code x} with {@code y} in it, {@code .} as what lies in it.
 */
final class TargetTree {
    private static final ByteString DOT = ByteString.of(".");
    private static final ByteString DOT_DOT = ByteString.of("..");

    /** Children by name; only of nodes that were not asked for themselves. */
    private final TreeMap<ByteString, TargetTree> children = new TreeMap<>();

    private final ByteString path;
    private boolean isTarget;

    /** @param path of this directory on this machine, absolute or relative to the working directory */
    private TargetTree(ByteString path) {
        this.path = path;
    }

    ByteString path() {
        return path;
    }

    /** Whether all of it was asked for. */
    boolean isTarget() {
        return isTarget;
    }

    Map<ByteString, TargetTree> children() {
        return children;
    }

    /** What has to be known of this machine. */
    interface Folders {
        /** The names in a folder, for {@code .} and {@code ..}, which are replaced by what lies in them. */
        List<ByteString> names(ByteString directory);

        /** Whether a symbolic link lies there. */
        boolean isLink(ByteString path);
    }

    /** All paths that were asked for, each once however often it was, and also when another one holds it. */
    static TargetTree of(Iterable<ByteString> targets, Folders folders) {
        TargetTree root = new TargetTree(ByteString.EMPTY);
        targets.forEach(target -> root.add(target, folders));
        root.settle(folders);
        return root;
    }

    private void add(ByteString target, Folders folders) {
        List<ByteString> names = split(target);
        boolean absolute = target.length() > 0 && target.at(0) == '/';
        ByteString base = absolute ? ByteString.of("/") : ByteString.EMPTY;
        while (!names.isEmpty() && names.getFirst().equals(DOT_DOT)) {
            base = join(base, names.removeFirst());
        }
        if (names.isEmpty()) {
            for (ByteString name : folders.names(base.isEmpty() ? DOT : base)) {
                add(List.of(name), base);
            }
            return;
        }
        add(names, base);
    }

    private void add(List<ByteString> names, ByteString base) {
        TargetTree at = this;
        ByteString path = base;
        for (ByteString name : names) {
            path = join(path, name);
            at = at.child(name, path);
        }
        at.isTarget = true;
    }

    /**
     * A folder that was asked for holds all that was asked for in it. A link does not; where something beyond it was asked for too,
     * it is taken as the folder that it leads to.
     */
    private void settle(Folders folders) {
        if (isTarget && !children.isEmpty()) {
            if (folders.isLink(path)) {
                isTarget = false;
                folders.names(path).forEach(name -> add(List.of(name), path));
            } else {
                children.clear();
            }
        }
        children.values().forEach(child -> child.settle(folders));
    }

    /** The child of this name, or, where that is another folder already, the first of name-1, name-2, … that is free. */
    private TargetTree child(ByteString name, ByteString childPath) {
        ByteString free = name;
        for (int number = 1; ; number++) {
            @Nullable TargetTree child = children.get(free);
            if (child == null) {
                child = new TargetTree(childPath);
                children.put(free, child);
                return child;
            }
            if (child.path.equals(childPath)) {
                return child;
            }
            free = name.concat(ByteString.of("-" + number));
        }
    }

    /** The names of a path; {@code .} and, where it can be told, {@code ..} are resolved by their text. */
    private static List<ByteString> split(ByteString target) {
        List<ByteString> names = new ArrayList<>();
        boolean absolute = target.length() > 0 && target.at(0) == '/';
        int start = 0;
        for (int i = 0; i <= target.length(); i++) {
            if (i == target.length() || target.at(i) == '/') {
                ByteString name = ByteString.copyOf(target.toBytes(), start, i - start);
                start = i + 1;
                if (name.isEmpty() || name.equals(DOT)) {
                    continue;
                }
                boolean up = name.equals(DOT_DOT);
                if (up && !names.isEmpty() && !names.getLast().equals(DOT_DOT)) {
                    names.removeLast();
                } else if (!(up && absolute)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** An absolute path without {@code .}, {@code ..}, double and trailing slashes, by its text alone. */
    static ByteString clean(ByteString absolute) {
        ByteString path = ByteString.of("/");
        for (ByteString name : split(absolute)) {
            path = join(path, name);
        }
        return path;
    }

    /** {@code name} within {@code directory}, which may be empty for the working directory. */
    static ByteString join(ByteString directory, ByteString name) {
        if (directory.isEmpty()) {
            return name;
        }
        boolean slash = directory.at(directory.length() - 1) == '/';
        return directory.concat(slash ? name : ByteString.of("/").concat(name));
    }
}
