package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.config.ProgramCheck;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.job.ByteSize;
import dev.holdfast.job.CommandSource;
import dev.holdfast.job.FilesSource;
import dev.holdfast.job.Job;
import dev.holdfast.job.RepositorySettings;
import dev.holdfast.job.Retention;
import dev.holdfast.job.Schedule;
import dev.holdfast.job.SourceSettings;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.JobSnapshots;
import dev.holdfast.run.SourceScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Makes the plans of jobs. A repository is opened once, whatever the number of its jobs. */
final class PlanJobs {
    private final Surroundings surroundings;
    private final Configuration configuration;
    private final OpenRepositories repositories;

    PlanJobs(Surroundings surroundings, Configuration configuration) {
        this.surroundings = surroundings;
        this.configuration = configuration;
        this.repositories = new OpenRepositories(surroundings, configuration);
    }

    JobPlan plan(Job job, boolean counted) {
        RepositorySettings repository = configuration.repositoryOf(job);
        List<String> problems = new ArrayList<>();
        Optional<StoredSnapshot> parent =
                repositories.snapshots(job, problems::add).flatMap(JobSnapshots::newest);
        Optional<JobPlan.Counts> counts = Optional.empty();
        try {
            SourceScan scan = new SourceScan(
                    job,
                    JobRunner.folder(repository),
                    RunJobs.folders(configuration),
                    configuration.environment().variables(),
                    surroundings.zone());
            if (counted) {
                scan.count();
                counts = Optional.of(new JobPlan.Counts(
                        scan.files(), scan.bytes(), scan.problems().size()));
            }
            for (Problem problem : scan.problems()) {
                problems.add(problem.item() + ": " + problem.reason());
            }
        } catch (EngineException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        missingPrograms(job).forEach(problems::add);
        return new JobPlan(
                job.name().text(),
                JobRunner.location(repository),
                parent.map(snapshot -> snapshot.id().toString()),
                parent.map(snapshot -> snapshot.snapshot().time().dateTime().toString()),
                job.sources().stream().map(PlanJobs::source).toList(),
                job.keep().map(PlanJobs::words).orElse(""),
                job.schedule().map(Schedule::text).orElse(""),
                counts,
                problems);
    }

    private List<String> missingPrograms(Job job) {
        List<String> missing = new ArrayList<>();
        for (SourceSettings source : job.sources()) {
            if (source instanceof CommandSource command) {
                String program = command.run().getFirst();
                surroundings
                        .programs()
                        .obstacle(program)
                        .ifPresent(obstacle -> missing.add("the command " + program + " can't be started: "
                                + obstacle.words() + "; " + ProgramCheck.fix(obstacle)));
            }
        }
        return missing;
    }

    private static JobPlan.SourcePlan source(SourceSettings settings) {
        return switch (settings) {
            case FilesSource files -> new JobPlan.SourcePlan(files.kind(), files.paths(), leavesOut(files.filters()));
            case CommandSource command ->
                new JobPlan.SourcePlan(
                        command.kind(),
                        List.of(command.snapshotPath() + " from " + ShellText.of(command.run())),
                        List.of());
        };
    }

    private static List<String> leavesOut(FilesSource.Filters filters) {
        List<String> words = new ArrayList<>(filters.exclude());
        filters.iexclude().forEach(pattern -> words.add(pattern + " in upper or lower case"));
        filters.excludeFiles().forEach(file -> words.add("patterns of " + file));
        filters.excludeIfPresent().forEach(rule -> words.add("folders with " + rule));
        filters.excludeLargerThan().ifPresent(size -> words.add("files above " + ByteSize.words(size.bytes())));
        if (filters.excludeCaches()) {
            words.add("folders marked as caches");
        }
        if (filters.oneFileSystem()) {
            words.add("other file systems");
        }
        return words;
    }

    private static String words(Retention keep) {
        StringJoiner words = new StringJoiner(", ");
        add(words, "last", keep.last());
        add(words, "hourly", keep.hourly());
        add(words, "daily", keep.daily());
        add(words, "weekly", keep.weekly());
        add(words, "monthly", keep.monthly());
        add(words, "yearly", keep.yearly());
        keep.within()
                .ifPresent(span -> words.add("all within " + span.duration().toHours() + " hours"));
        return words.toString();
    }

    private static void add(StringJoiner words, String what, int count) {
        if (count > 0) {
            words.add(count + " " + what);
        }
    }
}
