package dev.holdfast.engine.posix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reading of C strings. */
final class CText {
    private CText() {}

    /** The text at {@code start} up to the NUL or the memory's end. */
    static String at(ByteBuffer memory, int start) {
        int end = start;
        while (end < memory.capacity() && memory.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        memory.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
