package dev.holdfast.engine.backend;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The access modes of a local repository's files and folders: for the owner alone, or for the group too where {@code
 * config} is readable by it. Finished files lose the right to be written.
 *
 * @param posix whether the file system knows modes at all
 * @param group whether the group has access
 */
record LocalModes(boolean posix, boolean group) {
    /** What is in force in the repository at {@code root}; for the owner alone if there is none yet. */
    static LocalModes of(Path root) {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!posix) {
            return new LocalModes(false, false);
        }
        try {
            Set<PosixFilePermission> config = Files.getPosixFilePermissions(root.resolve(FileRef.CONFIG.name()));
            return new LocalModes(true, config.contains(PosixFilePermission.GROUP_READ));
        } catch (IOException _) {
            // No config, or none that we may look at: whoever opens the repository will meet that and say so.
            return new LocalModes(true, false);
        }
    }

    /** For a file that is being written. */
    FileAttribute<?>[] unfinishedFile() {
        return attributes(group ? "rw-rw----" : "rw-------");
    }

    /** Makes a folder if there is none; tells whether it made it. */
    boolean makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return false;
        }
        try {
            Files.createDirectory(folder, attributes(group ? "rwxrwx---" : "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(folder)) {
                return false;
            }
            throw e;
        }
        if (group) {
            // The user's umask may have taken the group's rights away.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        }
        return true;
    }

    /** Takes the right to write away from a finished file, as far as the file system lets us. */
    void finish(Path file) {
        if (!posix) {
            return;
        }
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(group ? "r--r-----" : "r--------"));
        } catch (IOException _) {
            // Only a guard against accidents, and some file systems (exFAT, network shares) have no modes.
        }
    }

    /** Gives the right to write back, as far as the file system lets us. */
    void unfinish(Path file) throws IOException {
        if (posix) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(group ? "rw-rw----" : "rw-------"));
        } else {
            Files.setAttribute(file, "dos:readonly", false);
        }
    }

    private FileAttribute<?>[] attributes(String permissions) {
        if (!posix) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }
}
