package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Keeps a copy of a damaged pack in a folder, as far as it can be read. */
public final class PackCopy {
    private static final int PIECE = 4 << 10;
    private static final int LARGE_PIECE = 1 << 20;

    private final Repository repository;

    public PackCopy(Repository repository) {
        this.repository = repository;
    }

    /**
     * Writes {@code pack-ID} into the folder, durably; a copy that an earlier run left is kept as it is.
     *
     * @return how many bytes can't be read, and are zeros in the copy
     */
    public long keep(FileInfo pack, Path folder) {
        Path copy = folder.resolve("pack-" + pack.file().id());
        if (Files.exists(copy)) {
            return 0;
        }
        Path unfinished = folder.resolve(copy.getFileName() + ".tmp");
        long unread = 0;
        try {
            try (FileChannel out = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                for (long at = 0; at < pack.size(); at += LARGE_PIECE) {
                    byte[] bytes = new byte[(int) Math.min(LARGE_PIECE, pack.size() - at)];
                    unread += read(pack, at, bytes);
                    write(out, bytes);
                }
                out.force(true);
            }
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        } catch (IOException e) {
            throw new DestinationFailure(copy.toString(), String.valueOf(e.getMessage()), e);
        }
        return unread;
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private long read(FileInfo pack, long from, byte[] bytes) {
        if (readPiece(pack, from, bytes, 0, bytes.length)) {
            return 0;
        }
        long unread = 0;
        for (int at = 0; at < bytes.length; at += PIECE) {
            int length = Math.min(PIECE, bytes.length - at);
            if (!readPiece(pack, from, bytes, at, length)) {
                Arrays.fill(bytes, at, at + length, (byte) 0);
                unread += length;
            }
        }
        return unread;
    }

    private boolean readPiece(FileInfo pack, long from, byte[] bytes, int at, int length) {
        try {
            byte[] read = repository.backend().load(pack.file(), new Range(from + at, length));
            System.arraycopy(read, 0, bytes, at, length);
            return true;
        } catch (BackendFailure e) {
            if (!e.isPermanent()) {
                throw e;
            }
            return false;
        }
    }
}
