package dev.holdfast.cli;

import dev.holdfast.config.Configuration;
import dev.holdfast.config.Problem;
import dev.holdfast.engine.files.NotKept;
import dev.holdfast.run.RunJson;
import dev.holdfast.run.RunReport;
import dev.holdfast.service.Advice;
import dev.holdfast.service.RunJobs;
import dev.holdfast.service.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs jobs of the configuration. */
@Command(
        name = "run",
        description = {
            "Runs jobs of the configuration: one snapshot for each.",
            "Ends with 0, with 3 if items could not be read or kept, with 1 if a job failed."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(
            names = {"-q", "--quiet"},
            description = "print problems only")
    boolean quiet;

    @Parameters(paramLabel = "JOB", arity = "0..*", description = "jobs to run (default: all)")
    List<String> jobs = List.of();

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<Problem> warnings = new ArrayList<>();
        Optional<Configuration> configuration = config.load(surroundings, warnings);
        if (configuration.isEmpty()) {
            return Advice.FAILED;
        }
        if (!config.json && !quiet) {
            NotKept.note().ifPresent(surroundings.err()::println);
            warnings.forEach(warning ->
                    surroundings.err().println("warning: " + Text.safe(warning.place() + ": " + warning.what())));
        }
        RunText text = new RunText(surroundings, config.json, quiet);
        List<RunReport> reports = new RunJobs(surroundings, configuration.get()).run(jobs, text);
        if (config.json) {
            reports.forEach(report -> surroundings.out().println(RunJson.of(report)));
        }
        return RunJobs.exitCode(reports);
    }
}
