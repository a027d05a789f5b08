package dev.holdfast.engine.model;

/**
 * The figures that a backup leaves in its snapshot; bytes where not said otherwise.
 *
 * @param dataBlobs number of new data blobs
 * @param treeBlobs number of new tree blobs
 * @param dataAdded plain bytes of the new blobs
 * @param dataAddedPacked stored bytes of the new blobs
 */
public record SnapshotSummary(
        Timestamp backupStart,
        Timestamp backupEnd,
        long filesNew,
        long filesChanged,
        long filesUnmodified,
        long directoriesNew,
        long directoriesChanged,
        long directoriesUnmodified,
        long dataBlobs,
        long treeBlobs,
        long dataAdded,
        long dataAddedPacked,
        long totalFilesProcessed,
        long totalBytesProcessed) {}
