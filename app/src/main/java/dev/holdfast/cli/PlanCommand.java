package dev.holdfast.cli;

import dev.holdfast.config.Configuration;
import dev.holdfast.config.Problem;
import dev.holdfast.service.Advice;
import dev.holdfast.service.JobPlan;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what runs would do. */
@Command(
        name = "plan",
        description = {
            "Tells what a run of each job would do. Changes nothing.",
            "Ends with 0, with 1 if something keeps a run from succeeding."
        },
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--count", description = "count files and bytes; takes a while where there are many")
    boolean count;

    @Parameters(paramLabel = "JOB", arity = "0..*", description = "jobs to tell of (default: all)")
    List<String> jobs = List.of();

    PlanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<Problem> warnings = new ArrayList<>();
        Optional<Configuration> configuration = config.load(surroundings, warnings);
        if (configuration.isEmpty()) {
            return Advice.FAILED;
        }
        List<JobPlan> plans = JobPlan.of(surroundings, configuration.get(), jobs, count);
        if (config.json) {
            surroundings
                    .out()
                    .println(new JsonLine()
                            .text("message_type", "plan")
                            .raw(
                                    "jobs",
                                    JsonLine.array(plans.stream()
                                            .map(PlanCommand::json)
                                            .toList()))
                            .raw("warnings", ProblemText.array(warnings)));
        } else {
            plans.forEach(plan -> print(plan, surroundings.out()));
            ProblemText.print(warnings, surroundings.out());
        }
        return JobPlan.exitCode(plans);
    }

    private static void print(JobPlan plan, PrintStream out) {
        out.println("job " + plan.job());
        out.println("  to          " + Text.safe(plan.repository()));
        out.println("  compares    "
                + plan.parent()
                        .map(id -> "with snapshot " + id.substring(0, 8) + " of "
                                + plan.parentTime().orElse(""))
                        .orElse("with nothing: every file is read"));
        for (JobPlan.SourcePlan source : plan.sources()) {
            out.println(
                    "  " + String.format("%-11s", source.kind()) + " " + Text.safe(String.join(", ", source.what())));
            if (!source.leavesOut().isEmpty()) {
                out.println("    without   " + Text.safe(String.join(", ", source.leavesOut())));
            }
        }
        plan.counts()
                .ifPresent(counts -> out.println(
                        "  now         " + Text.count(counts.files(), "file") + ", " + Text.bytes(counts.bytes())));
        out.println("  keeps       "
                + (plan.retention().isEmpty() ? "all snapshots" : plan.retention() + " (by `holdfast forget`)"));
        if (!plan.schedule().isEmpty()) {
            out.println("  schedule    " + Text.safe(plan.schedule()) + " (not run by this version)");
        }
        plan.problems().forEach(problem -> out.println("  problem     " + Text.safe(problem)));
    }

    private static JsonLine json(JobPlan plan) {
        JsonLine line = new JsonLine().text("job", plan.job()).text("repository", plan.repository());
        plan.parent().ifPresent(id -> line.text("parent_id", id));
        line.raw(
                        "sources",
                        JsonLine.array(plan.sources().stream()
                                .map(source -> new JsonLine()
                                        .text("kind", source.kind())
                                        .texts("what", source.what())
                                        .texts("leaves_out", source.leavesOut()))
                                .toList()))
                .text("keep", plan.retention())
                .text("schedule", plan.schedule());
        plan.counts()
                .ifPresent(counts -> line.number("files", counts.files())
                        .number("bytes", counts.bytes())
                        .number("problem_count", counts.problems()));
        return line.texts("problems", plan.problems());
    }
}
