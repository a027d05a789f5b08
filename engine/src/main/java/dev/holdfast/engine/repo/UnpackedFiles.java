package dev.holdfast.engine.repo;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import java.util.Arrays;

/** Reads and writes the files that each hold one sealed JSON value: snapshots, indexes, locks. */
final class UnpackedFiles {
    private final Backend backend;
    private final CodecPool codecs;
    private final int version;

    UnpackedFiles(Backend backend, CodecPool codecs, int version) {
        this.backend = backend;
        this.codecs = codecs;
        this.version = version;
    }

    /**
     * Loads the plain JSON of a file.
     *
     * @throws DamagedFile if the bytes are not those that the name promises, twice
     */
    byte[] load(FileRef file) {
        byte[] sealed = backend.load(file, Range.ALL);
        return codecs.with(codec -> {
            byte[] bytes = sealed;
            if (!matches(codec, file, bytes)) {
                bytes = backend.load(file, Range.ALL);
                if (!matches(codec, file, bytes)) {
                    throw new DamagedFile(file.toString(), "its content does not have the hash that is its name");
                }
            }
            int length = codec.openInPlace(bytes, 0, bytes.length, file.toString());
            return plain(codec, bytes, length, file.toString());
        });
    }

    private static boolean matches(BlobCodec codec, FileRef file, byte[] bytes) {
        return codec.hash(bytes, 0, bytes.length).equals(file.id());
    }

    private static byte[] plain(BlobCodec codec, byte[] opened, int length, String file) {
        if (length == 0) {
            throw new DamagedFile(file, "it is empty");
        }
        return switch (opened[0]) {
            case '{', '[' -> Arrays.copyOf(opened, length);
            case 2 -> codec.inflateJson(opened, length, file);
            default -> throw new DamagedFile(file, "it is neither JSON nor compressed JSON");
        };
    }

    /** Seals and stores the JSON under the hash of what is stored. */
    ObjectId save(FileType type, byte[] json) {
        return codecs.with(codec -> {
            byte[] plain = version == 1 ? json : codec.deflateJson(json);
            byte[] sealed = new byte[plain.length + 32];
            codec.seal(plain, 0, plain.length, sealed, 0);
            ObjectId id = codec.hash(sealed, 0, sealed.length);
            backend.save(FileRef.of(type, id), sealed);
            return id;
        });
    }
}
