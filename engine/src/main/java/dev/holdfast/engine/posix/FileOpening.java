package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;

/** One attempt to open an entry of a directory as a regular file. */
final class FileOpening {
    private static final int ALWAYS = OpenFlag.NO_FOLLOW | OpenFlag.CLOSE_ON_EXEC | OpenFlag.NO_TERMINAL;
    private static final int READING = OpenFlag.READ_ONLY | OpenFlag.NON_BLOCKING | ALWAYS;
    private static final int UPDATING = OpenFlag.READ_WRITE | OpenFlag.NON_BLOCKING | ALWAYS;
    private static final int CREATING = OpenFlag.READ_WRITE | OpenFlag.CREATE | OpenFlag.EXCLUSIVE | ALWAYS;

    private final PosixDirectory directory;
    private final ByteString name;

    FileOpening(PosixDirectory directory, ByteString name) {
        this.directory = directory;
        this.name = name;
    }

    PosixFile forReading() throws PosixException {
        return open("open", READING);
    }

    PosixFile forUpdate() throws PosixException {
        return open("open for writing", UPDATING);
    }

    PosixFile create(int permissions) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            directory.putName(scratch, Scratch.TEXT, name, "create");
            int opened = call(scratch, CREATING, permissions & 07777);
            return checked(scratch, directory.check("create", name, opened), "create");
        }
    }

    private PosixFile open(String operation, int flags) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            directory.putName(scratch, Scratch.TEXT, name, operation);
            int opened = call(scratch, flags | OpenFlag.NO_ACCESS_TIME, 0);
            if (opened == -Errno.EPERM) {
                opened = call(scratch, flags, 0); // the access time of others' files can't be spared
            }
            if (opened == -Errno.EAGAIN) {
                opened = waitForLease(scratch, flags);
            }
            return checked(scratch, directory.check(operation, name, opened), operation);
        }
    }

    private int call(Scratch scratch, int flags, int permissions) {
        return scratch.call(LibC.OPENAT, directory.descriptor(), scratch.at(Scratch.TEXT), flags, permissions);
    }

    /**
     * Opens a file on which another process has a lease, such as a file server for its client. The kernel asks it to
     * let go and waits, if the open may block. Only a regular file may: the entry is pinned, looked at, then opened
     * anew.
     */
    private int waitForLease(Scratch scratch, int flags) throws PosixException {
        int pin = call(scratch, OpenFlag.PATH | OpenFlag.NO_FOLLOW | OpenFlag.CLOSE_ON_EXEC, 0);
        if (pin < 0) {
            return pin;
        }
        try {
            if (!PosixNode.status(scratch, pin, directory.pathOf(name)).isFile()) {
                return -Errno.EAGAIN;
            }
            scratch.putText(Scratch.SECOND_TEXT, DescriptorPath.of(pin));
            int blocking = flags & ~(OpenFlag.NON_BLOCKING | OpenFlag.NO_FOLLOW);
            return scratch.call(LibC.OPENAT, OpenFlag.AT_WORKING_DIRECTORY, scratch.at(Scratch.SECOND_TEXT), blocking);
        } finally {
            scratch.closeDescriptor(pin);
        }
    }

    private PosixFile checked(Scratch scratch, int descriptor, String operation) throws PosixException {
        ByteString path = directory.pathOf(name);
        boolean kept = false;
        try {
            FileStatus status = PosixNode.status(scratch, descriptor, path);
            if (!status.isFile()) {
                throw new PosixException(
                        operation, path, status.isDirectory() ? Errno.EISDIR : Errno.EINVAL, "not a regular file");
            }
            kept = true;
            return new PosixFile(path, descriptor, status);
        } finally {
            if (!kept) {
                scratch.closeDescriptor(descriptor);
            }
        }
    }
}
