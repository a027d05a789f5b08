package dev.holdfast.cli;

import dev.holdfast.config.Config;
import dev.holdfast.config.Problem;
import dev.holdfast.service.Advice;
import dev.holdfast.service.Surroundings;
import dev.holdfast.service.Validation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the configuration. */
@Command(
        name = "validate",
        description = "Checks the configuration: every problem with its place, cause and fix. Runs nothing.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--schema", description = "print the file's JSON Schema, for editors")
    boolean schema;

    ValidateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (schema) {
            surroundings.out().print(Config.schema());
            return 0;
        }
        Validation validation = Validation.of(surroundings, config.file(surroundings));
        List<Problem> problems = validation.problems();
        if (config.json) {
            surroundings.out().println(ProblemText.json(problems));
        } else {
            ProblemText.print(problems, surroundings.out());
            surroundings
                    .out()
                    .println(
                            problems.isEmpty()
                                    ? Text.safe(validation.file() + ": no problems; " + validation.jobs())
                                    : ProblemText.count(problems));
        }
        return problems.stream().anyMatch(Problem::isError) ? Advice.FAILED : 0;
    }
}
