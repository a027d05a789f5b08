package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * Paths as lists of names.
 *
 * <p>The root, {@code /}, is the list with one empty name: that is how restic's patterns see it.
 */
public final class PathNames {
    private static final ByteString DOT = ByteString.of(".");
    private static final ByteString PARENT = ByteString.of("..");

    private PathNames() {}

    /** The names of an absolute path; repeated slashes, {@code .} and {@code ..} are resolved by the text alone. */
    public static List<ByteString> split(ByteString absolutePath) {
        if (!isAbsolute(absolutePath)) {
            throw new IllegalArgumentException("not an absolute path: " + absolutePath);
        }
        List<ByteString> names = clean(absolutePath);
        return names.isEmpty() ? List.of(ByteString.EMPTY) : names;
    }

    /** Whether {@code path} begins at the root. */
    static boolean isAbsolute(ByteString path) {
        return !path.isEmpty() && path.at(0) == '/';
    }

    /** The names of a path after Go's {@code filepath.Clean}: none for the root, a single dot for the empty path. */
    static List<ByteString> clean(ByteString path) {
        boolean absolute = isAbsolute(path);
        List<ByteString> names = new ArrayList<>();
        for (ByteString name : parts(path)) {
            if (name.isEmpty() || name.equals(DOT)) {
                continue;
            }
            boolean up = name.equals(PARENT);
            if (up && !names.isEmpty() && !names.getLast().equals(PARENT)) {
                names.removeLast();
            } else if (!up || !absolute) {
                names.add(name);
            }
        }
        if (names.isEmpty() && !absolute) {
            names.add(DOT);
        }
        return List.copyOf(names);
    }

    /** The cleaned path of {@code name} in {@code directory}, which may be empty for the current one. */
    static ByteString join(ByteString directory, ByteString name) {
        boolean absolute = isAbsolute(directory);
        ByteString slash = ByteString.of("/");
        ByteString path = absolute ? slash : ByteString.EMPTY;
        for (ByteString part : clean(directory)) {
            path = part.equals(DOT) ? path : path.concat(part).concat(slash);
        }
        return path.concat(name);
    }

    /** What stands between the slashes. */
    private static List<ByteString> parts(ByteString path) {
        List<ByteString> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.at(i) == '/') {
                parts.add(CodePoints.slice(path, start, i));
                start = i + 1;
            }
        }
        return parts;
    }
}
