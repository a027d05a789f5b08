package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.io.IOException;

/** What the system answered to a call that failed: the error's number, what was tried, and on which path. */
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int number;
    private final String operation;
    private final String path;

    PosixException(String operation, ByteString path, int number) {
        this(operation, path, number, Errno.text(number));
    }

    /** @param reason better words than the general ones for {@code number} */
    PosixException(String operation, ByteString path, int number, String reason) {
        super(operation + " " + printable(path) + ": " + reason + " (" + Errno.name(number) + ")");
        this.number = number;
        this.operation = operation;
        this.path = printable(path);
    }

    /** The error's number as Linux has it, such as 2 for {@code ENOENT}. */
    public int number() {
        return number;
    }

    /** The error's name, such as {@code ENOENT}. */
    public String name() {
        return Errno.name(number);
    }

    /** What was tried, such as {@code open}. */
    public String operation() {
        return operation;
    }

    /** On what it was tried, for people: see {@link ByteString#toString()}; control characters are escaped. */
    public String path() {
        return path;
    }

    /** Whether there is nothing by that name. */
    public boolean isMissing() {
        return number == Errno.ENOENT;
    }

    /** Whether there is something by that name already. */
    public boolean isExisting() {
        return number == Errno.EEXIST;
    }

    /** Whether the disk, or the user's share of it, is full. */
    public boolean isFull() {
        return number == Errno.ENOSPC || number == Errno.EDQUOT;
    }

    /** Whether the user may not do it, or nobody may because the file system is read-only. */
    public boolean isDenied() {
        return number == Errno.EACCES || number == Errno.EPERM || number == Errno.EROFS;
    }

    /** Whether something still uses it. */
    public boolean isBusy() {
        return number == Errno.EBUSY;
    }

    /** Whether the program that served it is gone. */
    public boolean isDisconnected() {
        return number == Errno.ENOTCONN;
    }

    /** Whether the file system or the kernel has no such thing. */
    public boolean isUnsupported() {
        return number == Errno.ENOTSUP || number == Errno.ENOSYS;
    }

    /** A name may hold anything; an escape sequence in a message could rule the reader's terminal. */
    static String printable(ByteString path) {
        StringBuilder text = new StringBuilder();
        path.toString().chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                text.append(String.format("\\x%02x", c));
            } else {
                text.append((char) c);
            }
        });
        return text.toString();
    }
}
