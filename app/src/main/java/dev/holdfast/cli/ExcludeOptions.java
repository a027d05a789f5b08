package dev.holdfast.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The flags that say by patterns what is left out. */
final class ExcludeOptions {
    @Option(
            names = {"-e", "--exclude"},
            paramLabel = "PATTERN",
            description = "leave out what matches")
    List<String> patterns = List.of();

    @Option(names = "--iexclude", paramLabel = "PATTERN", description = "as --exclude, in upper or lower case")
    List<String> patternsIgnoringCase = List.of();

    @Option(names = "--exclude-file", paramLabel = "FILE", description = "read --exclude patterns from a file")
    List<String> files = List.of();

    @Option(names = "--iexclude-file", paramLabel = "FILE", description = "read --iexclude patterns from a file")
    List<String> filesIgnoringCase = List.of();
}
