package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for the arguments and results of one call at a time, and the calls themselves.
 *
 * <p>Taken for a call or a few and given back by {@code close()}; belongs to one thread in between. Its memory lives
 * as long as the object, which {@code close()} keeps reachable until after the calls that got its addresses.
 */
final class Scratch implements AutoCloseable {
    /** Where a {@code struct statx}, {@code statvfs}, {@code passwd} or {@code winsize} goes: up to 256 bytes. */
    static final int STRUCTURE = 64;

    /** Where a first path or name goes. */
    static final int TEXT = 512;

    /** Where a second path or name goes. */
    static final int SECOND_TEXT = TEXT + 8192;

    /** Room for the longest list of attribute names that Linux has (XATTR_LIST_MAX), and any link's target. */
    static final int LIST = SECOND_TEXT + 8192;

    static final int LIST_SIZE = 65_536;

    /** Room for the longest value of an attribute that Linux has (XATTR_SIZE_MAX). */
    static final int VALUE = LIST + LIST_SIZE;

    static final int VALUE_SIZE = 65_536;

    /** Longest text that fits, longer than any path the kernel takes in one piece. */
    static final int TEXT_LIMIT = 8191;

    private static final int EMPTY_TEXT = 16;
    private static final int SIZE = VALUE + VALUE_SIZE;

    /** A cache of memory only; what is in it has no meaning. */
    private static final Pool<Scratch> FREE = new Pool<>(64);

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
    private final MemorySegment errno = MemorySegment.ofBuffer(memory).asSlice(0, 4);
    private final long address = errno.address();

    private Scratch() {}

    /** Memory with undefined content, the caller's alone until closed. */
    static Scratch take() {
        LibC.require();
        @Nullable Scratch free = FREE.take();
        return free == null ? new Scratch() : free;
    }

    @Override
    public void close() {
        FREE.give(this);
    }

    ByteBuffer memory() {
        return memory;
    }

    /** The address of an area such as {@link #STRUCTURE}. */
    long at(int area) {
        return address + area;
    }

    /** The address of an empty C string. */
    long emptyText() {
        return address + EMPTY_TEXT;
    }

    /** Writes {@code text} as a C string, if it has no NUL and is not too long; returns 0 or the error's number. */
    int putText(int area, ByteString text) {
        int length = text.length();
        if (length > TEXT_LIMIT) {
            return Errno.ENAMETOOLONG;
        }
        for (int i = 0; i < length; i++) {
            byte b = text.at(i);
            if (b == 0) {
                return Errno.EINVAL;
            }
            memory.put(area + i, b);
        }
        memory.put(area + length, (byte) 0);
        return 0;
    }

    /** The {@code length} bytes at {@code area}. */
    ByteString text(int area, int length) {
        byte[] bytes = new byte[length];
        memory.get(area, bytes);
        return ByteString.copyOf(bytes);
    }

    /**
     * Calls a function that returns a C {@code int}, again if a signal interrupted it.
     *
     * @return what it returned, or the negative error number where it returned -1
     */
    int call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        while (true) {
            int result = (int) LibC.call(function, errno, a, b, c, d, e, f);
            if (result != -1) {
                return result;
            }
            int error = memory.getInt(0);
            if (error != Errno.EINTR) {
                return -error;
            }
        }
    }

    int call(MemorySegment function, long a) {
        return call(function, a, 0, 0, 0, 0, 0);
    }

    int call(MemorySegment function, long a, long b) {
        return call(function, a, b, 0, 0, 0, 0);
    }

    int call(MemorySegment function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0);
    }

    int call(MemorySegment function, long a, long b, long c, long d) {
        return call(function, a, b, c, d, 0, 0);
    }

    int call(MemorySegment function, long a, long b, long c, long d, long e) {
        return call(function, a, b, c, d, e, 0);
    }

    /** Like {@link #call(MemorySegment, long, long, long, long)} for a function that returns a size or an offset. */
    long callLong(MemorySegment function, long a, long b, long c, long d) {
        while (true) {
            long result = LibC.call(function, errno, a, b, c, d, 0, 0);
            if (result != -1) {
                return result;
            }
            int error = memory.getInt(0);
            if (error != Errno.EINTR) {
                return -error;
            }
        }
    }

    /** Closes a descriptor. Not repeated when interrupted: Linux has closed it even then. */
    int closeDescriptor(int descriptor) {
        int result = (int) LibC.call(LibC.CLOSE, errno, descriptor, 0, 0, 0, 0, 0);
        int error = result == -1 ? memory.getInt(0) : 0;
        return error == Errno.EINTR ? 0 : -error;
    }
}
