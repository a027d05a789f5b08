package dev.holdfast.engine.backend;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How long to wait between attempts, and when to give up.
 *
 * @param first the first wait; each later one is twice as long
 * @param longest no wait is longer, but for the jitter
 * @param giveUpAfter counted from the first attempt; the last attempt is made when it is over
 * @param clock tells how much of it is over
 * @param sleeper waits
 * @param random spreads the waits of those who failed together, between half and one and a half times; any generator
 *     will do, as
 *     it is asked by one thread at a time
 */
public record RetryPolicy(
        Duration first,
        Duration longest,
        Duration giveUpAfter,
        InstantSource clock,
        Sleeper sleeper,
        RandomGenerator random) {

    public RetryPolicy {
        if (!first.isPositive() || longest.compareTo(first) < 0 || giveUpAfter.isNegative()) {
            throw new IllegalArgumentException("waits from " + first + " to " + longest + ", for " + giveUpAfter);
        }
    }

    /** From one second to one minute, for a quarter of an hour. */
    public static RetryPolicy standard(InstantSource clock, RandomGenerator random) {
        return new RetryPolicy(
                Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(15), clock, Thread::sleep, random);
    }

    /** The wait after so many failed attempts (at least 1), without regard to when to give up. */
    Duration waitAfter(int attempts) {
        int doublings = Math.min(attempts - 1, 30);
        Duration wait = first.multipliedBy(1L << doublings);
        if (wait.compareTo(longest) > 0) {
            wait = longest;
        }
        double jitter;
        synchronized (random) {
            jitter = random.nextDouble(0.5, 1.5);
        }
        return Duration.ofNanos((long) (wait.toNanos() * jitter));
    }

    /** Waits; {@code Thread::sleep} outside of tests. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }
}
