package dev.holdfast.source.files;

import dev.holdfast.engine.filter.PathNames;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.tree.Source;
import java.util.Comparator;
import java.util.List;

/**
 * One path of a files source with everything below it.
 *
 * @param path absolute
 * @param source gives the folders on the way there first
 */
public record FileTree(ByteString path, Source source) {
    /** In the order in which a walk of the whole machine meets them. */
    public static final Comparator<FileTree> WALK_ORDER = Comparator.comparing(FileTree::names, FileTree::compare);

    /** The path's names from the root on; none for the root itself. */
    public List<ByteString> names() {
        return names(path);
    }

    static List<ByteString> names(ByteString absolute) {
        return PathNames.split(absolute).stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Whether {@code inner} is {@code outer} or lies in it. */
    public static boolean contains(List<ByteString> outer, List<ByteString> inner) {
        return inner.size() >= outer.size() && inner.subList(0, outer.size()).equals(outer);
    }

    private static int compare(List<ByteString> left, List<ByteString> right) {
        int common = Math.min(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
