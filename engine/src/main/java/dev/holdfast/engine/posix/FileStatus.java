package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.NodeType;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What {@code statx} tells about a file.
 *
 * @param mode type and permissions as in {@code st_mode}
 * @param size bytes
 * @param inode unsigned 64 bit
 * @param device the file system it lies on, numbered as {@code st_dev}
 * @param deviceNode the device that a device node stands for, numbered as {@code st_rdev}; else 0
 * @param links hard links
 * @param uid unsigned 32 bit
 * @param gid unsigned 32 bit
 * @param accessedSeconds since 1970, may be negative, as are the other seconds
 * @param blocks units of 512 bytes that it takes on disk
 */
public record FileStatus(
        int mode,
        long size,
        long inode,
        long device,
        long deviceNode,
        long links,
        long uid,
        long gid,
        long accessedSeconds,
        int accessedNanos,
        long modifiedSeconds,
        int modifiedNanos,
        long changedSeconds,
        int changedNanos,
        long blocks) {
    /** STATX_BASIC_STATS: all that {@code stat} tells. */
    static final int BASIC = 0x7ff;

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;

    /** Reads the {@code struct statx} at {@link Scratch#STRUCTURE}; its layout is the same on all architectures. */
    static FileStatus read(Scratch scratch) {
        ByteBuffer memory = scratch.memory();
        int at = Scratch.STRUCTURE;
        return new FileStatus(
                memory.getShort(at + 28) & 0xffff,
                memory.getLong(at + 40),
                memory.getLong(at + 32),
                deviceNumber(memory.getInt(at + 136), memory.getInt(at + 140)),
                deviceNumber(memory.getInt(at + 128), memory.getInt(at + 132)),
                memory.getInt(at + 16) & 0xffff_ffffL,
                memory.getInt(at + 20) & 0xffff_ffffL,
                memory.getInt(at + 24) & 0xffff_ffffL,
                memory.getLong(at + 64),
                memory.getInt(at + 72),
                memory.getLong(at + 112),
                memory.getInt(at + 120),
                memory.getLong(at + 96),
                memory.getInt(at + 104),
                memory.getLong(at + 48));
    }

    /** A device's number as {@code makedev} of the GNU C library composes it. */
    static long deviceNumber(int major, int minor) {
        return (major & 0xfffL) << 8 | (major & 0xffff_f000L) << 32 | minor & 0xffL | (minor & 0xffff_ff00L) << 12;
    }

    /** What it is. */
    public NodeType type() {
        return FileMode.type(FileMode.fromPosix(mode));
    }

    public boolean isFile() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isSymbolicLink() {
        return (mode & TYPE) == SYMLINK;
    }

    /** The permission bits with setuid, setgid and sticky: {@code mode & 07777}. */
    public int permissions() {
        return mode & 07777;
    }

    /** Time of the last read. */
    public Instant accessed() {
        return Instant.ofEpochSecond(accessedSeconds, accessedNanos);
    }

    /** Time of the last change of content. */
    public Instant modified() {
        return Instant.ofEpochSecond(modifiedSeconds, modifiedNanos);
    }

    /** Time of the last change of metadata. */
    public Instant changed() {
        return Instant.ofEpochSecond(changedSeconds, changedNanos);
    }
}
