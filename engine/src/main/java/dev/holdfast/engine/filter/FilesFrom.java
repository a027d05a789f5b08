package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads the files that tell what to back up. */
public final class FilesFrom {
    /**
     * What a file of patterns stands for.
     *
     * @param paths in the order of the lines, sorted within one line
     * @param unmatched lines that no file matches, to be warned of
     */
    public record Expansion(List<ByteString> paths, List<ByteString> unmatched) {}

    private FilesFrom() {}

    /**
     * {@code --files-from}: a pattern a line; empty lines and those that begin with {@code #} do not count.
     *
     * @throws InvalidRequest if a pattern is malformed
     */
    public static Expansion patterns(byte[] file, NameLister lister) {
        PathExpansion expansion = new PathExpansion(lister);
        List<ByteString> paths = new ArrayList<>();
        List<ByteString> unmatched = new ArrayList<>();
        for (ByteString line : TextLines.withoutComments(file)) {
            List<ByteString> expanded = expansion.expand(line);
            paths.addAll(expanded);
            if (expanded.isEmpty()) {
                unmatched.add(line);
            }
        }
        return new Expansion(List.copyOf(paths), List.copyOf(unmatched));
    }

    /** {@code --files-from-verbatim}: a path a line, as it stands there; empty lines do not count. */
    public static List<ByteString> verbatim(byte[] file) {
        return TextLines.of(file).stream().filter(line -> !line.isEmpty()).toList();
    }

    /**
     * {@code --files-from-raw}: paths of any bytes, a zero byte after each.
     *
     * @throws InvalidRequest if the last zero byte is missing or a path is empty
     */
    public static List<ByteString> raw(byte[] file) {
        List<ByteString> paths = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == 0) {
                if (i == start) {
                    throw new InvalidRequest("empty path in the list of paths", "leave out the extra zero byte");
                }
                paths.add(ByteString.copyOf(file, start, i - start));
                start = i + 1;
            }
        }
        if (start < file.length) {
            throw new InvalidRequest(
                    "the zero byte after the last path is missing",
                    "end every path with a zero byte, as find -print0 does");
        }
        return List.copyOf(paths);
    }
}
