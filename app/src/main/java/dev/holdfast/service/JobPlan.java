package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import java.util.List;
import java.util.Optional;

/**
 * What a run of a job would do.
 *
 * @param repository where it lies
 * @param parent snapshot that would be compared with, empty if every file would be read
 * @param retention in words, as the file says it
 * @param schedule as the file says it, empty if it says none
 * @param counts what there is now, empty if it was not counted
 * @param problems what is missing, and what would keep the run from succeeding
 */
public record JobPlan(
        String job,
        String repository,
        Optional<String> parent,
        Optional<String> parentTime,
        List<SourcePlan> sources,
        String retention,
        String schedule,
        Optional<Counts> counts,
        List<String> problems) {
    public JobPlan {
        sources = List.copyOf(sources);
        problems = List.copyOf(problems);
    }

    /** One source: its kind, what it reads, and what it leaves out. */
    public record SourcePlan(String kind, List<String> what, List<String> leavesOut) {}

    /** Files and bytes that a run would look at; what commands would print is not known. */
    public record Counts(long files, long bytes, long problems) {}

    /** 0, or {@link Advice#FAILED} if something keeps a run from succeeding. */
    public static int exitCode(List<JobPlan> plans) {
        return plans.stream().allMatch(plan -> plan.problems().isEmpty()) ? 0 : Advice.FAILED;
    }

    /** Makes plans; reads only. */
    public static List<JobPlan> of(
            Surroundings surroundings, Configuration configuration, List<String> names, boolean counted) {
        PlanJobs plans = new PlanJobs(surroundings, configuration);
        return RunJobs.chosen(configuration, names).stream()
                .map(job -> plans.plan(job, counted))
                .toList();
    }
}
