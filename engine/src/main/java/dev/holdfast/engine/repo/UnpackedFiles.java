package dev.holdfast.engine.repo;

import com.github.luben.zstd.Zstd;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.json.IndexJson;
import dev.holdfast.engine.json.IndexVisitor;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Reads and writes the files that each hold one sealed JSON value: snapshots, indexes, locks. */
final class UnpackedFiles {
    /** A lock is a few hundred bytes. */
    static final int MAX_LOCK = 1 << 20;

    /** A snapshot of this size names half a million paths; most are a few hundred bytes. */
    static final int MAX_SNAPSHOT = 64 << 20;

    /** Up to this size the text of an index is inflated at once, and needs no window. */
    private static final int USUAL_INDEX = 1 << 20;

    /** Each blob of an index has an id of 32 bytes that nothing makes shorter, in a text of less than 200: they shrink to a fifth. */
    private static final long SHRINKS_LESS = 64;

    private static final byte COMPRESSED = 2;

    private final Backend backend;
    private final CodecPool codecs;
    private final int version;

    UnpackedFiles(Backend backend, CodecPool codecs, int version) {
        this.backend = backend;
        this.codecs = codecs;
        this.version = version;
    }

    /**
     * Loads the plain JSON of a snapshot or a lock.
     *
     * @throws DamagedFile if the bytes are not those that the name promises, twice, or say more than such a file does
     */
    byte[] load(FileRef file) {
        Opened opened = open(file);
        int limit = limit(file.type());
        if (opened.isCompressed()) {
            return codecs.with(codec -> codec.inflateJson(opened.bytes, opened.length, limit, file.toString()));
        }
        if (opened.length > limit) {
            throw tooLarge(file, opened.length);
        }
        return Arrays.copyOf(opened.bytes, opened.length);
    }

    /**
     * Reads an index. Of a large one no more than a window of its text is in memory.
     *
     * @throws DamagedFile as {@link #load}; what stands before a damaged place has been given to {@code visitor}
     */
    void readIndex(FileRef file, IndexVisitor visitor) {
        Opened opened = open(file);
        String name = file.toString();
        if (!opened.isCompressed()) {
            IndexJson.decode(name, opened.bytes, 0, opened.length, visitor);
        } else if (opened.isToldToInflateTo(USUAL_INDEX)) {
            byte[] json = codecs.with(codec -> codec.inflateJson(opened.bytes, opened.length, USUAL_INDEX, name));
            IndexJson.decode(name, json, 0, json.length, visitor);
        } else {
            try (InputStream in = inflated(opened, name)) {
                IndexJson.decode(name, in, visitor);
            } catch (IOException e) {
                throw new DamagedFile(name, "its compressed bytes are not valid: " + e.getMessage());
            }
        }
    }

    /** Writes the plain JSON of an index out, as far as it can be read. */
    void copyIndex(FileRef file, OutputStream target) throws IOException {
        Opened opened = open(file);
        if (opened.isCompressed()) {
            try (InputStream in = inflated(opened, file.toString())) {
                in.transferTo(target);
            }
        } else {
            target.write(opened.bytes, 0, opened.length);
        }
    }

    private static InputStream inflated(Opened opened, String file) throws IOException {
        return new JsonInflater(opened.bytes, 1, opened.length - 1, SHRINKS_LESS * opened.length + (1 << 20), file);
    }

    /**
     * Throws if a file is too large for its type, before it is loaded.
     *
     * @throws DamagedFile that says so
     */
    static void refuseTooLarge(FileInfo info) {
        if (info.size() > limit(info.file().type()) + (long) Sealer.OVERHEAD) {
            throw tooLarge(info.file(), info.size());
        }
    }

    private static DamagedFile tooLarge(FileRef file, long size) {
        return new DamagedFile(file.toString(), "it has " + size + " bytes, more than any such file");
    }

    private static int limit(FileType type) {
        return switch (type) {
            case LOCK -> MAX_LOCK;
            case SNAPSHOT -> MAX_SNAPSHOT;
            case CONFIG, KEY, INDEX, PACK -> throw new IllegalArgumentException(type + " files are read otherwise");
        };
    }

    private Opened open(FileRef file) {
        byte[] sealed = backend.load(file, Range.ALL);
        return codecs.with(codec -> {
            byte[] bytes = sealed;
            if (!matches(codec, file, bytes)) {
                bytes = backend.load(file, Range.ALL);
                if (!matches(codec, file, bytes)) {
                    throw new DamagedFile(file.toString(), "its content does not have the hash that is its name");
                }
            }
            Opened opened = new Opened(bytes, codec.openInPlace(bytes, 0, bytes.length, file.toString()));
            opened.check(file.toString());
            return opened;
        });
    }

    private static boolean matches(BlobCodec codec, FileRef file, byte[] bytes) {
        return codec.hash(bytes, 0, bytes.length).equals(file.id());
    }

    /** An opened envelope: the first {@code length} bytes are JSON, or a byte that says so and a zstd stream of JSON. */
    private static final class Opened {
        private final byte[] bytes;
        private final int length;

        Opened(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        void check(String file) {
            if (length == 0) {
                throw new DamagedFile(file, "it is empty");
            }
            if (bytes[0] != COMPRESSED && bytes[0] != '{' && bytes[0] != '[') {
                throw new DamagedFile(file, "it is neither JSON nor compressed JSON");
            }
        }

        boolean isCompressed() {
            return bytes[0] == COMPRESSED;
        }

        boolean isToldToInflateTo(int most) {
            long told = Zstd.getFrameContentSize(bytes, 1, length - 1);
            return told > 0 && told <= most;
        }
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
