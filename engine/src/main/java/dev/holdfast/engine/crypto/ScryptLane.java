package dev.holdfast.engine.crypto;

/**
 * One lane of scrypt: ROMix over Salsa20/8 (RFC 7914, sections 3 to 5), with the memory it needs.
 *
 * <p>Not for several threads at once. Few and small methods on local variables, which a JVM that has just started compiles
 * early.
 */
final class ScryptLane {
    private static final int SALSA = 16;

    private final int n;
    private final int words;
    private final int[] memory;
    private final int[] zeros;
    private final int[] mixed;

    ScryptLane(ScryptParameters parameters) {
        n = parameters.n();
        words = 2 * SALSA * parameters.r();
        memory = new int[n * words];
        zeros = new int[words];
        mixed = new int[words];
    }

    /** Mixes the block that begins at {@code offset} of {@code blocks}. */
    void mix(int[] blocks, int offset) {
        System.arraycopy(blocks, offset, memory, 0, words);
        for (int i = 1; i < n; i++) {
            blockMix(memory, (i - 1) * words, zeros, 0, memory, i * words, words);
        }
        int[] from = new int[words];
        int[] to = mixed;
        blockMix(memory, (n - 1) * words, zeros, 0, from, 0, words);
        for (int i = 0; i < n; i++) {
            int chosen = from[words - SALSA] & n - 1;
            blockMix(from, 0, memory, chosen * words, to, 0, words);
            int[] swap = from;
            from = to;
            to = swap;
        }
        System.arraycopy(from, 0, blocks, offset, words);
    }

    /** Mixes the block in {@code a} xor the block in {@code b}. */
    private static void blockMix(int[] a, int aAt, int[] b, int bAt, int[] target, int targetAt, int words) {
        int last = words - SALSA;
        int[] state = new int[SALSA];
        for (int i = 0; i < SALSA; i++) {
            state[i] = a[aAt + last + i] ^ b[bAt + last + i];
        }
        for (int i = 0; i < words; i += SALSA) {
            // even blocks go to the first half, odd ones to the second
            int at = targetAt + (i >>> 1 & -SALSA) + (i & SALSA) / SALSA * (words / 2);
            salsa(state, a, aAt + i, b, bAt + i, target, at);
        }
    }

    /**
     * state = Salsa20/8(state xor a xor b), also written to the target. Written out, as loops would be compiled several times
     * over, and would keep the state in memory.
     */
    private static void salsa(int[] state, int[] a, int aAt, int[] b, int bAt, int[] target, int at) {
        int x0 = state[0] ^ a[aAt] ^ b[bAt];
        int x1 = state[1] ^ a[aAt + 1] ^ b[bAt + 1];
        int x2 = state[2] ^ a[aAt + 2] ^ b[bAt + 2];
        int x3 = state[3] ^ a[aAt + 3] ^ b[bAt + 3];
        int x4 = state[4] ^ a[aAt + 4] ^ b[bAt + 4];
        int x5 = state[5] ^ a[aAt + 5] ^ b[bAt + 5];
        int x6 = state[6] ^ a[aAt + 6] ^ b[bAt + 6];
        int x7 = state[7] ^ a[aAt + 7] ^ b[bAt + 7];
        int x8 = state[8] ^ a[aAt + 8] ^ b[bAt + 8];
        int x9 = state[9] ^ a[aAt + 9] ^ b[bAt + 9];
        int x10 = state[10] ^ a[aAt + 10] ^ b[bAt + 10];
        int x11 = state[11] ^ a[aAt + 11] ^ b[bAt + 11];
        int x12 = state[12] ^ a[aAt + 12] ^ b[bAt + 12];
        int x13 = state[13] ^ a[aAt + 13] ^ b[bAt + 13];
        int x14 = state[14] ^ a[aAt + 14] ^ b[bAt + 14];
        int x15 = state[15] ^ a[aAt + 15] ^ b[bAt + 15];
        state[0] = x0;
        state[1] = x1;
        state[2] = x2;
        state[3] = x3;
        state[4] = x4;
        state[5] = x5;
        state[6] = x6;
        state[7] = x7;
        state[8] = x8;
        state[9] = x9;
        state[10] = x10;
        state[11] = x11;
        state[12] = x12;
        state[13] = x13;
        state[14] = x14;
        state[15] = x15;
        for (int round = 0; round < 4; round++) {
            x4 ^= Integer.rotateLeft(x0 + x12, 7);
            x8 ^= Integer.rotateLeft(x4 + x0, 9);
            x12 ^= Integer.rotateLeft(x8 + x4, 13);
            x0 ^= Integer.rotateLeft(x12 + x8, 18);
            x9 ^= Integer.rotateLeft(x5 + x1, 7);
            x13 ^= Integer.rotateLeft(x9 + x5, 9);
            x1 ^= Integer.rotateLeft(x13 + x9, 13);
            x5 ^= Integer.rotateLeft(x1 + x13, 18);
            x14 ^= Integer.rotateLeft(x10 + x6, 7);
            x2 ^= Integer.rotateLeft(x14 + x10, 9);
            x6 ^= Integer.rotateLeft(x2 + x14, 13);
            x10 ^= Integer.rotateLeft(x6 + x2, 18);
            x3 ^= Integer.rotateLeft(x15 + x11, 7);
            x7 ^= Integer.rotateLeft(x3 + x15, 9);
            x11 ^= Integer.rotateLeft(x7 + x3, 13);
            x15 ^= Integer.rotateLeft(x11 + x7, 18);
            x1 ^= Integer.rotateLeft(x0 + x3, 7);
            x2 ^= Integer.rotateLeft(x1 + x0, 9);
            x3 ^= Integer.rotateLeft(x2 + x1, 13);
            x0 ^= Integer.rotateLeft(x3 + x2, 18);
            x6 ^= Integer.rotateLeft(x5 + x4, 7);
            x7 ^= Integer.rotateLeft(x6 + x5, 9);
            x4 ^= Integer.rotateLeft(x7 + x6, 13);
            x5 ^= Integer.rotateLeft(x4 + x7, 18);
            x11 ^= Integer.rotateLeft(x10 + x9, 7);
            x8 ^= Integer.rotateLeft(x11 + x10, 9);
            x9 ^= Integer.rotateLeft(x8 + x11, 13);
            x10 ^= Integer.rotateLeft(x9 + x8, 18);
            x12 ^= Integer.rotateLeft(x15 + x14, 7);
            x13 ^= Integer.rotateLeft(x12 + x15, 9);
            x14 ^= Integer.rotateLeft(x13 + x12, 13);
            x15 ^= Integer.rotateLeft(x14 + x13, 18);
        }
        target[at] = state[0] += x0;
        target[at + 1] = state[1] += x1;
        target[at + 2] = state[2] += x2;
        target[at + 3] = state[3] += x3;
        target[at + 4] = state[4] += x4;
        target[at + 5] = state[5] += x5;
        target[at + 6] = state[6] += x6;
        target[at + 7] = state[7] += x7;
        target[at + 8] = state[8] += x8;
        target[at + 9] = state[9] += x9;
        target[at + 10] = state[10] += x10;
        target[at + 11] = state[11] += x11;
        target[at + 12] = state[12] += x12;
        target[at + 13] = state[13] += x13;
        target[at + 14] = state[14] += x14;
        target[at + 15] = state[15] += x15;
    }
}
