package dev.holdfast.engine.repo;

/**
 * How blobs are written.
 *
 * @param packSize bytes at which a pack is finished, 4 to 128 MiB
 * @param dryRun whether nothing is stored; sizes are counted all the same
 * @param indexBlobs blobs in stored packs after which an index file is written
 */
public record WriteOptions(Compression compression, int packSize, boolean dryRun, int indexBlobs) {
    /** As restic. */
    private static final int INDEX_BLOBS = 50_000;

    /** As restic does where nothing is asked for. */
    public static final WriteOptions DEFAULT = new WriteOptions(Compression.AUTO, 16 << 20, false);

    public WriteOptions(Compression compression, int packSize, boolean dryRun) {
        this(compression, packSize, dryRun, INDEX_BLOBS);
    }
}
