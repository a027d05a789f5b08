package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path as a walk meets it: a name beneath the path of a directory.
 *
 * @param directory null for what lies directly in the root, and for the root itself, whose name is empty
 * @param depth number of names
 */
record PatternPath(@Nullable PatternPath directory, ByteString name, int depth) {
    static PatternPath of(@Nullable PatternPath directory, ByteString name) {
        return new PatternPath(directory, name, directory == null ? 1 : directory.depth + 1);
    }

    /** Whether the last names, or with {@code all} all names, match the globs one by one. */
    boolean endsWith(List<Glob> globs, boolean all) {
        int size = globs.size();
        if (all ? depth != size : depth < size) {
            return false;
        }
        PatternPath path = this;
        for (int i = size - 1; i >= 0 && path != null; i--) {
            if (!globs.get(i).matches(path.name)) {
                return false;
            }
            path = path.directory;
        }
        return true;
    }

    /** All names, the root's first. */
    List<ByteString> names() {
        ByteString[] names = new ByteString[depth];
        int i = depth;
        for (PatternPath path = this; path != null; path = path.directory) {
            names[--i] = path.name;
        }
        return Arrays.asList(names);
    }
}
