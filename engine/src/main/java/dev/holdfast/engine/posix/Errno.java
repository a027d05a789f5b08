package dev.holdfast.engine.posix;

/** Error numbers of Linux, the same on x86-64 and AArch64, with their names and a few words for people. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int E2BIG = 7;
    static final int EAGAIN = 11;
    static final int EBADF = 9;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ERANGE = 34;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int ENOTSUP = 95;
    static final int ENOTCONN = 107;
    static final int EDQUOT = 122;

    private Errno() {}

    /** Such as {@code ENOENT}; {@code E} and the number for a rare one. */
    static String name(int number) {
        return number == ENOTSUP ? "ENOTSUP" : word(number, 0);
    }

    /** Such as {@code no such file or directory}. */
    static String text(int number) {
        return word(number, 1);
    }

    private static String word(int number, int part) {
        String both = both(number);
        int colon = both.indexOf(':');
        return part == 0 ? both.substring(0, colon) : both.substring(colon + 1);
    }

    private static String both(int number) {
        return switch (number) {
            case EPERM -> "EPERM:operation not permitted";
            case ENOENT -> "ENOENT:no such file or directory";
            case ESRCH -> "ESRCH:no such process";
            case EINTR -> "EINTR:interrupted";
            case 5 -> "EIO:input/output error";
            case ENXIO -> "ENXIO:no such device or address";
            case E2BIG -> "E2BIG:too big";
            case EBADF -> "EBADF:bad file descriptor";
            case EAGAIN -> "EAGAIN:temporarily unavailable";
            case 12 -> "ENOMEM:out of memory";
            case EACCES -> "EACCES:permission denied";
            case 14 -> "EFAULT:bad address";
            case EBUSY -> "EBUSY:in use";
            case EEXIST -> "EEXIST:exists already";
            case 18 -> "EXDEV:on another file system";
            case ENODEV -> "ENODEV:no such device";
            case ENOTDIR -> "ENOTDIR:not a directory";
            case EISDIR -> "EISDIR:is a directory";
            case EINVAL -> "EINVAL:invalid argument";
            case 23 -> "ENFILE:too many open files in the system";
            case 24 -> "EMFILE:too many open files";
            case 26 -> "ETXTBSY:program is running";
            case 27 -> "EFBIG:file too large";
            case ENOSPC -> "ENOSPC:no space left on device";
            case EROFS -> "EROFS:read-only file system";
            case 31 -> "EMLINK:too many links";
            case 32 -> "EPIPE:broken pipe";
            case ERANGE -> "ERANGE:out of range";
            case ENAMETOOLONG -> "ENAMETOOLONG:name too long";
            case ENOSYS -> "ENOSYS:not known to this kernel";
            case ENOTEMPTY -> "ENOTEMPTY:directory not empty";
            case ELOOP -> "ELOOP:is a symbolic link, or too many of them";
            case ENODATA -> "ENODATA:no such attribute";
            case 74 -> "EBADMSG:damaged on disk";
            case 75 -> "EOVERFLOW:value too large";
            case 84 -> "EILSEQ:name not allowed by the file system";
            case ENOTSUP -> "ENOTSUP:not supported by the file system";
            case ENOTCONN -> "ENOTCONN:not connected";
            case 110 -> "ETIMEDOUT:timed out";
            case 112 -> "EHOSTDOWN:host is down";
            case 113 -> "EHOSTUNREACH:host can't be reached";
            case 116 -> "ESTALE:stale file handle";
            case 117 -> "EUCLEAN:file system is damaged";
            case EDQUOT -> "EDQUOT:disk quota exceeded";
            case 126 -> "ENOKEY:encryption key is missing";
            default -> "E" + number + ":error " + number;
        };
    }
}
