package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;

/**
 * Opens directories by paths of any length: the kernel takes at most 4096 bytes at once, so a long path is walked in
 * hops.
 */
final class PathOpening {
    /** Less than the kernel's limit. */
    private static final int HOP = 3900;

    private PathOpening() {}

    /**
     * Returns a descriptor or a negative error number. A slash at the end would make the kernel follow a last link
     * always.
     *
     * @param toPass whether a descriptor will do that can't be listed, if the user may only pass through
     */
    static int open(Scratch scratch, ByteString path, boolean followLast, boolean toPass) {
        int end = path.length();
        int base = OpenFlag.AT_WORKING_DIRECTORY;
        int start = 0;
        while (end - start > HOP) {
            int slash = start + HOP;
            while (slash > start && path.at(slash) != '/') {
                slash--;
            }
            if (slash == start) {
                close(scratch, base);
                return -Errno.ENAMETOOLONG;
            }
            int next = open(scratch, base, part(path, start, slash), OpenFlag.PATH);
            close(scratch, base);
            if (next < 0) {
                return next;
            }
            base = next;
            start = slash;
            while (path.at(start) == '/') {
                start++;
            }
        }
        int flags = followLast ? 0 : OpenFlag.NO_FOLLOW;
        int opened = openReadable(scratch, base, part(path, start, end), flags);
        if (opened == -Errno.EACCES && toPass) {
            opened = open(scratch, base, part(path, start, end), flags | OpenFlag.PATH);
        }
        close(scratch, base);
        return opened;
    }

    /** Opens a directory for listing without changing the time of its last read, where the user may do that. */
    static int openReadable(Scratch scratch, int base, ByteString path, int flags) {
        int opened = open(scratch, base, path, flags | OpenFlag.NO_ACCESS_TIME);
        return opened == -Errno.EPERM ? open(scratch, base, path, flags) : opened;
    }

    private static int open(Scratch scratch, int base, ByteString path, int flags) {
        int error = scratch.putText(Scratch.TEXT, path);
        return error != 0
                ? -error
                : scratch.call(
                        LibC.OPENAT,
                        base,
                        scratch.at(Scratch.TEXT),
                        flags | OpenFlag.DIRECTORY | OpenFlag.CLOSE_ON_EXEC);
    }

    /** {@code path} without slashes at its end; the root directory keeps one. */
    static ByteString withoutTrailingSlashes(ByteString path) {
        int end = path.length();
        while (end > 1 && path.at(end - 1) == '/') {
            end--;
        }
        return part(path, 0, end);
    }

    private static ByteString part(ByteString path, int start, int end) {
        return start == 0 && end == path.length() ? path : ByteString.copyOf(path.toBytes(), start, end - start);
    }

    private static void close(Scratch scratch, int base) {
        if (base >= 0) {
            scratch.closeDescriptor(base);
        }
    }
}
