package dev.holdfast.engine.json;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;

/** Takes what an index file lists: each pack followed by its blobs, in the order of the file. */
public interface IndexVisitor {
    /** The blobs that follow lie in {@code pack}. */
    void pack(ObjectId pack);

    /** The blobs that follow lie in {@code pack}, which is to be deleted unless some index lists it. */
    void marked(ObjectId pack, Mark mark);

    /**
     * A blob of the pack before.
     *
     * @param offset where it begins in the pack, below 2^32
     * @param length stored bytes, below 2^32
     * @param uncompressedLength plain bytes, below 2^32; 0 if it is not compressed
     */
    void blob(ObjectId id, BlobType type, long offset, long length, long uncompressedLength);
}
