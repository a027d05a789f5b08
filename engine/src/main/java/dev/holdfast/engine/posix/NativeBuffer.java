package dev.holdfast.engine.posix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that file content and directory listings pass through, taken for one call and given back by
 * {@code close()}.
 *
 * <p>Two sizes: small files should not touch much memory, and a quarter of a MiB is enough to make the cost of a call
 * vanish and still fits in a core's own cache.
 */
final class NativeBuffer implements AutoCloseable {
    static final int SMALL = 16 * 1024;
    static final int LARGE = 256 * 1024;

    /** Caches of memory only; what is in them has no meaning. */
    private static final Pool<NativeBuffer> SMALL_FREE = new Pool<>(64);

    private static final Pool<NativeBuffer> LARGE_FREE = new Pool<>(32);

    private final ByteBuffer memory;
    private final long address;

    private NativeBuffer(int size) {
        memory = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        address = MemorySegment.ofBuffer(memory).address();
    }

    /** A buffer that suits a transfer of {@code length} bytes. */
    static NativeBuffer take(int length) {
        int size = length <= SMALL ? SMALL : LARGE;
        @Nullable NativeBuffer free = (size == SMALL ? SMALL_FREE : LARGE_FREE).take();
        return free == null ? new NativeBuffer(size) : free;
    }

    @Override
    public void close() {
        (memory.capacity() == SMALL ? SMALL_FREE : LARGE_FREE).give(this);
    }

    ByteBuffer memory() {
        return memory;
    }

    long address() {
        return address;
    }

    int size() {
        return memory.capacity();
    }
}
