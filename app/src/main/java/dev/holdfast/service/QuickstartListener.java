package dev.holdfast.service;

import dev.holdfast.run.Phase;
import dev.holdfast.run.RunListener;
import java.util.function.LongSupplier;

/** Hears of a first backup as it goes. */
public interface QuickstartListener extends RunListener {
    /** A step has begun; the backup itself is told as a run's state. */
    void begun(Phase phase, Amount amount);

    /** How far a step is, in bytes; asked by whoever shows it. */
    record Amount(LongSupplier done, LongSupplier total) {
        /** It can't be told. */
        public static final Amount UNKNOWN = new Amount(() -> 0, () -> 0);
    }

    /** A step is done. */
    void done(QuickstartStep step);
}
