package dev.holdfast.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;

/** How fast something grows, measured over the last seconds. Used by one thread. */
final class Speed {
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private record Sample(long nanos, long amount) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    Speed(long nanos) {
        samples.add(new Sample(nanos, 0));
    }

    /** Takes note of how much there is at a moment. */
    void add(long nanos, long amount) {
        samples.add(new Sample(nanos, amount));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** How much is added in a second. */
    double perSecond() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long nanos = last.nanos - first.nanos;
        return nanos <= 0 ? 0 : (last.amount - first.amount) * 1e9 / nanos;
    }

    /** How long {@code rest} more takes; empty if nothing moves. */
    OptionalLong secondsFor(long rest) {
        double rate = perSecond();
        return rate <= 0 || rest < 0
                ? OptionalLong.empty()
                : OptionalLong.of(Duration.ofMillis((long) Math.min(rest / rate * 1000, Long.MAX_VALUE / 4.0))
                        .toSeconds());
    }
}
