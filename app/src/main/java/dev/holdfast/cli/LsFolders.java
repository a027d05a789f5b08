package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import java.util.ArrayList;
import java.util.List;

/** The folders that {@code ls} was asked for; none means everything. */
final class LsFolders {
    private final List<List<ByteString>> folders;
    private final boolean recursive;

    /** @param recursive whether folders in the folders are listed too */
    LsFolders(List<ByteString> absolutePaths, boolean recursive) {
        this.folders = absolutePaths.stream().map(LsFolders::names).toList();
        this.recursive = recursive;
    }

    private static List<ByteString> names(ByteString path) {
        List<ByteString> names = new ArrayList<>();
        int start = 0;
        byte[] bytes = path.toBytes();
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                if (i > start) {
                    names.add(ByteString.copyOf(bytes, start, i - start));
                }
                start = i + 1;
            }
        }
        return names;
    }

    /** Whether the entry is listed: a folder that was asked for, or an entry of one. */
    boolean includes(List<ByteString> names) {
        return folders.isEmpty()
                || folders.stream()
                        .anyMatch(
                                folder -> isPrefix(folder, names) && (recursive || names.size() <= folder.size() + 1));
    }

    /** Whether what lies in the folder may be listed. */
    boolean goesBelow(List<ByteString> names) {
        return folders.isEmpty()
                || folders.stream()
                        .anyMatch(folder -> isPrefix(names, folder)
                                || (isPrefix(folder, names) && (recursive || names.size() <= folder.size())));
    }

    private static boolean isPrefix(List<ByteString> prefix, List<ByteString> names) {
        return prefix.size() <= names.size() && names.subList(0, prefix.size()).equals(prefix);
    }
}
