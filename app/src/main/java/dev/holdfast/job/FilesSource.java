package dev.holdfast.job;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * Files and folders, with everything below them.
 *
 * @param paths absolute paths; text and not {@code Path}, since the system's locale may not know all their letters
 * @param filters what is left out
 */
public record FilesSource(List<String> paths, Filters filters) implements SourceSettings {
    public FilesSource {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw new InvalidValue("there is nothing to back up", "write at least one path");
        }
        paths.forEach(FilesSource::check);
    }

    @Override
    public String kind() {
        return "files";
    }

    /** The paths without double slashes and dots, each once. */
    public List<ByteString> absolutePaths() {
        return paths.stream()
                .map(path -> LocalFiles.absolute(ByteString.of("/"), ByteString.of(path)))
                .distinct()
                .toList();
    }

    private static void check(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new InvalidValue("a path contains the character 0", "write a path without it");
        }
        if (!path.startsWith("/")) {
            throw new InvalidValue(
                    InvalidValue.quoted(path) + " is not a full path",
                    "begin it with / or ~/, such as /home/me/documents");
        }
    }

    /**
     * What is left out of the files.
     *
     * @param exclude patterns as restic's {@code --exclude}
     * @param iexclude the same, upper and lower case being equal
     * @param excludeFiles files with patterns, one per line
     * @param excludeIfPresent names of files, with {@code :HEADER} or without, that mark a folder to be left out
     * @param excludeLargerThan files above this size are left out
     * @param excludeCaches whether folders with a {@code CACHEDIR.TAG} are left out but for that file
     * @param oneFileSystem whether other file systems mounted below the paths are left out
     */
    public record Filters(
            List<String> exclude,
            List<String> iexclude,
            List<String> excludeFiles,
            List<String> excludeIfPresent,
            Optional<ByteSize> excludeLargerThan,
            boolean excludeCaches,
            boolean oneFileSystem) {
        /** Nothing is left out. */
        public static final Filters NONE =
                new Filters(List.of(), List.of(), List.of(), List.of(), Optional.empty(), false, false);

        public Filters {
            exclude = List.copyOf(exclude);
            iexclude = List.copyOf(iexclude);
            excludeFiles = List.copyOf(excludeFiles);
            excludeIfPresent = List.copyOf(excludeIfPresent);
        }
    }
}
