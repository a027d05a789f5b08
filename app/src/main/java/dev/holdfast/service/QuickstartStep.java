package dev.holdfast.service;

import dev.holdfast.engine.op.Check;
import dev.holdfast.engine.op.Finding;
import dev.holdfast.run.Phase;
import dev.holdfast.run.Proof;
import dev.holdfast.run.RunReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A step of a first backup that is done. */
public sealed interface QuickstartStep {
    /** Which one. */
    Phase phase();

    /** How long it took. */
    Duration duration();

    /** Whether the next step may follow. */
    boolean isGood();

    /** There is a repository; {@code isNew} if it was made now. */
    record Made(Duration duration, String repository, boolean isNew) implements QuickstartStep {
        @Override
        public Phase phase() {
            return Phase.MAKE;
        }

        @Override
        public boolean isGood() {
            return true;
        }
    }

    /** The job has run. */
    record BackedUp(Duration duration, RunReport run) implements QuickstartStep {
        @Override
        public Phase phase() {
            return Phase.BACK_UP;
        }

        @Override
        public boolean isGood() {
            return run.outcome() != RunReport.Outcome.FAILED;
        }
    }

    /**
     * The repository was checked.
     *
     * @param isWhole whether all data was read
     * @param errors the first of them
     */
    record Checked(Duration duration, Check.Result result, boolean isWhole, List<Finding.Damage> errors)
            implements QuickstartStep {
        public Checked {
            errors = List.copyOf(errors);
        }

        @Override
        public Phase phase() {
            return Phase.CHECK;
        }

        @Override
        public boolean isGood() {
            return result.isSound();
        }
    }

    /** A sample was restored and compared. */
    record Proved(Duration duration, Proof proof) implements QuickstartStep {
        @Override
        public Phase phase() {
            return Phase.PROVE;
        }

        @Override
        public boolean isGood() {
            return proof.isPassed();
        }
    }

    /** The configuration was written. */
    record Configured(Duration duration, Path file) implements QuickstartStep {
        @Override
        public Phase phase() {
            return Phase.CONFIGURE;
        }

        @Override
        public boolean isGood() {
            return true;
        }
    }
}
