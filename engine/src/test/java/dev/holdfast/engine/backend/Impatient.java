package dev.holdfast.engine.backend;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/** Backends that don't wait, so that whole runs can meet faults thousands of times. */
public final class Impatient {
    private Impatient() {}

    /** One whose stalled calls soon fail. */
    public static FaultyBackend faulty(Backend inner, FaultScript script) {
        return new FaultyBackend(inner, script, Duration.ofMillis(2));
    }

    /** One that tries again at once, for as long as a clock takes that goes on with each look. */
    public static Backend retrying(Backend inner) {
        Instant[] now = {Instant.EPOCH};
        InstantSource clock = () -> {
            synchronized (now) {
                now[0] = now[0].plusSeconds(1);
                return now[0];
            }
        };
        RetryPolicy policy = new RetryPolicy(
                Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(5), clock, _ -> {}, new Random(0));
        return new Retrying(inner, policy, _ -> {});
    }
}
