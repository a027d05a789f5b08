package dev.holdfast.cli;

import dev.holdfast.engine.filter.PatternFile;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say which entries of a snapshot are taken. */
final class SelectionOptions {
    @Option(
            names = {"-i", "--include"},
            paramLabel = "PATTERN",
            description = "take only what matches")
    List<String> include = List.of();

    @Option(names = "--iinclude", paramLabel = "PATTERN", description = "as --include, in upper or lower case")
    List<String> includeIgnoringCase = List.of();

    @Option(names = "--include-file", paramLabel = "FILE", description = "read --include patterns from a file")
    List<String> includeFiles = List.of();

    @Option(names = "--iinclude-file", paramLabel = "FILE", description = "read --iinclude patterns from a file")
    List<String> includeFilesIgnoringCase = List.of();

    @Mixin
    ExcludeOptions excluded = new ExcludeOptions();

    /** Whether any of them was given. */
    boolean isGiven() {
        return Stream.of(
                        include,
                        includeIgnoringCase,
                        includeFiles,
                        includeFilesIgnoringCase,
                        excluded.patterns,
                        excluded.patternsIgnoringCase,
                        excluded.files,
                        excluded.filesIgnoringCase)
                .anyMatch(flags -> !flags.isEmpty());
    }

    /** What they say together. */
    Selection selection(Surroundings surroundings) {
        return Selection.of(new Selection.Patterns(
                patterns(include, includeFiles, surroundings),
                patterns(includeIgnoringCase, includeFilesIgnoringCase, surroundings),
                patterns(excluded.patterns, excluded.files, surroundings),
                patterns(excluded.patternsIgnoringCase, excluded.filesIgnoringCase, surroundings)));
    }

    private static List<ByteString> patterns(List<String> flags, List<String> files, Surroundings surroundings) {
        List<ByteString> patterns =
                new ArrayList<>(flags.stream().map(Arguments::bytes).toList());
        for (String file : files) {
            patterns.addAll(PatternFile.patterns(
                    NamedFile.read(file, surroundings),
                    surroundings.environment().variables()));
        }
        return patterns;
    }
}
