package dev.holdfast.engine.crypto;

/**
 * One lane of scrypt: ROMix over Salsa20/8 (RFC 7914, sections 3 to 5), with the memory it needs.
 *
 * <p>Not for several threads at once. Written for a JVM that has just started: see {@link #salsa}.
 */
final class ScryptLane {
    private static final int SALSA = 16;

    private final int n;
    private final int words;
    private final int[] memory;
    private final int[] first;
    private final int[] second;

    ScryptLane(ScryptParameters parameters) {
        n = parameters.n();
        words = 2 * SALSA * parameters.r();
        memory = new int[n * words];
        first = new int[words];
        second = new int[words];
    }

    /** Mixes the block that begins at {@code offset} of {@code blocks}. */
    void mix(int[] blocks, int offset) {
        System.arraycopy(blocks, offset, memory, 0, words);
        for (int i = 1; i < n; i++) {
            blockMix(memory, (i - 1) * words, memory, i * words, words);
        }
        int[] from = first;
        int[] to = second;
        blockMix(memory, (n - 1) * words, from, 0, words);
        for (int i = 0; i < n; i++) {
            int chosen = from[words - SALSA] & n - 1;
            xor(from, memory, chosen * words, words);
            blockMix(from, 0, to, 0, words);
            int[] swap = from;
            from = to;
            to = swap;
        }
        System.arraycopy(from, 0, blocks, offset, words);
    }

    private static void xor(int[] target, int[] other, int at, int words) {
        for (int i = 0; i < words; i++) {
            target[i] ^= other[at + i];
        }
    }

    /** BlockMix of the {@code words} at {@code at}: each Salsa20/8 starts from the last one's result. */
    private static void blockMix(int[] source, int at, int[] target, int targetAt, int words) {
        int[] previous = source;
        int previousAt = at + words - SALSA;
        for (int i = 0; i < words; i += SALSA) {
            // even blocks go to the first half, odd ones to the second
            int to = targetAt + (i >>> 1 & -SALSA) + (i & SALSA) / SALSA * (words / 2);
            salsa(previous, previousAt, source, at + i, target, to);
            previous = target;
            previousAt = to;
        }
    }

    /**
     * target = Salsa20/8(previous xor source). Written out on local variables, and with the one loop that it needs: a loop over the
     * blocks in here would have it compiled once more, in the midst of a call; a method for each round would keep the state in
     * memory.
     */
    private static void salsa(int[] previous, int previousAt, int[] source, int sourceAt, int[] target, int at) {
        int s0 = previous[previousAt] ^ source[sourceAt];
        int s1 = previous[previousAt + 1] ^ source[sourceAt + 1];
        int s2 = previous[previousAt + 2] ^ source[sourceAt + 2];
        int s3 = previous[previousAt + 3] ^ source[sourceAt + 3];
        int s4 = previous[previousAt + 4] ^ source[sourceAt + 4];
        int s5 = previous[previousAt + 5] ^ source[sourceAt + 5];
        int s6 = previous[previousAt + 6] ^ source[sourceAt + 6];
        int s7 = previous[previousAt + 7] ^ source[sourceAt + 7];
        int s8 = previous[previousAt + 8] ^ source[sourceAt + 8];
        int s9 = previous[previousAt + 9] ^ source[sourceAt + 9];
        int s10 = previous[previousAt + 10] ^ source[sourceAt + 10];
        int s11 = previous[previousAt + 11] ^ source[sourceAt + 11];
        int s12 = previous[previousAt + 12] ^ source[sourceAt + 12];
        int s13 = previous[previousAt + 13] ^ source[sourceAt + 13];
        int s14 = previous[previousAt + 14] ^ source[sourceAt + 14];
        int s15 = previous[previousAt + 15] ^ source[sourceAt + 15];
        int x0 = s0;
        int x1 = s1;
        int x2 = s2;
        int x3 = s3;
        int x4 = s4;
        int x5 = s5;
        int x6 = s6;
        int x7 = s7;
        int x8 = s8;
        int x9 = s9;
        int x10 = s10;
        int x11 = s11;
        int x12 = s12;
        int x13 = s13;
        int x14 = s14;
        int x15 = s15;
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
        target[at] = s0 + x0;
        target[at + 1] = s1 + x1;
        target[at + 2] = s2 + x2;
        target[at + 3] = s3 + x3;
        target[at + 4] = s4 + x4;
        target[at + 5] = s5 + x5;
        target[at + 6] = s6 + x6;
        target[at + 7] = s7 + x7;
        target[at + 8] = s8 + x8;
        target[at + 9] = s9 + x9;
        target[at + 10] = s10 + x10;
        target[at + 11] = s11 + x11;
        target[at + 12] = s12 + x12;
        target[at + 13] = s13 + x13;
        target[at + 14] = s14 + x14;
        target[at + 15] = s15 + x15;
    }
}
