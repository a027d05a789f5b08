package dev.holdfast.engine.files;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Turns paths of this system into paths with slashes, as they lie in a snapshot, and back: {@code C:\a\b} is {@code /C/a/b}.
 *
 * @param drives whether this system has drives, as Windows does
 * @param workingDirectory absolute, as this system writes it
 */
record PlainPaths(boolean drives, String workingDirectory) {
    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul", "conin$", "conout$");

    static PlainPaths here(ByteString workingDirectory) {
        return new PlainPaths(File.separatorChar == '\\', workingDirectory.toString());
    }

    /** What the user wrote, with slashes; relative paths stay relative. */
    ByteString slashed(ByteString written) {
        if (!drives) {
            return written;
        }
        String text = written.toString().replace('\\', '/');
        if (text.startsWith("//")) {
            throw new InvalidRequest(
                    written + " is a network path, which is not supported", "give the share a drive letter");
        }
        boolean drive = text.length() > 1 && text.charAt(1) == ':';
        if (drive && (text.length() == 2 || text.charAt(2) != '/')) {
            throw new InvalidRequest(
                    written + " depends on the drive's working directory", "write it as " + text.charAt(0) + ":\\...");
        }
        if (drive) {
            return ByteString.of("/" + text.charAt(0) + TargetTree.clean(ByteString.of(text.substring(2))));
        }
        return text.startsWith("/")
                ? ByteString.of("/" + workingDirectory.charAt(0) + TargetTree.clean(ByteString.of(text)))
                : ByteString.of(text);
    }

    /** The absolute path, with slashes, of what the user wrote. */
    ByteString absolute(ByteString written) {
        ByteString path = slashed(written);
        boolean isAbsolute = !path.isEmpty() && path.at(0) == '/';
        return TargetTree.clean(isAbsolute ? path : TargetTree.join(slashed(ByteString.of(workingDirectory)), path));
    }

    /** A path with slashes as this system writes it. */
    String system(ByteString slashed) {
        String text = slashed.toString();
        if (!drives) {
            return text;
        }
        String path = text.startsWith("/") && text.length() > 1
                ? text.charAt(1) + ":/" + text.substring(Math.min(3, text.length()))
                : text;
        return path.replace('/', '\\');
    }

    /** The file of a path with slashes, which is relative to the working directory if it is not absolute. */
    Path path(ByteString slashed) throws IOException {
        if (!isText(slashed)) {
            throw new IOException("its name is not text, which can't be opened on this system");
        }
        try {
            return Path.of(workingDirectory).resolve(system(slashed));
        } catch (InvalidPathException e) {
            throw new IOException("its name can't be used on this system: " + e.getReason(), e);
        }
    }

    private static boolean isText(ByteString name) {
        return ByteString.of(name.toString()).equals(name);
    }

    /**
     * An entry of a folder by its name alone: whatever the name is, it leads to nothing else.
     *
     * @throws IOException if this system has no such names
     */
    static Path child(Path folder, ByteString name, boolean drives) throws IOException {
        String text = name.toString();
        if (!isText(name) || (drives && isUnsafeWithDrives(text))) {
            throw new IOException("its name can't be used on this system");
        }
        try {
            Path alone = folder.getFileSystem().getPath(text);
            boolean single = alone.getRoot() == null
                    && alone.getNameCount() == 1
                    && alone.toString().equals(text)
                    && !text.isEmpty()
                    && !text.equals(".")
                    && !text.equals("..");
            if (single) {
                return folder.resolve(alone);
            }
        } catch (InvalidPathException e) {
            throw new IOException("its name can't be used on this system: " + e.getReason(), e);
        }
        throw new IOException("its name can't be used on this system");
    }

    /** Windows takes some names for devices, streams or other names. */
    private static boolean isUnsafeWithDrives(String name) {
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
        return name.endsWith(".")
                || name.endsWith(" ")
                || name.chars().anyMatch(c -> c < ' ' || "<>:\"/\\|?*".indexOf(c) >= 0)
                || DEVICES.contains(stem)
                || stem.matches("(com|lpt)[0-9\u00b9\u00b2\u00b3]");
    }
}
