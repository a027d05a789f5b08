package dev.holdfast.engine.repo;

/**
 * How blobs are written.
 *
 * @param packSize bytes at which a pack is finished, 4 to 128 MiB
 * @param dryRun whether nothing is stored; sizes are counted all the same
 */
public record WriteOptions(Compression compression, int packSize, boolean dryRun) {
    /** As restic does where nothing is asked for. */
    public static final WriteOptions DEFAULT = new WriteOptions(Compression.AUTO, 16 << 20, false);
}
