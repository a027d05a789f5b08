package dev.holdfast.source.files;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.job.FilesSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A files source of a job, looked up on this machine and taken apart into trees that lie beside each other.
 *
 * @param trees none lies in another
 * @param unreachable paths that can't be reached
 */
public record ConfiguredFiles(List<FileTree> trees, List<Problem> unreachable) {
    /**
     * What the walk needs from around it.
     *
     * @param leaveOut folders of the program's own, absolute
     */
    public record Setting(LocalFiles.Options options, Map<String, String> environment, List<ByteString> leaveOut) {}

    public ConfiguredFiles {
        trees = List.copyOf(trees);
        unreachable = List.copyOf(unreachable);
    }

    /**
     * Looks at the paths.
     *
     * @throws InvalidRequest naming a pattern or a file of patterns that can't be used
     */
    public static ConfiguredFiles of(FilesSource settings, Setting setting) {
        List<Problem> unreachable = new ArrayList<>();
        List<ByteString> there = new ArrayList<>();
        for (ByteString path : settings.absolutePaths()) {
            Optional<String> reason = LocalFiles.obstacle(path);
            reason.ifPresentOrElse(why -> unreachable.add(new Problem(path.toString(), why)), () -> there.add(path));
        }
        List<FileTree> trees = new ArrayList<>();
        for (ByteString outermost : outermost(there)) {
            List<ByteString> within = there.stream()
                    .filter(path -> FileTree.contains(FileTree.names(outermost), FileTree.names(path)))
                    .toList();
            trees.add(new FileTree(
                    outermost, LocalFiles.of(within, exclusions(settings.filters(), setting), setting.options())));
        }
        return new ConfiguredFiles(trees, unreachable);
    }

    /** Those of the paths that lie in no other. */
    public static List<ByteString> outermost(List<ByteString> paths) {
        return paths.stream()
                .filter(path -> paths.stream()
                        .noneMatch(other ->
                                !other.equals(path) && FileTree.contains(FileTree.names(other), FileTree.names(path))))
                .toList();
    }

    private static Exclusions.Builder exclusions(FilesSource.Filters filters, Setting setting) {
        Exclusions.Builder rules = Exclusions.builder()
                .patterns(bytes(filters.exclude()))
                .insensitivePatterns(bytes(filters.iexclude()))
                .folders(setting.leaveOut());
        filters.excludeFiles().forEach(file -> rules.patternFile(read(file), setting.environment()));
        filters.excludeIfPresent().forEach(rule -> rules.ifPresent(ByteString.of(rule)));
        filters.excludeLargerThan().ifPresent(size -> rules.largerThan(size.bytes()));
        if (filters.excludeCaches()) {
            rules.caches();
        }
        if (filters.oneFileSystem()) {
            rules.oneFileSystem();
        }
        return rules;
    }

    private static List<ByteString> bytes(List<String> texts) {
        return texts.stream().map(ByteString::of).toList();
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new InvalidRequest(
                    "the file of patterns " + file + " can't be read: " + SystemError.reason(e),
                    "see that it is there and can be read, or take it out of exclude-file:");
        }
    }
}
