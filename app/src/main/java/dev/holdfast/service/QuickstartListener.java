package dev.holdfast.service;

import dev.holdfast.run.Phase;
import dev.holdfast.run.RunListener;

/** Hears of a first backup as it goes. */
public interface QuickstartListener extends RunListener {
    /** A step has begun. */
    void begun(Phase phase);

    /** A step is done. */
    void done(QuickstartStep step);
}
