package dev.holdfast.engine.backend;

import dev.holdfast.engine.backend.FaultyBackend.Call;
import java.util.Optional;

/** A script for the calls from {@link #arm} on, of which the first is number 1: what a test does before meets no faults. */
public final class ArmedScript implements FaultScript {
    private final FaultScript script;
    private boolean isArmed;
    private int calls;

    public ArmedScript(FaultScript script) {
        this.script = script;
    }

    /** From now on calls count. */
    public synchronized void arm() {
        isArmed = true;
    }

    /** Number of calls since then. */
    public synchronized int calls() {
        return calls;
    }

    @Override
    public synchronized Optional<Fault> faultFor(Call call) {
        return isArmed
                ? script.faultFor(new Call(++calls, call.operation(), call.type(), call.file()))
                : Optional.empty();
    }
}
