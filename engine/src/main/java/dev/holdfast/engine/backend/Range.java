package dev.holdfast.engine.backend;

/**
 * A part of a file.
 *
 * @param offset first byte, from the file's beginning
 * @param length bytes, or {@link #REST} for all that follow
 */
public record Range(long offset, int length) {
    /** Stands for "to the end" as a length. */
    public static final int REST = -1;

    /** The whole file. */
    public static final Range ALL = new Range(0, REST);

    public Range {
        if (offset < 0 || length < REST) {
            throw new IllegalArgumentException("range " + offset + "+" + length);
        }
    }
}
