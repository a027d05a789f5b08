package dev.holdfast.engine.files;

import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import java.util.concurrent.atomic.AtomicInteger;

/** An open directory that is closed when the last of its users has released it: the walk and each file in it not yet read. */
final class SharedDirectory {
    private final PosixDirectory directory;
    private final AtomicInteger open;
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param open counts the directories that are open */
    SharedDirectory(PosixDirectory directory, AtomicInteger open) {
        this.directory = directory;
        this.open = open;
        open.incrementAndGet();
    }

    PosixDirectory directory() {
        return directory;
    }

    SharedDirectory retain() {
        users.incrementAndGet();
        return this;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            open.decrementAndGet();
            try {
                directory.close();
            } catch (PosixException e) {
                // Closing a directory that was only read loses nothing.
                return;
            }
        }
    }
}
