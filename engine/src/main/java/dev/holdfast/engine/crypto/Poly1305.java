package dev.holdfast.engine.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The polynomial part of Poly1305 (RFC 8439, section 2.5) for one fixed {@code r}: the message evaluated at r modulo
 * 2^130 - 5, to which {@link #finish} adds {@code s}.
 *
 * <p>Numbers are three limbs of 44, 44 and 42 bits. {@link #GROUP} blocks are multiplied by descending powers of r and
 * summed before one reduction. Each product of two numbers takes six multiplications of limbs (Karatsuba) instead of nine.
 * Every limb product is split at bit {@link #SPLIT} with a pre-shifted power, so that the sums need no carries. All
 * arithmetic is signed, so limbs may be slightly out of their range, negative too.
 */
final class Poly1305 {
    static final int BLOCK = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int GROUP = 8;
    private static final int LIMBS = 6;
    private static final int SPLIT = 47;
    private static final int SHIFT = 64 - SPLIT;
    private static final long LOW = (1L << SPLIT) - 1;
    private static final long MASK_44 = (1L << 44) - 1;
    private static final long MASK_42 = (1L << 42) - 1;
    private static final long PAD = 1L << 40;

    /** r^GROUP down to r^1, each as limbs 0, 1, 2 and the sums 0+1, 0+2, 1+2. */
    private final long[] powers = new long[GROUP * LIMBS];

    private final byte[] last = new byte[BLOCK];
    private long h0;
    private long h1;
    private long h2;

    /** Takes the 16 bytes of r, clamped or not. */
    Poly1305(byte[] r) {
        long low = (long) LONG.get(r, 0) & 0x0ffffffc0fffffffL;
        long high = (long) LONG.get(r, 8) & 0x0ffffffc0ffffffcL;
        setPower(1, low & MASK_44, (low >>> 44 | high << 20) & MASK_44, high >>> 24);
        byte[] zeros = new byte[BLOCK];
        for (int power = 2; power <= GROUP; power++) {
            int previous = (GROUP - power + 1) * LIMBS;
            h0 = powers[previous];
            h1 = powers[previous + 1];
            h2 = powers[previous + 2];
            blocks(zeros, 0, 1, 0);
            setPower(power, h0, h1, h2);
        }
        reset();
    }

    private void setPower(int power, long limb0, long limb1, long limb2) {
        int at = (GROUP - power) * LIMBS;
        powers[at] = limb0;
        powers[at + 1] = limb1;
        powers[at + 2] = limb2;
        powers[at + 3] = limb0 + limb1;
        powers[at + 4] = limb0 + limb2;
        powers[at + 5] = limb1 + limb2;
    }

    /** Begins a new message. */
    void reset() {
        h0 = 0;
        h1 = 0;
        h2 = 0;
    }

    /** Adds bytes of the message; every piece but the last must be a multiple of {@link #BLOCK} long. */
    void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int whole = length / BLOCK;
        while (whole > 0) {
            int count = Math.min(whole, GROUP);
            blocks(bytes, at, count, PAD);
            at += count * BLOCK;
            whole -= count;
        }
        int rest = offset + length - at;
        if (rest > 0) {
            Arrays.fill(last, (byte) 0);
            System.arraycopy(bytes, at, last, 0, rest);
            last[rest] = 1;
            blocks(last, 0, 1, 0);
        }
    }

    /** h = (h + first block) * r^count + second block * r^(count-1) + ... + last block * r. */
    private void blocks(byte[] bytes, int offset, int count, long pad) {
        long[] p = powers;
        long x0 = h0;
        long x1 = h1;
        long x2 = h2;
        long l00 = 0;
        long l11 = 0;
        long l22 = 0;
        long l01 = 0;
        long l02 = 0;
        long l12 = 0;
        long g00 = 0;
        long g11 = 0;
        long g22 = 0;
        long g01 = 0;
        long g02 = 0;
        long g12 = 0;
        int at = offset;
        for (int i = (GROUP - count) * LIMBS; i < GROUP * LIMBS; i += LIMBS) {
            long low = (long) LONG.get(bytes, at);
            long high = (long) LONG.get(bytes, at + 8);
            at += BLOCK;
            x0 += low & MASK_44;
            x1 += (low >>> 44 | high << 20) & MASK_44;
            x2 += high >>> 24 | pad;
            long x01 = x0 + x1;
            long x02 = x0 + x2;
            long x12 = x1 + x2;
            l00 += x0 * p[i] & LOW;
            g00 += Math.multiplyHigh(x0, p[i] << SHIFT);
            l11 += x1 * p[i + 1] & LOW;
            g11 += Math.multiplyHigh(x1, p[i + 1] << SHIFT);
            l22 += x2 * p[i + 2] & LOW;
            g22 += Math.multiplyHigh(x2, p[i + 2] << SHIFT);
            l01 += x01 * p[i + 3] & LOW;
            g01 += Math.multiplyHigh(x01, p[i + 3] << SHIFT);
            l02 += x02 * p[i + 4] & LOW;
            g02 += Math.multiplyHigh(x02, p[i + 4] << SHIFT);
            l12 += x12 * p[i + 5] & LOW;
            g12 += Math.multiplyHigh(x12, p[i + 5] << SHIFT);
            x0 = 0;
            x1 = 0;
            x2 = 0;
        }
        long c3 = (l12 - l11 - l22) + ((g02 - g00 - g22 + g11) << 3);
        long c4 = l22 + ((g12 - g11 - g22) << 3);
        long c5 = g22 << 3;
        long c0 = l00 + 20 * c3;
        long c1 = (l01 - l00 - l11) + (g00 << 3) + 20 * c4;
        long c2 = (l02 - l00 - l22 + l11) + ((g01 - g00 - g11) << 3) + 20 * c5;
        c1 += c0 >> 44;
        c2 += c1 >> 44;
        h0 = (c0 & MASK_44) + 5 * (c2 >> 42);
        h1 = c1 & MASK_44;
        h2 = c2 & MASK_42;
    }

    /** Ends the message: {@link #tagLow} and {@link #tagHigh} are then the tag, the sum with s modulo 2^128. */
    void finish(long sLow, long sHigh) {
        for (int round = 0; round < 3; round++) {
            h1 += h0 >> 44;
            h0 &= MASK_44;
            h2 += h1 >> 44;
            h1 &= MASK_44;
            h0 += 5 * (h2 >> 42);
            h2 &= MASK_42;
        }
        subtractPrimeOnce();
        long low = h0 | h1 << 44;
        long high = h1 >>> 20 | h2 << 24;
        h0 = low + sLow;
        h1 = high + sHigh + ((low & sLow | (low | sLow) & ~h0) >>> 63);
    }

    /** h - p if that is not negative, without a branch. */
    private void subtractPrimeOnce() {
        long c0 = h0 + 5;
        long c1 = h1 + (c0 >>> 44);
        long c2 = h2 + (c1 >>> 44);
        long keep = (c2 >>> 42) - 1;
        h0 = h0 & keep | c0 & MASK_44 & ~keep;
        h1 = h1 & keep | c1 & MASK_44 & ~keep;
        h2 = h2 & keep | c2 & MASK_42 & ~keep;
    }

    /** The first eight bytes of the tag as a little-endian number. */
    long tagLow() {
        return h0;
    }

    /** The last eight bytes of the tag as a little-endian number. */
    long tagHigh() {
        return h1;
    }
}
