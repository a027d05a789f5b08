package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Keeps a copy of a damaged pack in a folder. */
public final class PackCopy {
    private static final int PIECE = 1 << 20;

    private final Repository repository;

    public PackCopy(Repository repository) {
        this.repository = repository;
    }

    /** Writes {@code pack-ID} into the folder, durably; a copy that an earlier run left is kept as it is. */
    public void keep(FileInfo pack, Path folder) {
        Path copy = folder.resolve("pack-" + pack.file().id());
        if (Files.exists(copy)) {
            return;
        }
        Path unfinished = folder.resolve(copy.getFileName() + ".tmp");
        try {
            try (FileChannel out = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                for (long at = 0; at < pack.size(); at += PIECE) {
                    int length = (int) Math.min(PIECE, pack.size() - at);
                    write(out, repository.backend().load(pack.file(), new Range(at, length)));
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
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }
}
