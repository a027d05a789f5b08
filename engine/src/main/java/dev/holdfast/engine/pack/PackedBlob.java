package dev.holdfast.engine.pack;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;

/**
 * A blob's place in its pack.
 *
 * @param offset of the sealed blob from the pack's beginning, in bytes
 * @param length of the sealed blob in bytes, the envelope's overhead included
 * @param plainLength bytes before compression; 0 if the blob is not compressed
 */
public record PackedBlob(ObjectId id, BlobType type, int offset, int length, int plainLength) {
    /** Whether a blob in a pack can have this id and these lengths; they may come from a hostile file. */
    public static boolean isPossible(ObjectId id, long offset, long length, long plainLength) {
        return length >= PackHeader.OVERHEAD
                && length <= Integer.MAX_VALUE
                && plainLength <= Integer.MAX_VALUE
                && offset + length < 1L << 32
                && !id.isNull();
    }

    /** Whether the sealed bytes are a zstd frame. */
    public boolean isCompressed() {
        return plainLength != 0;
    }

    /** Bytes of the header entry that tells of this blob. */
    int headerSize() {
        return isCompressed() ? PackHeader.COMPRESSED_ENTRY : PackHeader.PLAIN_ENTRY;
    }
}
