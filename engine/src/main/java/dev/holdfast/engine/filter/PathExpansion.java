package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the files that a pattern names, as Go's {@code filepath.Glob} does.
 *
 * <p>Source: the documentation of Go's package {@code path/filepath}. A path without special characters is taken as it
 * is, hidden files match like others, {@code **} is no more than {@code *}.
 */
final class PathExpansion {
    private static final String SPECIAL = "*?[\\";

    private final NameLister lister;

    PathExpansion(NameLister lister) {
        this.lister = lister;
    }

    /** The paths, sorted by directory and name; none if nothing matches. */
    List<ByteString> expand(ByteString pattern) {
        int first = firstSpecial(pattern);
        if (first == pattern.length()) {
            return lister.exists(pattern) ? List.of(pattern) : List.of();
        }
        int start = first;
        while (start > 0 && pattern.at(start - 1) != '/') {
            start--;
        }
        List<ByteString> directories = List.of(CodePoints.slice(pattern, 0, start));
        for (Glob glob : components(pattern, start)) {
            directories = children(directories, glob);
        }
        return directories;
    }

    private static int firstSpecial(ByteString pattern) {
        int i = 0;
        while (i < pattern.length() && SPECIAL.indexOf(pattern.at(i)) < 0) {
            i++;
        }
        return i;
    }

    /** All are compiled before a directory is read, so that a bad pattern is told even if nothing is there. */
    private static List<Glob> components(ByteString pattern, int from) {
        List<Glob> globs = new ArrayList<>();
        int start = from;
        for (int i = from; i <= pattern.length(); i++) {
            if (i == pattern.length() || pattern.at(i) == '/') {
                globs.add(Glob.parse(CodePoints.slice(pattern, start, i), pattern));
                start = i + 1;
            }
        }
        return globs;
    }

    private List<ByteString> children(List<ByteString> directories, Glob glob) {
        List<ByteString> found = new ArrayList<>();
        for (ByteString directory : directories) {
            ByteString path = directory.isEmpty() ? ByteString.of(".") : directory;
            lister.names(path).stream()
                    .filter(glob::matches)
                    .sorted()
                    .map(name -> PathNames.join(directory, name))
                    .forEach(found::add);
        }
        return found;
    }
}
