package dev.holdfast.engine.posix;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of things that are costly to make and mean nothing between two uses, such as native memory.
 *
 * <p>For any number of threads, virtual ones too: a thread-local would be made anew for each virtual thread. What
 * does not fit is left to the garbage collector.
 */
final class Pool<T> {
    /** Slots lie this far apart, a cache line, or threads would slow each other down. */
    private static final int STRIDE = 16;

    private final AtomicReferenceArray<@Nullable T> slots;
    private final int mask;

    /** @param capacity a power of two */
    Pool(int capacity) {
        slots = new AtomicReferenceArray<>(capacity * STRIDE);
        mask = capacity - 1;
    }

    /** One that was given back and is now the caller's alone, null if there is none. */
    @Nullable
    T take() {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i <= mask; i++) {
            int slot = ((start + i) & mask) * STRIDE;
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    /** Gives {@code thing} back; the caller must not use it again. */
    void give(T thing) {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i <= mask; i++) {
            if (slots.compareAndSet(((start + i) & mask) * STRIDE, null, thing)) {
                return;
            }
        }
    }
}
