package dev.holdfast.engine.backend;

import dev.holdfast.engine.backend.FaultyBackend.Call;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Decides which calls of a {@link FaultyBackend} meet which fault. Asked once for each call, by one thread at a time,
 * in the order of the calls' numbers.
 */
@FunctionalInterface
public interface FaultScript {
    /** The fault for this call, if it is to meet one. */
    Optional<Fault> faultFor(Call call);

    /** No faults. */
    static FaultScript none() {
        return _ -> Optional.empty();
    }

    /** One fault, at the call with this number; the first call is number 1. */
    static FaultScript at(long number, Fault fault) {
        return each(call -> call.number() == number, fault);
    }

    /** The fault at every call that fits. */
    static FaultScript each(Predicate<Call> calls, Fault fault) {
        return call -> calls.test(call) ? Optional.of(fault) : Optional.empty();
    }

    /** The fault at the first {@code times} calls that fit. */
    static FaultScript first(int times, Predicate<Call> calls, Fault fault) {
        AtomicInteger left = new AtomicInteger(times);
        return call -> calls.test(call) && left.getAndDecrement() > 0 ? Optional.of(fault) : Optional.empty();
    }

    /**
     * Any of the faults at any call, with this probability. The same seed gives the same faults for the same sequence
     * of calls; a test prints it.
     */
    static FaultScript randomly(long seed, double probability, Fault... faults) {
        Random random = new Random(seed);
        List<Fault> choice = List.of(faults);
        return _ -> random.nextDouble() < probability
                ? Optional.of(choice.get(random.nextInt(choice.size())))
                : Optional.empty();
    }

    /** This script, and where it has no fault, the other. */
    default FaultScript or(FaultScript other) {
        return call -> faultFor(call).or(() -> other.faultFor(call));
    }
}
