package dev.holdfast.engine.repo;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStream;
import dev.holdfast.engine.crypto.SealBroken;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Turns plain bytes into sealed bytes and back: hash, compress, encrypt. One for each thread; keeps its working memory.
 */
public final class BlobCodec implements AutoCloseable {
    /** No data blob is larger: chunks end at 8 MiB, other writers of the format choose at most this. */
    static final int MAX_DATA_BLOB = 64 << 20;

    /** No tree or other JSON is larger: whatever can be written can be read. */
    static final int MAX_JSON = JsonBytes.LARGEST;

    private static final byte[] NOTHING = new byte[0];

    private final Sealer sealer;
    private final MessageDigest sha256;
    private final byte[] digest = new byte[ObjectId.BYTES];
    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private int level;
    private byte[] scratch = NOTHING;

    BlobCodec(Sealer sealer) {
        this.sealer = sealer;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        compressor.setContentSize(true).setChecksum(false);
    }

    /** SHA-256 of the bytes. */
    public ObjectId hash(byte[] bytes, int offset, int length) {
        try {
            sha256.reset();
            sha256.update(bytes, offset, length);
            sha256.digest(digest, 0, digest.length);
            return ObjectId.read(digest, 0);
        } catch (DigestException e) {
            throw new IllegalStateException("the digest's array is large enough", e);
        }
    }

    /** Compresses into this codec's working memory, where {@link #compressed} finds it; returns the length. */
    int compress(byte[] plain, int offset, int length, int zstdLevel) {
        if (level != zstdLevel) {
            compressor.setLevel(zstdLevel);
            level = zstdLevel;
        }
        byte[] target = scratch(Math.toIntExact(Zstd.compressBound(length)));
        return compressor.compressByteArray(target, 0, target.length, plain, offset, length);
    }

    /** The working memory that holds the bytes of the last {@link #compress}. */
    byte[] compressed() {
        return scratch;
    }

    int seal(byte[] plain, int offset, int length, byte[] target, int targetOffset) {
        return sealer.seal(plain, offset, length, target, targetOffset);
    }

    /** Opens an envelope in place: the plain bytes come to lie at {@code offset}; returns their number. */
    public int openInPlace(byte[] sealed, int offset, int length, String file) {
        try {
            return sealer.open(sealed, offset, length, sealed, offset);
        } catch (SealBroken e) {
            throw new DamagedFile(file, "it was changed or cut off, or belongs to another repository");
        }
    }

    /**
     * Opens, inflates and verifies a blob.
     *
     * @param sealed holds the sealed blob at {@code offset}; its bytes are overwritten
     * @param file the pack's name for errors
     * @return the plain bytes, which have the blob's id
     * @throws DamagedFile if they can't be had from these bytes
     */
    public byte[] decode(byte[] sealed, int offset, PackedBlob blob, String file) {
        int length = openInPlace(sealed, offset, blob.length(), file);
        byte[] plain;
        if (blob.isCompressed()) {
            plain = inflate(sealed, offset, length, blob.plainLength(), limit(blob.type()), file);
        } else {
            plain = Arrays.copyOfRange(sealed, offset, offset + length);
        }
        if (!hash(plain, 0, plain.length).equals(blob.id())) {
            throw new DamagedFile(file, "blob " + blob.id() + " has other content than its id says");
        }
        return plain;
    }

    /**
     * As the other {@code decode}, into this codec's working memory, for callers that look at the bytes at once.
     *
     * @param reader is given the plain bytes, which are valid until it returns
     */
    public void decode(byte[] sealed, int offset, PackedBlob blob, String file, PlainReader reader) {
        int length = openInPlace(sealed, offset, blob.length(), file);
        byte[] bytes = sealed;
        int from = offset;
        if (blob.isCompressed()) {
            bytes = inflateShared(sealed, offset, length, blob.plainLength(), limit(blob.type()), file);
            from = 0;
            length = blob.plainLength();
        }
        if (!hash(bytes, from, length).equals(blob.id())) {
            throw new DamagedFile(file, "blob " + blob.id() + " has other content than its id says");
        }
        reader.read(bytes, from, length);
    }

