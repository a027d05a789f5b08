package dev.holdfast.engine.model;

/**
 * Go's {@code os.FileMode} bits, which trees carry, and their translation from and to POSIX mode bits.
 *
 * <p>Source: the documentation of Go's package {@code io/fs}.
 */
public final class FileMode {
    public static final long DIRECTORY = 1L << 31;
    public static final long SYMLINK = 1L << 27;
    public static final long DEVICE = 1L << 26;
    public static final long FIFO = 1L << 25;
    public static final long SOCKET = 1L << 24;
    public static final long SETUID = 1L << 23;
    public static final long SETGID = 1L << 22;
    public static final long CHARACTER_DEVICE = 1L << 21;
    public static final long STICKY = 1L << 20;
    public static final long IRREGULAR = 1L << 19;
    public static final long PERMISSIONS = 0777;

    private FileMode() {}

    /** Go's bits for a POSIX {@code st_mode}. */
    public static long fromPosix(int mode) {
        long bits = mode & 0777;
        bits |= switch (mode & 0170000) {
            case 0040000 -> DIRECTORY;
            case 0120000 -> SYMLINK;
            case 0060000 -> DEVICE;
            case 0020000 -> DEVICE | CHARACTER_DEVICE;
            case 0010000 -> FIFO;
            case 0140000 -> SOCKET;
            case 0100000 -> 0;
            default -> IRREGULAR;
        };
        if ((mode & 04000) != 0) {
            bits |= SETUID;
        }
        if ((mode & 02000) != 0) {
            bits |= SETGID;
        }
        if ((mode & 01000) != 0) {
            bits |= STICKY;
        }
        return bits;
    }

    /** The POSIX permission bits (07777) for Go's bits; the type is not among them. */
    public static int toPosixPermissions(long mode) {
        int bits = (int) (mode & PERMISSIONS);
        if ((mode & SETUID) != 0) {
            bits |= 04000;
        }
        if ((mode & SETGID) != 0) {
            bits |= 02000;
        }
        if ((mode & STICKY) != 0) {
            bits |= 01000;
        }
        return bits;
    }

    /** The node type that Go's bits tell. */
    public static NodeType type(long mode) {
        if ((mode & DIRECTORY) != 0) {
            return NodeType.DIRECTORY;
        }
        if ((mode & SYMLINK) != 0) {
            return NodeType.SYMLINK;
        }
        if ((mode & DEVICE) != 0) {
            return (mode & CHARACTER_DEVICE) != 0 ? NodeType.CHARACTER_DEVICE : NodeType.BLOCK_DEVICE;
        }
        if ((mode & FIFO) != 0) {
            return NodeType.FIFO;
        }
        if ((mode & SOCKET) != 0) {
            return NodeType.SOCKET;
        }
        return (mode & IRREGULAR) != 0 ? NodeType.IRREGULAR : NodeType.FILE;
    }
}
