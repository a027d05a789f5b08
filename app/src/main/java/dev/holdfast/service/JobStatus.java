package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.history.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a job stands.
 *
 * @param lastRun the latest in the history
 * @param isReachable whether the repository could be opened
 * @param snapshots how many there are of the job, -1 if that is not known
 * @param lastGood the newest snapshot whose run is not known to be incomplete
 * @param nextDue when the schedule asks for the next run; this version does not start it
 * @param problems what needs attention
 */
public record JobStatus(
        String job,
        String repository,
        Now now,
        Optional<RunRecord> lastRun,
        boolean isReachable,
        int snapshots,
        Optional<Good> lastGood,
        String schedule,
        Optional<Instant> nextDue,
        List<String> problems) {
    /** This version runs no restore tests or checks on its own, and does not pretend to. */
    public static final String VERIFICATION = "not run";

    /** What the job is doing, or how its last run ended. */
    public enum Now {
        NEVER_RUN("never"),
        RUNNING("running"),
        ENDED_WITHOUT_A_WORD("ended without a word"),
        SUCCESS("success"),
        INCOMPLETE("incomplete"),
        FAILED("failed");

        private final String words;

        Now(String words) {
            this.words = words;
        }

        /** For people and programs. */
        public String words() {
            return words;
        }
    }

    /** A snapshot and when it was made. */
    public record Good(String snapshot, Instant time) {}

    public JobStatus {
        problems = List.copyOf(problems);
    }

    /** The worst of the jobs: 0, {@link Advice#INCOMPLETE} if only a last run is, else {@link Advice#FAILED}. */
    public static int exitCode(List<JobStatus> all) {
        int worst = 0;
        for (JobStatus status : all) {
            boolean incomplete = status.now == Now.INCOMPLETE && status.problems.size() == 1;
            if (!status.problems.isEmpty() && !incomplete) {
                return Advice.FAILED;
            }
            worst = incomplete ? Advice.INCOMPLETE : worst;
        }
        return worst;
    }

    /** The state of the jobs of these names, or of all; reads only. */
    public static List<JobStatus> of(Surroundings surroundings, Configuration configuration, List<String> names) {
        StatusJobs status = new StatusJobs(surroundings, configuration);
        return RunJobs.chosen(configuration, names).stream().map(status::status).toList();
    }
}
