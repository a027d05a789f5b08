package dev.holdfast.engine.chunk;

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

    /** Positions that each lane scans at a time. */
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
        for (int b = 0; b < 256; b++) {
            long leaving = b;
            for (int i = 0; i < WINDOW; i++) {
                leaving = Polynomial.reduce(leaving << 8, p);
            }
            out[b] = leaving;
            long top = (long) b << Polynomial.DEGREE;
            reduce[b] = Polynomial.reduce(top, p) | top;
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
        while (at <= end) {
            int count = Math.min(end - at + 1, LANE);
            int found = oneLane(bytes, offset + at, count);
            if (found < count) {
                return at + found;
            }
            at += count;
        }
        return length >= MAX ? MAX : 0;
    }

    /**
     * Scans cuts before {@code end}, {@code end + 1}, ... ({@code count} of them).
     *
     * @return the number of the first cut, or {@code count} if there is none
     */
    private int oneLane(byte[] bytes, int end, int count) {
        long[] o = out;
        long[] r = reduce;
        long digest = window(bytes, end);
        for (int i = 0; i < count; i++) {
            if ((digest & MASK) == 0) {
                return i;
            }
            if (i + 1 < count) {
                digest = (digest << 8 | bytes[end + i] & 0xff) ^ r[(int) (digest >>> TOP)] ^ o[bytes[end + i - WINDOW] & 0xff];
            }
        }
        return count;
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
