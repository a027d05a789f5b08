package dev.holdfast.run;

import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.job.JobName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of one run of a job.
 *
 * @param repository where it lies
 * @param phases those that were begun, in order
 * @param snapshot id of the new snapshot, if one was written
 * @param parent id of the snapshot it was compared with
 * @param figures of the new snapshot
 * @param sources in the order of the file
 * @param problems items left out, at most {@link #MOST_PROBLEMS} of them
 * @param problemCount how many there were
 * @param failure why it failed
 */
public record RunReport(
        JobName job,
        String repository,
        String host,
        Instant started,
        Instant finished,
        Outcome outcome,
        List<PhaseTime> phases,
        Optional<String> snapshot,
        Optional<String> parent,
        Optional<Figures> figures,
        List<SourceFigures> sources,
        List<Problem> problems,
        long problemCount,
        List<String> warnings,
        Optional<Failure> failure) {
    /** More problems than these are only counted. */
    public static final int MOST_PROBLEMS = 1000;

    public RunReport {
        phases = List.copyOf(phases);
        sources = List.copyOf(sources);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** How a run ended. */
    public enum Outcome {
        /** All of it is in the snapshot. */
        SUCCESS,
        /** There is a snapshot, but some items could not be read. */
        INCOMPLETE,
        /** There is no snapshot. */
        FAILED;

        /** Lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How long a phase took. */
    public record PhaseTime(Phase phase, Duration duration) {}

    /** What a source gave: files and their bytes. */
    public record SourceFigures(String kind, String name, long files, long bytes) {}

    /**
     * Why a run failed.
     *
     * @param exitCode as a repository command would end
     */
    public record Failure(String what, String fix, int exitCode) {}

    /**
     * The figures of a new snapshot; bytes where not said otherwise.
     *
     * @param files number of files
     * @param bytes of all files
     * @param added new bytes
     * @param stored what the new bytes take in the repository
     * @param bytesPerSecond of all files, by the time of the backup phase
     */
    public record Figures(
            long files, long newFiles, long changedFiles, long bytes, long added, long stored, double bytesPerSecond) {
        /** The figures of a backup that took so long. */
        public static Figures of(SnapshotSummary summary, Duration time) {
            double seconds = Math.max(time.toNanos(), 1) / 1e9;
            return new Figures(
                    summary.totalFilesProcessed(),
                    summary.filesNew(),
                    summary.filesChanged(),
                    summary.totalBytesProcessed(),
                    summary.dataAdded(),
                    summary.dataAddedPacked(),
                    summary.totalBytesProcessed() / seconds);
        }

        /** New bytes by the bytes they take, 1 if nothing is new. */
        public double ratio() {
            return stored == 0 ? 1 : (double) added / stored;
        }
    }

    public Duration duration() {
        return Duration.between(started, finished);
    }
}
