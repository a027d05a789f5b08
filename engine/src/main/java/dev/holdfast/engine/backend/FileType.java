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
}
