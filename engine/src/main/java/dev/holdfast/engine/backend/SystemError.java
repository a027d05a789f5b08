package dev.holdfast.engine.backend;

import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.ProgramSearch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** How Java tells that a program can't be started: {@code error: 2 (No such file or directory)}. */
    private static final Pattern NOT_STARTED = Pattern.compile("error[:=] ?(\\d+)(?:, | \\()([^)]*)");

    /** What the system refuses, as far as something can be done about it. */
    public enum Kind {
        FULL,
        DENIED,
        READ_ONLY,
        MISSING,
        OF_ANOTHER_KIND,
        BROKEN,
        TOO_MANY_OPEN,
        NAME_TOO_LONG,
        OTHER
    }

    private SystemError() {}

    /** What is the matter; {@link Kind#OTHER} also where the system's language hides it. */
    public static Kind kind(IOException e) {
        if (e instanceof PosixException posix) {
            return kind(posix.name());
        }
        if (isFull(e)) {
            return Kind.FULL;
        }
        return switch (e) {
            case AccessDeniedException _ -> Kind.DENIED;
            case NoSuchFileException _ -> Kind.MISSING;
            case NotDirectoryException _, FileAlreadyExistsException _ -> Kind.OF_ANOTHER_KIND;
            default ->
                switch (text(e)) {
                    case "Operation not permitted", "Permission denied" -> Kind.DENIED;
                    case "Read-only file system" -> Kind.READ_ONLY;
                    case "No such file or directory" -> Kind.MISSING;
                    case "Not a directory", "Is a directory" -> Kind.OF_ANOTHER_KIND;
                    case "Input/output error" -> Kind.BROKEN;
                    case "Too many open files", "Too many open files in system" -> Kind.TOO_MANY_OPEN;
                    case "File name too long" -> Kind.NAME_TOO_LONG;
                    default -> Kind.OTHER;
                };
        };
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "ENOSPC", "EDQUOT" -> Kind.FULL;
            case "EACCES", "EPERM" -> Kind.DENIED;
            case "EROFS" -> Kind.READ_ONLY;
            case "ENOENT" -> Kind.MISSING;
            case "ENOTDIR", "EISDIR", "EEXIST" -> Kind.OF_ANOTHER_KIND;
            case "EIO" -> Kind.BROKEN;
            case "EMFILE", "ENFILE" -> Kind.TOO_MANY_OPEN;
            case "ENAMETOOLONG" -> Kind.NAME_TOO_LONG;
            default -> Kind.OTHER;
        };
    }

    /** Why a program can't be started, for people. */
    public static String reasonNotStarted(IOException e) {
        Matcher error = NOT_STARTED.matcher(String.valueOf(e.getMessage()));
        if (!error.find()) {
            return reason(e);
        }
        return switch (error.group(1)) {
            case "2" -> ProgramSearch.Obstacle.MISSING.words();
            case "8" -> "it is not a program of this system";
            case "13" -> ProgramSearch.Obstacle.NOT_EXECUTABLE.words();
            default -> error.group(2);
        };
    }

    /** Whether nobody reads the other end of a pipe any more (EPIPE). */
    public static boolean isReaderGone(IOException e) {
        return text(e).equals("Broken pipe") || isText(textOfReaderGone(), e);
    }

    private static String textOfReaderGone() {
        try {
            Pipe pipe = Pipe.open();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                pipe.source().close();
                sink.write(ByteBuffer.allocate(1));
                return "";
            }
        } catch (IOException expected) {
            return text(expected);
        }
    }

    /** The system's words for what went wrong, for people. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied to user " + System.getProperty("user.name");
        }
        if (e instanceof NotDirectoryException) {
            return "Not a directory";
        }
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "File exists";
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
