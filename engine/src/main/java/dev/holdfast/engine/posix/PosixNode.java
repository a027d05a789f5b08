package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file or directory: what can be asked of both and set on both. All methods act on what was opened, whatever
 * has become of its name since.
 *
 * <p>For any number of threads; but closing while another thread is in a call is the caller's error. Must be closed:
 * nothing else does it. A call holds its carrier thread, so heavy use belongs on platform threads.
 */
public abstract sealed class PosixNode implements AutoCloseable permits PosixDirectory, PosixFile {
    private static final int CLOSED = -1;

    private final ByteString path;
    private final AtomicInteger descriptor;

    PosixNode(ByteString path, int descriptor) {
        this.path = path;
        this.descriptor = new AtomicInteger(descriptor);
    }

    /** The path by which it was opened, for messages. */
    public final ByteString path() {
        return path;
    }

    /** Its status now. */
    public final FileStatus status() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            return status(scratch, descriptor(), path);
        }
    }

    /**
     * Its extended attributes, POSIX ACLs and file capabilities included, in the system's order; none if the file
     * system has no such thing.
     *
     * @throws PosixException also if one of them can't be read
     */
    public final List<ExtendedAttribute> extendedAttributes() throws PosixException {
        List<PosixException> failures = new ArrayList<>();
        try (Scratch scratch = Scratch.take()) {
            int length = check("list extended attributes of", AttributeCalls.BY_DESCRIPTOR.list(scratch, descriptor()));
            List<ExtendedAttribute> attributes = AttributeCalls.BY_DESCRIPTOR.read(
                    scratch,
                    descriptor(),
                    length,
                    error -> failures.add(failure("read extended attributes of", error)));
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
            return attributes;
        }
    }

    /** Sets an extended attribute whatever it was before. */
    public final void setExtendedAttribute(ExtendedAttribute attribute) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check(
                    "set extended attribute " + PosixException.printable(attribute.name()) + " of",
                    AttributeCalls.BY_DESCRIPTOR.set(scratch, descriptor(), attribute));
        }
    }

    /** Removes an extended attribute, which must be there. */
    public final void removeExtendedAttribute(ByteString name) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check(
                    "remove extended attribute " + PosixException.printable(name) + " of",
                    AttributeCalls.BY_DESCRIPTOR.remove(scratch, descriptor(), name));
        }
    }

    /** Sets owner and group; the system clears setuid, setgid and file capabilities of files then. */
    public final void setOwner(long uid, long gid) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check("set owner of", scratch.call(LibC.FCHOWN, descriptor(), accountNumber(uid), accountNumber(gid)));
        }
    }

    /** Sets the permissions with setuid, setgid and sticky. */
    public final void setPermissions(int permissions) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check("set permissions of", scratch.call(LibC.FCHMOD, descriptor(), permissions & 07777));
        }
    }

    /** Sets the times of the last read and the last change; the offsets do not matter. */
    public final void setTimes(Timestamp accessed, Timestamp modified) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            long times = putTimes(scratch, accessed, modified);
            check("set times of", scratch.call(LibC.FUTIMENS, descriptor(), times));
        }
    }

    /** Returns when content and metadata are safe on disk. */
    public final void sync() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check("write to disk", scratch.call(LibC.FSYNC, descriptor()));
        }
    }

    /** Returns when everything on its file system is safe on disk: cheaper than one by one after many changes. */
    public final void syncFileSystem() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check("write to disk the file system of", scratch.call(LibC.SYNCFS, descriptor()));
        }
    }

    /** Room on its file system. */
    public final FileSystemSpace space() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            check("read free space of", scratch.call(LibC.FSTATVFS, descriptor(), scratch.at(Scratch.STRUCTURE)));
            return FileSystemSpace.read(scratch);
        }
    }

    /** Closes it; closing again does nothing. */
    @Override
    public void close() throws PosixException {
        int open = descriptor.getAndSet(CLOSED);
        if (open != CLOSED) {
            try (Scratch scratch = Scratch.take()) {
                check("close", scratch.closeDescriptor(open));
            }
        }
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " " + path;
    }

    final int descriptor() {
        int open = descriptor.getPlain();
        if (open == CLOSED) {
            throw new IllegalStateException(path + " is closed");
        }
        return open;
    }

    final PosixException failure(String operation, int number) {
        return new PosixException(operation, path, number);
    }

    /** Passes {@code result} on unless it is a negative error number. */
    final int check(String operation, int result) throws PosixException {
        if (result < 0) {
            throw failure(operation, -result);
        }
        return result;
    }

    /** {@code fstat} of a bare descriptor, which is left open. */
    static FileStatus status(Scratch scratch, int descriptor, ByteString path) throws PosixException {
        int result = scratch.call(
                LibC.STATX,
                descriptor,
                scratch.emptyText(),
                OpenFlag.AT_EMPTY_PATH,
                FileStatus.BASIC,
                scratch.at(Scratch.STRUCTURE));
        if (result < 0) {
            throw new PosixException("read status of", path, -result);
        }
        return FileStatus.read(scratch);
    }

    /** Writes two {@code struct timespec}; returns their address. */
    static long putTimes(Scratch scratch, Timestamp accessed, Timestamp modified) {
        int at = Scratch.STRUCTURE;
        scratch.memory().putLong(at, accessed.seconds());
        scratch.memory().putLong(at + 8, nanos(accessed));
        scratch.memory().putLong(at + 16, modified.seconds());
        scratch.memory().putLong(at + 24, nanos(modified));
        return scratch.at(at);
    }

    /** Numbers beyond a second have meanings of their own, such as now. */
    private static int nanos(Timestamp time) {
        if (time.nanos() < 0 || time.nanos() > 999_999_999) {
            throw new IllegalArgumentException("nanoseconds " + time.nanos());
        }
        return time.nanos();
    }

    /** The largest number is the system's "leave as it is" and nobody's account. */
    static long accountNumber(long number) {
        if (number < 0 || number >= 0xffff_ffffL) {
            throw new IllegalArgumentException("user or group number " + number);
        }
        return number;
    }
}
