package dev.holdfast.run;

import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.job.JobName;
import java.time.Instant;

/** Where a run is. */
public sealed interface RunState {
    /** A phase is under way; {@code progress} moves during {@link Phase#BACK_UP}. */
    record Working(JobName job, Phase phase, Instant since, BackupProgress progress) implements RunState {}

    /** It is over. */
    record Ended(RunReport report) implements RunState {}
}
