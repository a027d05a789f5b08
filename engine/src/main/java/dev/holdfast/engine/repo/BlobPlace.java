package dev.holdfast.engine.repo;

import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;

/**
 * A copy of a blob in a pack.
 *
 * @param offset in the pack, in bytes
 * @param length stored bytes
 * @param plainLength bytes of what is stored compressed; 0 if it is not
 */
public record BlobPlace(BlobType type, ObjectId id, ObjectId pack, long offset, int length, int plainLength) {
    static BlobPlace of(BlobLocation location) {
        PackedBlob blob = location.blob();
        return new BlobPlace(
                blob.type(),
                blob.id(),
                location.pack(),
                Integer.toUnsignedLong(blob.offset()),
                blob.length(),
                blob.isCompressed() ? blob.plainLength() : 0);
    }
}
