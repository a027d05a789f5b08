package dev.holdfast.engine.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How many sizes there are of each number of digits, up to a limit. For one thread. */
public final class SizeHistogram {
    private final List<Long> bounds = new ArrayList<>();
    private final long[] counts;
    private final List<Long> oversized = new ArrayList<>();
    private long count;
    private long total;

    /** The sizes from {@code lower} to {@code upper} bytes. */
    public record Range(long lower, long upper, long count) {}

    /** @param limit bytes; what is larger is listed by itself */
    SizeHistogram(long limit) {
        bounds.add(0L);
        for (long lower = 1; lower < limit; lower *= 10) {
            bounds.add(Math.min(10 * lower - 1, limit));
        }
        counts = new long[bounds.size()];
    }

    void add(long size) {
        count++;
        total += size;
        int range = Collections.binarySearch(bounds, size);
        range = range < 0 ? -range - 1 : range;
        if (range < counts.length) {
            counts[range]++;
        } else {
            oversized.add(size);
        }
    }

    /** How many sizes there are. */
    public long count() {
        return count;
    }

    /** Bytes of all together. */
    public long total() {
        return total;
    }

    /** From the smallest to the largest that has any. */
    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        int last = counts.length - 1;
        while (last >= 0 && counts[last] == 0) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            if (counts[i] > 0 || !ranges.isEmpty()) {
                ranges.add(new Range(i == 0 ? 0 : bounds.get(i - 1) + 1, bounds.get(i), counts[i]));
            }
        }
        return ranges;
    }

    /** The sizes beyond the limit. */
    public List<Long> oversized() {
        return List.copyOf(oversized);
    }
}
