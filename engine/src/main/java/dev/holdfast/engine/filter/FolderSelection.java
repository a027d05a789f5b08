package dev.holdfast.engine.filter;

import dev.holdfast.engine.model.ByteString;
import java.util.List;

/** The folders that {@code ls} was asked for: plain absolute paths, no patterns; none means all. */
public final class FolderSelection {
    private final List<List<ByteString>> folders;

    private FolderSelection(List<List<ByteString>> folders) {
        this.folders = folders;
    }

    /** These folders of a snapshot. */
    public static FolderSelection of(List<ByteString> absolutePaths) {
        return new FolderSelection(absolutePaths.stream()
                .map(path -> PathNames.split(path))
                .map(names -> names.getFirst().isEmpty() ? List.<ByteString>of() : names)
                .toList());
    }

    /** Whether the path is one of the folders or lies beneath one. */
    public boolean contains(List<ByteString> names) {
        return folders.isEmpty() || folders.stream().anyMatch(folder -> isPrefix(folder, names));
    }

    /** Whether one of the folders is the path or lies beneath it, so that a walk has to go on there. */
    public boolean leadsTo(List<ByteString> names) {
        return folders.isEmpty() || folders.stream().anyMatch(folder -> isPrefix(names, folder));
    }

    private static boolean isPrefix(List<ByteString> prefix, List<ByteString> names) {
        return prefix.size() <= names.size() && names.subList(0, prefix.size()).equals(prefix);
    }
}