    /**
     * As {@code decode}, for a blob that may be too large for memory: it is inflated once to be verified, and again while the
     * stream is read.
     *
     * @return the plain bytes, which have the blob's id; {@code sealed} must not be changed before they are read
     */
    public InputStream decodeStreamed(byte[] sealed, int offset, PackedBlob blob, String file) {
        int length = verify(sealed, offset, blob, file);
        try {
            return plain(sealed, offset, length, blob);
        } catch (IOException e) {
            throw new DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
    }

    /** As {@code decode}, but only to see whether the blob can be had; returns the length of the opened envelope. */
    public int verify(byte[] sealed, int offset, PackedBlob blob, String file) {
        int length = openInPlace(sealed, offset, blob.length(), file);
        if (blob.isCompressed()) {
            checkSize(sealed, offset, length, blob.plainLength(), limit(blob.type()), file);
        }
        // A failure half-way leaves bytes in the digest that must not get into the next one.
        sha256.reset();
        try (InputStream in = plain(sealed, offset, length, blob)) {
            byte[] piece = new byte[1 << 16];
            long left = blob.isCompressed() ? blob.plainLength() : length;
            for (int count = in.read(piece); count >= 0 && left >= 0; count = in.read(piece)) {
                sha256.update(piece, 0, count);
                left -= count;
            }
            if (!ObjectId.of(sha256.digest()).equals(blob.id()) || left != 0) {
                throw new DamagedFile(file, "blob " + blob.id() + " has other content than its id says");
            }
            return length;
        } catch (IOException e) {
            throw new DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
    }

    private static InputStream plain(byte[] opened, int offset, int length, PackedBlob blob) throws IOException {
        InputStream bytes = new ByteArrayInputStream(opened, offset, length);
        return blob.isCompressed() ? new ZstdInputStream(bytes) : bytes;
    }

    /** Looks at the plain bytes of a blob, which lie within a larger array. */
    public interface PlainReader {
        void read(byte[] bytes, int offset, int length);
    }

    private static int limit(BlobType type) {
        return type == BlobType.DATA ? MAX_DATA_BLOB : MAX_JSON;
    }

    private byte[] inflateShared(byte[] frame, int offset, int length, int plainLength, int limit, String file) {
        checkSize(frame, offset, length, plainLength, limit, file);
        byte[] target = scratch(plainLength);
        inflateInto(frame, offset, length, target, plainLength, file);
        return target;
    }

    private byte[] inflate(byte[] frame, int offset, int length, int plainLength, int limit, String file) {
        checkSize(frame, offset, length, plainLength, limit, file);
        byte[] target = new byte[plainLength];
        inflateInto(frame, offset, length, target, plainLength, file);
        return target;
    }

    private void inflateInto(byte[] frame, int offset, int length, byte[] target, int plainLength, String file) {
        int inflated;
        try {
            inflated = decompressor.decompressByteArray(target, 0, plainLength, frame, offset, length);
        } catch (ZstdException e) {
            throw new DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
        if (inflated != plainLength) {
            throw new DamagedFile(file, "it inflates to " + inflated + " bytes, not to " + plainLength);
        }
    }

    /** Refuses lying sizes before memory is taken for them. */
    private static void checkSize(byte[] frame, int offset, int length, int plainLength, int limit, String file) {
        if (plainLength > limit) {
            throw new DamagedFile(
                    file, "it says that it inflates to " + plainLength + " bytes, more than any blob has");
        }
        long told = Zstd.getFrameContentSize(frame, offset, length);
        if (told > 0 && told != plainLength) {
            throw new DamagedFile(file, "its compressed bytes tell another size than its header");
        }
    }

    /** Compressed JSON with the byte before it that says so: {@code 0x02 || zstd}. */
    byte[] deflateJson(byte[] json) {
        int length = compress(json, 0, json.length, Compression.AUTO.level());
        byte[] marked = new byte[length + 1];
        marked[0] = 2;
        System.arraycopy(scratch, 0, marked, 1, length);
        return marked;
    }

    /**
     * Inflates what {@link #deflateJson} wrote; other writers leave the size out, so the output grows as needed.
     *
     * @param limit no more bytes are taken for sound
     */
    byte[] inflateJson(byte[] marked, int length, int limit, String file) {
        long told = Zstd.getFrameContentSize(marked, 1, length - 1);
        if (told > limit) {
            throw JsonInflater.tooLarge(file, limit);
        }
        if (told > 0 && told <= 64L * length + (1 << 20)) {
            byte[] target = new byte[(int) told];
            inflateInto(marked, 1, length - 1, target, (int) told, file);
            return target;
        }
        try (InputStream in = new JsonInflater(marked, 1, length - 1, limit, file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new DamagedFile(file, "its compressed bytes are not valid: " + e.getMessage());
        }
    }

    private byte[] scratch(int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, Math.min(scratch.length * 2, MAX_DATA_BLOB))];
        }
        return scratch;
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
    }
}
