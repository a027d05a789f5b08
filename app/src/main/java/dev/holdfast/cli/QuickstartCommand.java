package dev.holdfast.cli;

import dev.holdfast.engine.files.NotKept;
import dev.holdfast.service.Quickstart;
import dev.holdfast.service.QuickstartReport;
import dev.holdfast.service.Surroundings;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a first backup and proves it. */
@Command(
        name = "quickstart",
        description = {
            "Makes a first backup and proves it: a repository with a new password, a snapshot of PATH, a check,",
            "a restore that is compared with PATH, and a configuration for `holdfast run`.",
            "Run again, it makes the next snapshot."
        },
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", description = "file or folder to back up")
    String path = "";

    @Option(names = "--to", paramLabel = "DIR", description = "folder of the repository (default: in the user's data)")
    @Nullable
    String to;

    @Option(
            names = {"-y", "--yes"},
            description = "answer every question with yes; only the start of the program asks any")
    boolean yes;

    @Option(names = "--json", description = "print the outcome as one JSON object")
    boolean json;

    QuickstartCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!json) {
            NotKept.note().ifPresent(surroundings.err()::println);
        }
        QuickstartText text = new QuickstartText(surroundings, json);
        Quickstart.Request request = new Quickstart.Request(Arguments.bytes(path), Optional.ofNullable(to));
        QuickstartReport report = new Quickstart(surroundings).run(request, text);
        if (json) {
            surroundings.out().println(QuickstartJson.of(report));
        } else {
            text.finish(report);
        }
        return report.exitCode();
    }
}
