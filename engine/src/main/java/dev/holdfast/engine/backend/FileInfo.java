package dev.holdfast.engine.backend;

/**
 * A file in a backend.
 *
 * @param size in bytes
 */
public record FileInfo(FileRef file, long size) {}
