package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Facts about the system and this process. All but {@link #isSupported()} need a supported system. */
public final class Posix {
    private static final long GET_WINDOW_SIZE = 0x5413;
    private static final ByteString NOTHING = ByteString.EMPTY;

    private Posix() {}

    /** Whether this package works here: on Linux on x86-64 and AArch64. Where it does not, every way in throws. */
    public static boolean isSupported() {
        return LibC.SUPPORTED;
    }

    /** The name of this machine, such as {@code db1}. */
    public static String hostname() {
        try (Scratch scratch = Scratch.take()) {
            int result = scratch.call(LibC.GETHOSTNAME, scratch.at(Scratch.TEXT), Scratch.TEXT_LIMIT);
            if (result < 0) {
                throw systemFailure(new PosixException("read host name", NOTHING, -result), null);
            }
            return CText.at(scratch.memory(), Scratch.TEXT);
        }
    }

    /** The number of the user with whose rights this process runs. */
    public static long userId() {
        try (Scratch scratch = Scratch.take()) {
            return scratch.call(LibC.GETEUID, 0) & 0xffff_ffffL;
        }
    }

    /** The number of the group with whose rights this process runs. */
    public static long groupId() {
        try (Scratch scratch = Scratch.take()) {
            return scratch.call(LibC.GETEGID, 0) & 0xffff_ffffL;
        }
    }

    /** The name of the user with whose rights this process runs, empty if the system has none. */
    public static String userName() {
        return new Accounts().userName(userId());
    }

    /** Whether a descriptor of this process, such as 1 for its output, is a terminal. */
    public static boolean isTerminal(int descriptor) {
        try (Scratch scratch = Scratch.take()) {
            return scratch.call(LibC.ISATTY, descriptor) == 1;
        }
    }

    /** Columns of the terminal that a descriptor is; empty if it is none, or does not tell. */
    public static OptionalInt terminalWidth(int descriptor) {
        try (Scratch scratch = Scratch.take()) {
            int result = scratch.call(LibC.IOCTL, descriptor, GET_WINDOW_SIZE, scratch.at(Scratch.STRUCTURE));
            int columns = scratch.memory().getShort(Scratch.STRUCTURE + 2) & 0xffff;
            return result < 0 || columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
        }
    }

    /** Room on the file system of a path, which is followed. */
    public static FileSystemSpace space(ByteString path) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            int error = scratch.putText(Scratch.TEXT, path);
            int result = error != 0
                    ? -error
                    : scratch.call(LibC.STATVFS, scratch.at(Scratch.TEXT), scratch.at(Scratch.STRUCTURE));
            if (result < 0) {
                throw new PosixException("read free space of", path, -result);
            }
            return FileSystemSpace.read(scratch);
        }
    }

    /** Whether there is a process by this number in this process's view, whoever owns it. */
    public static boolean isProcessAlive(long pid) {
        if (pid <= 0 || pid > Integer.MAX_VALUE) {
            return false;
        }
        try (Scratch scratch = Scratch.take()) {
            return scratch.call(LibC.KILL, pid, 0) != -Errno.ESRCH;
        }
    }

    /** A word that is new with each start of the machine. */
    public static String bootId() {
        Path file = Path.of("/proc/sys/kernel/random/boot_id");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw systemFailure(e, file);
        }
    }

    /**
     * Which set of process numbers this process sees; the same in two processes only if numbers mean the same in
     * both.
     */
    public static OptionalLong processNamespace() {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return OptionalLong.of(Long.parseLong(name, name.indexOf('[') + 1, name.indexOf(']'), 10));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static EngineException systemFailure(IOException cause, @Nullable Path path) {
        return new EngineException.SystemFailure(String.valueOf(cause.getMessage()), path, cause);
    }
}
