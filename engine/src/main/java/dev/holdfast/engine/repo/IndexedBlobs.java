package dev.holdfast.engine.repo;

import dev.holdfast.engine.json.IndexVisitor;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.List;

/** The blobs of a pack as an index tells of them. */
public final class IndexedBlobs {
    private IndexedBlobs() {}

    /** Tells of the blobs, after their pack. */
    public static void tell(List<PackedBlob> blobs, IndexVisitor index) {
        for (PackedBlob blob : blobs) {
            index.blob(
                    blob.id(), blob.type(), Integer.toUnsignedLong(blob.offset()), blob.length(), blob.plainLength());
        }
    }
}
