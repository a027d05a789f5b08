package dev.holdfast.engine.posix;

/**
 * {@code chmod} of an entry that follows no link, not even one that was put in its place a moment ago.
 *
 * <p>Kernels before 6.6 have no call for it, so there the entry is pinned by a descriptor that gives no access and
 * changed through {@code /proc}.
 */
final class PermissionChange {
    private PermissionChange() {}

    /** Changes the entry whose name is at {@link Scratch#TEXT}; returns 0 or the negative error number. */
    static int apply(Scratch scratch, int directory, int permissions) {
        int result = scratch.call(
                LibC.SYSCALL,
                LibC.SYS_FCHMODAT2,
                directory,
                scratch.at(Scratch.TEXT),
                permissions,
                OpenFlag.AT_NO_FOLLOW);
        // A sandbox older than the call answers EPERM to it; the other way then gives the true answer.
        return result == -Errno.ENOSYS || result == -Errno.EPERM ? pinned(scratch, directory, permissions) : result;
    }

    /** The way of older kernels. */
    static int pinned(Scratch scratch, int directory, int permissions) {
        int pin = scratch.call(
                LibC.OPENAT,
                directory,
                scratch.at(Scratch.TEXT),
                OpenFlag.PATH | OpenFlag.NO_FOLLOW | OpenFlag.CLOSE_ON_EXEC);
        if (pin < 0) {
            return pin;
        }
        try {
            int error = scratch.call(
                    LibC.STATX,
                    pin,
                    scratch.emptyText(),
                    OpenFlag.AT_EMPTY_PATH,
                    FileStatus.BASIC,
                    scratch.at(Scratch.STRUCTURE));
            if (error < 0) {
                return error;
            }
            if (FileStatus.read(scratch).isSymbolicLink()) {
                return -Errno.ENOTSUP;
            }
            scratch.putText(Scratch.SECOND_TEXT, DescriptorPath.of(pin));
            return scratch.call(
                    LibC.FCHMODAT, OpenFlag.AT_WORKING_DIRECTORY, scratch.at(Scratch.SECOND_TEXT), permissions, 0);
        } finally {
            scratch.closeDescriptor(pin);
        }
    }
}
