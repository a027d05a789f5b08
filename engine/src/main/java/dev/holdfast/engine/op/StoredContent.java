package dev.holdfast.engine.op;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a file's content lies in the repository, as far as the index knows all of it up to there.
 *
 * @param blobs in order; those behind the first missing one are left out, since their place in the file is not known
 * @param size bytes of these blobs
 * @param missing the first blob that is in no index, null if all are known
 */
record StoredContent(
        List<BlobLocation> blobs, long size, @Nullable ObjectId missing) {
    static StoredContent of(Node node, Index index) {
        List<ObjectId> ids = node.blobs();
        if (ids.size() == 1) {
            return index.lookup(BlobType.DATA, ids.getFirst())
                    .map(only -> new StoredContent(List.of(only), length(only), null))
                    .orElseGet(() -> new StoredContent(List.of(), 0, ids.getFirst()));
        }
        List<BlobLocation> blobs = new ArrayList<>(ids.size());
        long size = 0;
        for (ObjectId id : ids) {
            @Nullable BlobLocation place = index.lookup(BlobType.DATA, id).orElse(null);
            if (place == null) {
                return new StoredContent(blobs, size, id);
            }
            blobs.add(place);
            size += length(place);
        }
        return new StoredContent(blobs, size, null);
    }

    /** Bytes of a blob's plain content. */
    static int length(BlobLocation place) {
        PackedBlob blob = place.blob();
        return Math.max(0, blob.isCompressed() ? blob.plainLength() : blob.length() - Sealer.OVERHEAD);
    }
}
