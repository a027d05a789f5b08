package dev.holdfast.service;

import dev.holdfast.engine.upkeep.Forget;
import java.util.List;
import java.util.Optional;

/**
 * What came of the retention of one job.
 *
 * @param repository where it lies
 * @param policy in words
 * @param group what stays and what goes; empty if that could not be found out
 * @param deleted how many snapshots were deleted
 * @param failures those that could not be deleted
 * @param warnings what else a person should know
 * @param isComplete whether all snapshots could be read
 * @param failure why it ended early
 */
public record ForgetReport(
        String job,
        String repository,
        String policy,
        Optional<Forget.Group> group,
        int deleted,
        List<Forget.Failure> failures,
        List<String> warnings,
        boolean isComplete,
        Optional<Advice> failure) {
    public ForgetReport {
        failures = List.copyOf(failures);
        warnings = List.copyOf(warnings);
    }

    /** As a command ends that did only this. */
    public int exitCode() {
        if (failure.isPresent()) {
            return failure.get().exitCode();
        }
        if (!failures.isEmpty()) {
            return Advice.INCOMPLETE;
        }
        return isComplete ? 0 : Advice.FAILED;
    }
}
