package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.config.SecretUse;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.job.Job;
import dev.holdfast.run.JobRunner;
import dev.holdfast.run.RunListener;
import dev.holdfast.run.RunReport;
import dev.holdfast.secret.SecretRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Runs jobs of a configuration one after the other. */
public final class RunJobs {
    private static final List<String> PASSWORD_VARIABLES = List.of(
            "RESTIC_PASSWORD", "RESTIC_PASSWORD_COMMAND", "RESTIC_FROM_PASSWORD", "RESTIC_FROM_PASSWORD_COMMAND");

    private final Configuration configuration;
    private final JobRunner runner;

    public RunJobs(Surroundings surroundings, Configuration configuration) {
        this.configuration = configuration;
        JobRunner.Setting setting = new JobRunner.Setting(
                configuration.environment(),
                secretVariables(configuration),
                surroundings.workingDirectory(),
                surroundings.client(),
                folders(configuration),
                UserFolders.state(configuration),
                surroundings.programVersion(),
                Explanation::of);
        this.runner = new JobRunner(setting);
    }

    static List<Path> folders(Configuration configuration) {
        return configuration.repositories().values().stream()
                .map(JobRunner::folder)
                .toList();
    }

    private static Set<String> secretVariables(Configuration configuration) {
        Set<String> names = new HashSet<>(PASSWORD_VARIABLES);
        for (SecretUse use : configuration.secrets()) {
            if (use.secret() instanceof SecretRef.Env(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    JobRunner runner() {
        return runner;
    }

    /**
     * Runs the jobs; a job that fails does not keep the next from running, being asked to stop does.
     *
     * @param names of the jobs, empty for all
     * @throws InvalidRequest if there is no job of a name; nothing is run then
     */
    public List<RunReport> run(List<String> names, RunListener listener) {
        List<RunReport> reports = new ArrayList<>();
        for (Job job : chosen(configuration, names)) {
            RunReport report = runner.run(job, configuration.repositoryOf(job), listener);
            reports.add(report);
            if (isStopped(report)) {
                break;
            }
        }
        return reports;
    }

    /** The jobs of these names in the order given, or all in the order of the file. */
    static List<Job> chosen(Configuration configuration, List<String> names) {
        List<Job> jobs = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            jobs.add(ConfiguredRepository.job(configuration, name));
        }
        return names.isEmpty() ? List.copyOf(configuration.jobs().values()) : jobs;
    }

    private static boolean isStopped(RunReport report) {
        return report.failure()
                .filter(failure -> failure.exitCode() == Advice.INTERRUPTED)
                .isPresent();
    }

    /** The worst of the outcomes as an exit code: 0, {@link Advice#INCOMPLETE}, or {@link Advice#FAILED}; 130 if stopped. */
    public static int exitCode(List<RunReport> reports) {
        int worst = 0;
        for (RunReport report : reports) {
            if (isStopped(report)) {
                return Advice.INTERRUPTED;
            }
            worst = switch (report.outcome()) {
                case SUCCESS -> worst;
                case INCOMPLETE -> worst == 0 ? Advice.INCOMPLETE : worst;
                case FAILED -> Advice.FAILED;
            };
        }
        return worst;
    }
}
