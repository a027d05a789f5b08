package dev.holdfast.engine.chunk;

import java.util.ArrayList;
import java.util.List;

/** The chunker as its description tells it, byte by byte with a window: what the fast one must agree with. */
final class PlainChunker {
    private final long polynomial;
    private final long[] out = new long[256];
    private final long[] mod = new long[256];

    PlainChunker(long polynomial) {
        this.polynomial = polynomial;
        for (int b = 0; b < 256; b++) {
            long hash = b;
            for (int i = 0; i < 63; i++) {
                hash = remainder(hash << 8);
            }
            out[b] = hash;
            mod[b] = remainder((long) b << 53) | (long) b << 53;
        }
    }

    private long remainder(long value) {
        long rest = value;
        for (int bit = 63; bit >= 53; bit--) {
            if ((rest >>> bit & 1) != 0) {
                rest ^= polynomial << bit - 53;
            }
        }
        return rest;
    }

    List<Integer> chunks(byte[] content) {
        List<Integer> lengths = new ArrayList<>();
        int start = 0;
        while (start < content.length) {
            int length = chunk(content, start);
            lengths.add(length);
            start += length;
        }
        return lengths;
    }

    private int chunk(byte[] content, int start) {
        byte[] window = new byte[64];
        window[0] = 1;
        long digest = 1;
        int position = 1;
        int count = Chunker.MIN - 64;
        while (start + count < content.length) {
            byte b = content[start + count];
            digest ^= out[window[position] & 0xff];
            window[position] = b;
            position = (position + 1) % 64;
            digest = (digest << 8 | b & 0xff) ^ mod[(int) (digest >>> 45)];
            count++;
            if (count >= Chunker.MIN && ((digest & 0xfffff) == 0 || count >= Chunker.MAX)) {
                return count;
            }
        }
        return content.length - start;
    }
}
