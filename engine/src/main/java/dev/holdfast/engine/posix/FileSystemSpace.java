package dev.holdfast.engine.posix;

/**
 * Room on a file system.
 *
 * @param totalBytes its size
 * @param freeBytes not in use, what is reserved for root included
 * @param availableBytes what this user may still write
 * @param totalNodes files that it can hold, 0 if it has no such limit
 * @param freeNodes files that can still be made
 */
public record FileSystemSpace(long totalBytes, long freeBytes, long availableBytes, long totalNodes, long freeNodes) {
    /** Reads the {@code struct statvfs} of 64-bit Linux at {@link Scratch#STRUCTURE}. */
    static FileSystemSpace read(Scratch scratch) {
        int at = Scratch.STRUCTURE;
        long fragment = scratch.memory().getLong(at + 8);
        return new FileSystemSpace(
                fragment * scratch.memory().getLong(at + 16),
                fragment * scratch.memory().getLong(at + 24),
                fragment * scratch.memory().getLong(at + 32),
                scratch.memory().getLong(at + 40),
                scratch.memory().getLong(at + 48));
    }
}
