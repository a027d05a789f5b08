package dev.holdfast.engine.op;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Memory for chunks that are handed from one thread to another, used again by size. */
final class ChunkBuffers {
    private static final int SMALLEST = 2 << 20;

    /** For chunks up to 2, 4 and 8 MiB. */
    private final List<ConcurrentLinkedQueue<byte[]>> idle =
            List.of(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());

    byte[] take(int length) {
        int size = sizeClass(length);
        byte[] buffer = idle.get(size).poll();
        return buffer != null ? buffer : new byte[SMALLEST << size];
    }

    void giveBack(byte[] buffer) {
        idle.get(sizeClass(buffer.length)).add(buffer);
    }

    private static int sizeClass(int length) {
        return length <= SMALLEST ? 0 : length <= 2 * SMALLEST ? 1 : 2;
    }
}
