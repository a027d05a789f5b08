package dev.holdfast.engine.model;

/** The two name spaces of blobs. */
public enum BlobType {
    /** A piece of a file's content. */
    DATA("data"),
    /** A directory listing. */
    TREE("tree");

    private final String word;

    BlobType(String word) {
        this.word = word;
    }

    /** The word used in index files: {@code data} or {@code tree}. */
    public String word() {
        return word;
    }
}
