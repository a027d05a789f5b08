package dev.holdfast.mount;

import dev.holdfast.engine.model.ByteString;
import java.nio.ByteBuffer;

/**
 * What the kernel asks.
 *
 * @param unique number of the request
 * @param id what it is about
 * @param body at what is behind the header, up to its limit
 */
record Request(Operation operation, long unique, long id, ByteBuffer body) {
    /** The bytes up to the next NUL. */
    ByteString name() {
        int start = body.position();
        int end = start;
        while (end < body.limit() && body.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        body.get(start, bytes);
        return ByteString.copyOf(bytes);
    }
}
