package dev.holdfast.run;

import dev.holdfast.engine.tree.Problem;

/** Hears of a run as it goes, from any of its threads. */
public interface RunListener {
    /** The run is in another state. */
    void state(RunState state);

    /** An item could not be read or kept as it is. */
    void problem(Problem problem);

    /** Something that the owner should know though the run goes on. */
    void warning(String what);

    /** A line that a command of the job wrote to its standard error. */
    void said(String line);

    /** Hears nothing. */
    RunListener NONE = new RunListener() {
        @Override
        public void state(RunState state) {}

        @Override
        public void problem(Problem problem) {}

        @Override
        public void warning(String what) {}

        @Override
        public void said(String line) {}
    };
}
