package dev.holdfast.service;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.EngineException.SystemFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Writes small files that only their owner can read: whole and durable, or not at all. */
final class NewFile {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private NewFile() {}

    /**
     * Makes a file; one that is there already is left as it is.
     *
     * @throws SystemFailure if there is one already, or it can't be written
     */
    static void create(Path file, String text) {
        try {
            Path temporary = temporary(file, text);
            try {
                Files.createLink(file, temporary);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (FileSystemException e) {
                // A file system without hard links; nothing there keeps two processes from writing at once.
                if (Files.exists(file)) {
                    throw new FileAlreadyExistsException(file.toString());
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            synchronise(folder(file));
        } catch (FileAlreadyExistsException e) {
            throw new SystemFailure("the file " + file + " is there already and is left as it is", file, e);
        } catch (IOException e) {
            throw new SystemFailure("the file " + file + " can't be written: " + SystemError.reason(e), file, e);
        }
    }

    /** Removes a file that was made in vain; where it can't be, it stays and the next attempt uses it. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // What failed before is told, and that the file is there.
        }
    }

    /** Puts a new text in a file's place; its owner, group and rights stay. */
    static void replace(Path file, String text) {
        try {
            Path temporary = temporary(file, text);
            try {
                PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
                PosixFileAttributeView rights = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
                PosixFileAttributes mine = rights.readAttributes();
                if (!mine.owner().equals(old.owner())) {
                    rights.setOwner(old.owner());
                }
                if (!mine.group().equals(old.group())) {
                    rights.setGroup(old.group());
                }
                rights.setPermissions(old.permissions());
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            synchronise(folder(file));
        } catch (IOException e) {
            throw new SystemFailure("the file " + file + " can't be written: " + SystemError.reason(e), file, e);
        }
    }

    /** Writes the text to a file of another name beside {@code file}; for the caller to delete. */
    private static Path temporary(Path file, String text) throws IOException {
        Path folder = folder(file);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, OWNER_ONLY_FOLDER);
        }
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".new", OWNER_ONLY);
        boolean written = false;
        try (FileChannel channel = FileChannel.open(temporary, Set.of(StandardOpenOption.WRITE))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            written = true;
            return temporary;
        } finally {
            if (!written) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static void synchronise(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
