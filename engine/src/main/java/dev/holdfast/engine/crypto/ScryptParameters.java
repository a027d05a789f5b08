package dev.holdfast.engine.crypto;

/**
 * The cost of deriving a key with scrypt (RFC 7914).
 *
 * @param n CPU and memory cost, N in the RFC: a power of two
 * @param r block size in units of 128 bytes
 * @param p number of independent lanes
 */
public record ScryptParameters(int n, int r, int p) {
    private static final int CALIBRATED_N = 32768;
    private static final int CALIBRATED_R = 8;
    private static final int LEAST_LANES = 1;
    private static final int MOST_LANES = 16;
    private static final long CALIBRATED_NANOS = 500_000_000;

    private static final long MOST_LANE_BYTES = 1L << 30;
    private static final long MOST_BLOCK_BYTES = 1L << 26;
    private static final long MOST_WORK = 1L << 28;

    /**
     * Checks the parameters: they may come from a hostile file.
     *
     * @throws IllegalArgumentException if they are not valid, or need unreasonable memory or time
     */
    public ScryptParameters {
        if (n < 2 || Integer.bitCount(n) != 1) {
            throw new IllegalArgumentException("scrypt's N must be a power of two greater than 1, not " + n);
        }
        if (r < 1 || p < 1 || (long) r * p >= 1 << 30) {
            throw new IllegalArgumentException("scrypt's r and p are out of range: " + r + ", " + p);
        }
        long work = (long) r * p;
        if (128L * n * r > MOST_LANE_BYTES || 128 * work > MOST_BLOCK_BYTES) {
            throw new IllegalArgumentException(
                    "scrypt with N=" + n + ", r=" + r + ", p=" + p + " needs too much memory");
        }
        if (n * work > MOST_WORK) {
            throw new IllegalArgumentException("scrypt with N=" + n + ", r=" + r + ", p=" + p + " takes too long");
        }
    }

    /**
     * Parameters with which a derivation takes up to half a second here when done on one core, in 32 MiB of memory; what
     * restic chooses for new keys.
     */
    public static ScryptParameters calibrated() {
        ScryptParameters single = new ScryptParameters(CALIBRATED_N, CALIBRATED_R, 1);
        Scrypt scrypt = new Scrypt(single);
        scrypt.derive(new byte[1], new byte[1], 1);
        long start = System.nanoTime();
        scrypt.derive(new byte[1], new byte[1], 1);
        long nanos = Math.max(1, System.nanoTime() - start);
        long lanes = Math.clamp(CALIBRATED_NANOS / nanos, LEAST_LANES, MOST_LANES);
        return new ScryptParameters(CALIBRATED_N, CALIBRATED_R, (int) lanes);
    }

    /** Bytes of memory that each lane needs. */
    long laneBytes() {
        return 128L * n * r;
    }
}
