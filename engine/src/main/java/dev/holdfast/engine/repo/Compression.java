package dev.holdfast.engine.repo;

/** How hard new blobs are compressed; the words are restic's {@code --compression}. */
public enum Compression {
    /** Data blobs are stored as they are; trees and other files are compressed all the same. */
    OFF(0),
    AUTO(3),
    FASTEST(1),
    BETTER(7),
    MAX(14);

    private final int level;

    Compression(int level) {
        this.level = level;
    }

    /** The zstd level; 0 for none. */
    int level() {
        return level;
    }
}
