package dev.holdfast.engine.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Tells the system's errors apart where Java gives only the system's text.
 *
 * <p>The text follows the user's locale. Where the English one does not fit, the error in question is provoked on a
 * device that always gives it, and the texts are compared.
 */
public final class SystemError {
    /** Our own words for a file that is a folder, pipe, device or socket. */
    static final String NO_REGULAR_FILE = "not a regular file";

    private static final Set<String> FULL =
            Set.of("No space left on device", "Disk quota exceeded", "There is not enough space on the disk");
    private static final Set<String> UNSUPPORTED = Set.of("Operation not supported", "Invalid argument");
    private static final Set<String> PERMANENT = Set.of(
            "Operation not permitted",
            "Read-only file system",
            "Not a directory",
            "Is a directory",
            NO_REGULAR_FILE,
            "File name too long",
            "File too large");

    private SystemError() {}

    /** The system's words for what went wrong, for people. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied to user " + System.getProperty("user.name");
        }
        if (e instanceof NotDirectoryException) {
            return "Not a directory";
        }
        String text = text(e);
        return text.isEmpty() ? e.getClass().getSimpleName() : text;
    }

    /** Whether there is no room: the file system is full (ENOSPC) or the user's share of it used up (EDQUOT). */
    public static boolean isFull(IOException e) {
        return FULL.contains(text(e)) || isText(textOfFull(), e);
    }

    /** Whether the file system has no such operation (ENOTSUP, EINVAL), as some have no fsync for folders. */
    static boolean isUnsupported(IOException e) {
        return UNSUPPORTED.contains(text(e)) || isText(textOfUnsupported(), e);
    }

    /** Whether trying again can't help. In an unknown language the answer is no, which only costs time. */
    static boolean isPermanent(IOException e) {
        return e instanceof AccessDeniedException || e instanceof NotDirectoryException || PERMANENT.contains(text(e));
    }

    /** What the system says here when a device has no room; empty if that can't be found out. */
    static String textOfFull() {
        return provoke(Path.of("/dev/full"), channel -> channel.write(ByteBuffer.allocate(1)));
    }

    /** What the system says here when a file can't be synchronised; empty if that can't be found out. */
    static String textOfUnsupported() {
        return provoke(Path.of("/dev/null"), channel -> channel.force(true));
    }

    private static String provoke(Path device, Attempt attempt) {
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
            attempt.on(channel);
            return "";
        } catch (IOException expected) {
            // A FileSystemException is about opening the device, which some systems don't have.
            return expected instanceof FileSystemException ? "" : text(expected);
        }
    }

    private static boolean isText(String text, IOException e) {
        return !text.isEmpty() && text.equals(text(e));
    }

    private static String text(IOException e) {
        String text = e instanceof FileSystemException about ? about.getReason() : e.getMessage();
        return text == null ? "" : text;
    }

    private interface Attempt {
        void on(FileChannel channel) throws IOException;
    }
}
