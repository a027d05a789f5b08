package dev.holdfast.engine.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Reads and writes whole local files, durably.
 *
 * <p>Bytes go in slices: Java copies a heap array into a direct buffer as large as the call and keeps that buffer for
 * the thread, so a call with a whole pack would cost each thread a pack of memory outside the heap.
 */
final class LocalFiles {
    private static final int SLICE = 256 << 10;

    private LocalFiles() {}

    /** Makes the new file {@code path} with these bytes; on return they are on the disk. */
    static void write(Path path, LocalModes modes, byte[] content, int offset, int length) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (FileChannel channel = FileChannel.open(path, options, modes.unfinishedFile())) {
            int end = offset + length;
            int from = offset;
            while (from < end) {
                from += channel.write(ByteBuffer.wrap(content, from, Math.min(SLICE, end - from)));
            }
            long size = channel.size();
            if (size != length) {
                throw new FileSystemException(path.toString(), null, "has " + size + " bytes after writing " + length);
            }
            force(channel);
        }
    }

    /** Opens a file that must be a regular one: opening a pipe would wait for ever. */
    static FileChannel openForReading(Path path) throws IOException {
        size(path);
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** The size of a file that must be a regular one. */
    static long size(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, SystemError.NO_REGULAR_FILE);
        }
        return attributes.size();
    }

    /** Reads until {@code length} bytes are there or the file ends; returns how many it read. */
    static int read(FileChannel channel, long position, byte[] target, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            ByteBuffer slice = ByteBuffer.wrap(target, offset + count, Math.min(SLICE, length - count));
            int read = channel.read(slice, position + count);
            if (read < 0) {
                break;
            }
            count += read;
        }
        return count;
    }

    /** Makes the names in a folder durable. */
    static void synchronise(Path folder, LocalModes modes) throws IOException {
        if (!modes.posix()) {
            // Other systems don't open folders.
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            force(channel);
        }
    }

    /** Makes the names in a folder durable, if there is one. */
    static void synchroniseIfThere(Path folder, LocalModes modes) throws IOException {
        try {
            synchronise(folder, modes);
        } catch (NoSuchFileException _) {
            // Without the folder there is no name in it.
        }
    }

    /** Deletes a temporary file, if it is there and can be deleted. */
    static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // The failure that made it useless is told by the caller.
        }
    }

    private static void force(FileChannel channel) throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            // Some network and user-space file systems have no fsync; then they do what they can without it.
            if (!SystemError.isUnsupported(e)) {
                throw e;
            }
        }
    }
}
