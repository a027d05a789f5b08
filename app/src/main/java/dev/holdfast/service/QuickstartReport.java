package dev.holdfast.service;

import dev.holdfast.run.Proof;
import dev.holdfast.run.RunReport;
import java.util.List;
import java.util.Optional;

/**
 * What came of a first backup, or of the next one by the same command.
 *
 * @param path that was backed up
 * @param configuration the file, written now or found
 * @param password where the password lies, as a reference such as {@code file:/home/me/…}
 * @param steps those that were done, in order; the last may be bad
 * @param warnings what the owner should know
 * @param failure why it ended early
 * @param kept what is there now, whether it ended early or not
 */
public record QuickstartReport(
        String path,
        String job,
        String repository,
        String password,
        String configuration,
        List<QuickstartStep> steps,
        List<String> warnings,
        Optional<RunReport.Failure> failure,
        List<String> kept,
        Hints hints) {
    public QuickstartReport {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
        kept = List.copyOf(kept);
    }

    /**
     * Commands to go on with, fit for a shell; an empty one can't be given.
     *
     * @param showPassword prints the password
     * @param again makes the next snapshot
     */
    public record Hints(String restore, String restoreWithRestic, String showPassword, String again) {}

    /** The run of the job, if it came to that. */
    public Optional<RunReport> run() {
        return steps.stream()
                .filter(QuickstartStep.BackedUp.class::isInstance)
                .map(step -> ((QuickstartStep.BackedUp) step).run())
                .findFirst();
    }

    /** The comparison of what was restored, if it came to that. */
    public Optional<Proof> proof() {
        return steps.stream()
                .filter(QuickstartStep.Proved.class::isInstance)
                .map(step -> ((QuickstartStep.Proved) step).proof())
                .findFirst();
    }

    /** Whether what was backed up has been brought back and was equal. */
    public boolean isProved() {
        return proof().filter(Proof::isPassed).isPresent();
    }

    /** 0, {@link Advice#INCOMPLETE} if some items could not be read, else that of the failure. */
    public int exitCode() {
        if (failure.isPresent()) {
            return failure.get().exitCode();
        }
        return isIncomplete() ? Advice.INCOMPLETE : 0;
    }

    /** Whether something that was to be backed up could not be read. */
    public boolean isIncomplete() {
        return run().filter(run -> run.outcome() == RunReport.Outcome.INCOMPLETE)
                .isPresent();
    }
}
