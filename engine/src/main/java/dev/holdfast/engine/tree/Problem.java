package dev.holdfast.engine.tree;

/**
 * Something that could not be read or written, so that the outcome is incomplete.
 *
 * @param item the path, for people
 * @param reason such as {@code permission denied}
 */
public record Problem(String item, String reason) {}
