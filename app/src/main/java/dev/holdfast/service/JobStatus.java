package dev.holdfast.service;

import dev.holdfast.config.Configuration;
import dev.holdfast.history.RunRecord;
import dev.holdfast.history.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a job stands.
 *
 * @param lastRun the latest in the history
 * @param isReachable whether the repository could be opened
 * @param snapshots how many there are of the job, -1 if that is not known
 * @param lastGood the newest snapshot whose run is not known to be incomplete
 * @param nextDue when the schedule asks for the next run; this version does not start it
 * @param verification the latest in the history; only a first backup makes one in this version
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
        Optional<Verification> verification,
        List<String> problems) {
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

        /** How a run of the history ended; a word that this version does not know tells nothing. */
        static Now ended(RunRecord.Result result) {
            return Stream.of(SUCCESS, INCOMPLETE, FAILED)
                    .filter(now -> now.words.equals(result.outcome()))
                    .findFirst()
                    .orElse(ENDED_WITHOUT_A_WORD);
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
