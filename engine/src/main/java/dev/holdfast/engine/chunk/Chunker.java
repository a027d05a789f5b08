package dev.holdfast.engine.chunk;

import java.util.Arrays;
import java.util.Objects;

/**
 * Finds where restic cuts content into chunks: after a byte where the low 20 bits of a rolling Rabin fingerprint of the
 * last 64 bytes are zero, but with chunks of at least {@link #MIN} and at most {@link #MAX} bytes.
 *
 * <p>Immutable and safe for threads. The fingerprint at every possible cut depends on the last 64 bytes only, not on where
 * the chunk began: so bytes before MIN - 64 are never looked at, and the rest is scanned in several lanes at once, as one
 * lane would mostly wait for its own table look-ups.
 */
public final class Chunker {
    /** Least length of a chunk but the last. */
    public static final int MIN = 512 * 1024;

    /** Greatest length of a chunk. */
    public static final int MAX = 8 * 1024 * 1024;

    static final int WINDOW = 64;
    static final long MASK = (1 << 20) - 1;

    private static final int TOP = Polynomial.DEGREE - 8;

    private static final int LANES = 4;

    /** Positions that each lane scans at a time: short, as those after a cut are scanned in vain. */
    private static final int LANE = 8 * 1024;

    /** What a byte adds to the fingerprint when it leaves the window, times x^8. */
    private final long[] out = new long[256];

    /** What reduces a fingerprint whose top byte is the index, after it was shifted by a byte. */
    private final long[] reduce = new long[256];

    /**
     * Cuts with the tables of {@code polynomial}.
     *
     * @throws IllegalArgumentException if that is not irreducible and of degree 53
     */
    public Chunker(long polynomial) {
        this(new Polynomial(polynomial));
    }

    /** Cuts with the tables of {@code polynomial}. */
    public Chunker(Polynomial polynomial) {
        long p = polynomial.bits();
        for (int bit = 1; bit < 256; bit <<= 1) {
            long leaving = bit;
            for (int i = 0; i < WINDOW; i++) {
                leaving = Polynomial.reduce(leaving << 8, p);
            }
            long top = (long) bit << Polynomial.DEGREE;
            long reducing = Polynomial.reduce(top, p) | top;
            // What a byte does is the sum of what its bits do.
            for (int b = bit; b < 2 * bit; b++) {
                out[b] = out[b - bit] ^ leaving;
                reduce[b] = reduce[b - bit] ^ reducing;
            }
        }
    }

    /**
     * The length of the first chunk of the content that begins at {@code offset}, or 0 if {@code length} bytes are too few
     * to tell: then either more must be read, or the content has ended and all of it is the last chunk.
     *
     * @param length how many bytes of content there are, from {@code offset}
     * @param scanned how many of these an earlier call, with a smaller length, found to hold no cut; else 0
     */
    public int cut(byte[] bytes, int offset, int length, int scanned) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int end = Math.min(length, MAX);
        int at = Math.max(MIN, scanned + 1);
        while (end - at >= LANES * LANE) {
            int found = scanLanes(bytes, offset + at);
            if (found < LANES * LANE) {
                return at + found;
            }
            at += LANES * LANE;
        }
        if (at <= end) {
            int count = end - at + 1;
            int found = scan(bytes, offset + at, count);
            if (found < count) {
                return at + found;
            }
        }
        return length >= MAX ? MAX : 0;
    }

    /** As {@link #scan} of {@code LANES * LANE} cuts. */
    private int scanLanes(byte[] bytes, int end) {
        long[] digests = new long[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            digests[lane] = window(bytes, end + lane * LANE);
        }
        int steps = scanTogether(bytes, end, digests);
        if (steps == LANE) {
            return LANES * LANE;
        }
        // Some lane has a cut at this step. Lanes before it may have one at a later step, which comes first.
        for (int lane = 0; lane < LANES; lane++) {
            int count = LANE - steps;
            int found = scan(bytes, end + lane * LANE + steps, count);
            if (found < count) {
                return lane * LANE + steps + found;
            }
        }
        throw new AssertionError("a cut was there and is gone");
    }

    /**
     * How many steps the lanes can go from their {@code digests} until one of them is at a cut; {@code LANE} if none is.
     *
     * <p>A method of its own, as the compiler then finds registers for all of it. Copies the tables, since the compiler
     * leaves out the checks of indexes only for arrays whose length it sees. For the same reason everything is indexed by
     * one variable and constants.
     */
    private int scanTogether(byte[] bytes, int end, long[] digests) {
        long[] o = Arrays.copyOf(out, 256);
        long[] r = Arrays.copyOf(reduce, 256);
        long d0 = digests[0];
        long d1 = digests[1];
        long d2 = digests[2];
        long d3 = digests[3];
        for (int i = end; i < end + LANE; i++) {
            if ((d0 & MASK) == 0 || (d1 & MASK) == 0 || (d2 & MASK) == 0 || (d3 & MASK) == 0) {
                return i - end;
            }
            d0 = (d0 << 8 | bytes[i] & 0xff) ^ o[bytes[i - WINDOW] & 0xff] ^ r[(int) (d0 >>> TOP) & 0xff];
            d1 = (d1 << 8 | bytes[i + LANE] & 0xff) ^ o[bytes[i + LANE - WINDOW] & 0xff] ^ r[(int) (d1 >>> TOP) & 0xff];
            d2 = (d2 << 8 | bytes[i + 2 * LANE] & 0xff)
                    ^ o[bytes[i + 2 * LANE - WINDOW] & 0xff]
                    ^ r[(int) (d2 >>> TOP) & 0xff];
            d3 = (d3 << 8 | bytes[i + 3 * LANE] & 0xff)
                    ^ o[bytes[i + 3 * LANE - WINDOW] & 0xff]
                    ^ r[(int) (d3 >>> TOP) & 0xff];
        }
        return LANE;
    }

    /**
     * Looks for the first cut among those before {@code end}, {@code end + 1}, ... ({@code count} of them).
     *
     * @return its number, or {@code count} if there is none
     */
    private int scan(byte[] bytes, int end, int count) {
        long[] o = out;
        long[] r = reduce;
        long digest = window(bytes, end);
        int i = 0;
        while ((digest & MASK) != 0 && ++i < count) {
            int next = end + i - 1;
            digest = (digest << 8 | bytes[next] & 0xff) ^ o[bytes[next - WINDOW] & 0xff] ^ r[(int) (digest >>> TOP)];
        }
        return i;
    }

    /** The fingerprint of the 64 bytes before {@code end}. */
    private long window(byte[] bytes, int end) {
        long digest = 0;
        for (int i = end - WINDOW; i < end; i++) {
            digest = (digest << 8 | bytes[i] & 0xff) ^ reduce[(int) (digest >>> TOP)];
        }
        return digest;
    }
}
