package dev.holdfast.engine.backend;

/** The kinds of file in a repository; the word is the folder's name in the default layout. */
public enum FileType {
    CONFIG("config"),
    KEY("keys"),
    LOCK("locks"),
    SNAPSHOT("snapshots"),
    INDEX("index"),
    PACK("data");

    private final String word;

    FileType(String word) {
        this.word = word;
    }

    /** Folder in the default layout; for {@link #CONFIG} the file's own name. */
    public String word() {
        return word;
    }

    /**
     * Whether a deletion of such a file must outlast a crash once {@link Backend#delete} has returned.
     *
     * <p>An index that came back after its packs were deleted would look like damage, a key that came back would open
     * the repository again. A pack or a lock that comes back harms nobody: it is unused or stale.
     */
    public boolean isDeletionDurable() {
        return switch (this) {
            case CONFIG, KEY, SNAPSHOT, INDEX -> true;
            case LOCK, PACK -> false;
        };
    }
}
