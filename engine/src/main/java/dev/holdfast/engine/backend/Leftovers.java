package dev.holdfast.engine.backend;

/**
 * Temporary files that killed runs left beside a repository's own files.
 *
 * @param bytes that they take together
 */
public record Leftovers(int files, long bytes) {
    /** There are none. */
    public static final Leftovers NONE = new Leftovers(0, 0);

    /** Both together. */
    Leftovers and(Leftovers others) {
        return new Leftovers(files + others.files, bytes + others.bytes);
    }
}
