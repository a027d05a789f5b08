package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.chunk.Chunker;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.repo.Repository;
import java.util.EnumMap;
import java.util.Map;

/** How large the files and blobs of a repository are; the limits are restic's. */
public final class StoredSizes {
    /** Twice the largest pack that can be asked for. */
    private static final long FILE_LIMIT = 256 << 20;

    private static final long BLOB_LIMIT = 2 * Chunker.MAX;

    private StoredSizes() {}

    /** The sizes of the files of a type. */
    public static SizeHistogram ofFiles(Repository repository, FileType type) {
        SizeHistogram sizes = new SizeHistogram(FILE_LIMIT);
        repository.backend().list(type, info -> sizes.add(info.size()));
        return sizes;
    }

    /** The stored sizes of all blobs that the index knows. */
    public static Map<BlobType, SizeHistogram> ofBlobs(Repository repository) {
        Map<BlobType, SizeHistogram> sizes = new EnumMap<>(BlobType.class);
        for (BlobType type : BlobType.values()) {
            sizes.put(type, new SizeHistogram(BLOB_LIMIT));
        }
        repository
                .index()
                .forEach(blob -> sizes.get(blob.blob().type())
                        .add(Integer.toUnsignedLong(blob.blob().length())));
        return sizes;
    }
}
