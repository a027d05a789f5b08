package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * An open regular file.
 *
 * <p>Calls with a position are independent of each other and of those without. {@link #nextData} and {@link
 * #nextHole} move the position of those without.
 */
public final class PosixFile extends PosixNode {
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int ADVICE_SEQUENTIAL = 2;
    private static final int ADVICE_DONE = 4;
    private static final int KEEP_SIZE = 1;

    /** In place of a position: where the last call ended. */
    private static final long HERE = -1;

    private final FileStatus openedStatus;

    PosixFile(ByteString path, int descriptor, FileStatus openedStatus) {
        super(path, descriptor);
        this.openedStatus = openedStatus;
    }

    /** Its status when it was opened, at no cost. */
    public FileStatus openedStatus() {
        return openedStatus;
    }

    /**
     * Reads on from where the last read or write ended.
     *
     * @return bytes read, fewer than {@code length} only near the end of the file, or -1 at its end
     */
    public int read(byte[] target, int offset, int length) throws PosixException {
        return transferIn(HERE, target, offset, length);
    }

    /** Reads from {@code position}, else like {@link #read}. */
    public int readAt(long position, byte[] target, int offset, int length) throws PosixException {
        return transferIn(checkedPosition(position), target, offset, length);
    }

    /** Writes all bytes where the last read or write ended. */
    public void write(byte[] source, int offset, int length) throws PosixException {
        transferOut(HERE, source, offset, length);
    }

    /** Writes all bytes at {@code position}. */
    public void writeAt(long position, byte[] source, int offset, int length) throws PosixException {
        transferOut(checkedPosition(position), source, offset, length);
    }

    /** Makes it {@code size} bytes long, cutting it or adding a hole. */
    public void truncate(long size) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check("set size of", scratch.call(LibC.FTRUNCATE, descriptor(), checkedPosition(size)));
        }
    }

    /** Tells the system that it will be read from start to end. Only a hint. */
    public void adviseSequential() {
        advise(ADVICE_SEQUENTIAL);
    }

    /**
     * Tells the system that its content is not needed in memory any more. Only a hint; also for others who read the
     * file.
     */
    public void adviseDone() {
        advise(ADVICE_DONE);
    }

    /**
     * Reserves room for {@code size} bytes without changing the file's size, where the file system can.
     *
     * @throws PosixException only if the room is not there
     */
    public void preallocate(long size) throws PosixException {
        if (size <= 0) {
            return;
        }
        try (Scratch scratch = Scratch.take()) {
            int result = scratch.call(LibC.FALLOCATE, descriptor(), KEEP_SIZE, 0, size);
            if (result == -Errno.ENOSPC || result == -Errno.EDQUOT) {
                throw failure("reserve room for", -result);
            }
        }
    }

    /** Where at or after {@code position} the next data begin, empty if there are none up to the end. */
    public OptionalLong nextData(long position) throws PosixException {
        return seek(position, SEEK_DATA);
    }

    /**
     * Where at or after {@code position} the next hole begins; the end of the file counts as one. Empty beyond the
     * end.
     */
    public OptionalLong nextHole(long position) throws PosixException {
        return seek(position, SEEK_HOLE);
    }

    private OptionalLong seek(long position, int what) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            long found = scratch.callLong(LibC.LSEEK, descriptor(), checkedPosition(position), what, 0);
            if (found == -Errno.ENXIO) {
                return OptionalLong.empty();
            }
            if (found < 0) {
                throw failure("look for holes in", (int) -found);
            }
            return OptionalLong.of(found);
        }
    }

    private void advise(int advice) {
        try (Scratch scratch = Scratch.take()) {
            int ignored = scratch.call(LibC.POSIX_FADVISE, descriptor(), 0, 0, advice);
        }
    }

    private int transferIn(long position, byte[] target, int offset, int length) throws PosixException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int total = 0;
        try (Scratch scratch = Scratch.take();
                NativeBuffer buffer = NativeBuffer.take(length)) {
            while (total < length) {
                int wanted = Math.min(length - total, buffer.size());
                long got = position == HERE
                        ? scratch.callLong(LibC.READ, descriptor(), buffer.address(), wanted, 0)
                        : scratch.callLong(LibC.PREAD, descriptor(), buffer.address(), wanted, position + total);
                int count = check("read", (int) got);
                buffer.memory().get(0, target, offset + total, count);
                total += count;
                if (count < wanted) {
                    break;
                }
            }
        }
        return total == 0 ? -1 : total;
    }

    private void transferOut(long position, byte[] source, int offset, int length) throws PosixException {
        Objects.checkFromIndexSize(offset, length, source.length);
        int total = 0;
        try (Scratch scratch = Scratch.take();
                NativeBuffer buffer = NativeBuffer.take(length)) {
            while (total < length) {
                int wanted = Math.min(length - total, buffer.size());
                buffer.memory().put(0, source, offset + total, wanted);
                long put = position == HERE
                        ? scratch.callLong(LibC.WRITE, descriptor(), buffer.address(), wanted, 0)
                        : scratch.callLong(LibC.PWRITE, descriptor(), buffer.address(), wanted, position + total);
                total += check("write", (int) put);
            }
        }
    }

    private static long checkedPosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position);
        }
        return position;
    }
}
