package dev.holdfast.run;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.job.CommandSource;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.Job;
import dev.holdfast.job.SourceSettings;
import dev.holdfast.source.command.CommandOutputs;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a job's settings say about paths. */
public final class JobPaths {
    private JobPaths() {}

    /** The paths that are written into a snapshot of the job. */
    public static List<String> inSnapshot(Job job) {
        List<String> paths = new ArrayList<>();
        for (SourceSettings source : job.sources()) {
            switch (source) {
                case FilesSource files -> files.absolutePaths().forEach(path -> paths.add(path.toString()));
                case CommandSource command -> paths.add(command.snapshotPath());
            }
        }
        return paths;
    }

    /** All patterns of what is left out. */
    public static List<String> excludes(Job job) {
        List<String> patterns = new ArrayList<>();
        for (SourceSettings source : job.sources()) {
            if (source instanceof FilesSource files) {
                patterns.addAll(files.filters().exclude());
                patterns.addAll(files.filters().iexclude());
            }
        }
        return patterns;
    }

    /** Where {@code folder} lies within the job's paths, as a walk meets it: links on the way to it are seen through. */
    public static List<ByteString> within(Job job, Path folder) {
        List<ByteString> found = new ArrayList<>();
        for (SourceSettings source : job.sources()) {
            if (source instanceof FilesSource files) {
                files.absolutePaths().forEach(path -> find(path, folder).ifPresent(found::add));
            }
        }
        return found;
    }

    /** As {@link #within}, but nothing if the job names the folder itself or something in it: then it is wanted. */
    static List<ByteString> below(Job job, Path folder) {
        return inside(job, folder).isEmpty() ? within(job, folder) : List.of();
    }

    /** The paths of the job that are {@code folder} or lie in it. */
    static List<ByteString> inside(Job job, Path folder) {
        List<ByteString> found = new ArrayList<>();
        for (SourceSettings source : job.sources()) {
            if (source instanceof FilesSource files) {
                files.absolutePaths().stream()
                        .filter(path -> isInside(path, folder))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static boolean isInside(ByteString path, Path folder) {
        try {
            return Path.of(path.toString())
                    .toRealPath()
                    .startsWith(folder.toAbsolutePath().toRealPath());
        } catch (IOException | InvalidPathException e) {
            // As below.
            return false;
        }
    }

    private static Optional<ByteString> find(ByteString path, Path folder) {
        try {
            Path real = Path.of(path.toString()).toRealPath();
            Path inner = folder.toAbsolutePath().toRealPath();
            if (!inner.startsWith(real)) {
                return Optional.empty();
            }
            Path below = real.relativize(inner);
            return Optional.of(
                    below.toString().isEmpty() ? path : LocalFiles.absolute(path, ByteString.of(below.toString())));
        } catch (IOException | InvalidPathException e) {
            // A path that is not there holds no folder; one that Java can't write is not that of a repository it can.
            return Optional.empty();
        }
    }

    /** Folders of the program's own that a walk must not take for files of the job. */
    static List<ByteString> ownFolders(Job job) {
        boolean hasCommands = job.sources().stream().anyMatch(CommandSource.class::isInstance);
        return hasCommands ? List.of(ByteString.of("/").concat(CommandOutputs.FOLDER)) : List.of();
    }
}
