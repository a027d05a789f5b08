package dev.holdfast.engine.op;

import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Opens the files that a restore writes, and keeps a bounded number of those open that come in several pieces.
 *
 * <p>A file is begun when its first piece is there: what had its name is removed, unless parts of it are kept.
 */
final class OpenFiles implements AutoCloseable {
    private static final int MAX_OPEN = 128;

    private final LocalTarget target;
    private final Restore.Request request;
    private final ReentrantLock lock = new ReentrantLock();

    /** Open files, the one used longest ago first. */
    private final LinkedHashSet<RestoreFile> open = new LinkedHashSet<>();

    OpenFiles(LocalTarget target, Restore.Request request) {
        this.target = target;
        this.request = request;
    }

    /** Begins a file that comes in one piece; the caller closes it. */
    PosixFile begin(RestoreFile file) throws PosixException {
        if (file.isInPlace()) {
            return beginInPlace(file);
        }
        target.clear(file.folder(), file.name(), request.delete());
        PosixFile created = target.create(file.folder(), file.name());
        // Before anything else can fail: another piece of the file must not try to make it anew.
        file.begun = true;
        try {
            file.empty = true;
            if (request.sparse()) {
                created.truncate(file.size());
            } else if (!file.isSingle()) {
                created.preallocate(file.size());
            }
        } catch (PosixException e) {
            created.close();
            throw e;
        }
        return created;
    }

    private PosixFile beginInPlace(RestoreFile file) throws PosixException {
        PosixFile found = target.openForUpdate(file.folder(), file.name());
        file.begun = true;
        if (found.openedStatus().size() > file.size()) {
            try {
                found.truncate(file.size());
            } catch (PosixException e) {
                found.close();
                throw e;
            }
        }
        return found;
    }

    /** The open file, begun if it was not; it stays open until {@link #release}. */
    PosixFile take(RestoreFile file) throws PosixException {
        lock.lock();
        try {
            PosixFile opened = file.open;
            if (opened == null) {
                closeOldest();
                opened = file.begun ? target.openForUpdate(file.folder(), file.name()) : begin(file);
                file.open = opened;
            }
            open.addLast(file);
            file.users++;
            return opened;
        } finally {
            lock.unlock();
        }
    }

    void release(RestoreFile file) {
        lock.lock();
        try {
            file.users--;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a file that nobody uses any more to the caller, who closes it. */
    PosixFile remove(RestoreFile file) throws PosixException {
        PosixFile opened = take(file);
        lock.lock();
        try {
            file.users--;
            file.open = null;
            open.remove(file);
            return opened;
        } finally {
            lock.unlock();
        }
    }

    /** Closes a file that will not be completed. */
    void drop(RestoreFile file) throws PosixException {
        lock.lock();
        try {
            open.remove(file);
            closeIfOpen(file);
        } finally {
            lock.unlock();
        }
    }

    private void closeOldest() throws PosixException {
        Iterator<RestoreFile> oldest = open.iterator();
        while (open.size() >= MAX_OPEN && oldest.hasNext()) {
            RestoreFile file = oldest.next();
            if (file.users == 0) {
                oldest.remove();
                closeIfOpen(file);
            }
        }
    }

    private static void closeIfOpen(RestoreFile file) throws PosixException {
        PosixFile opened = file.open;
        file.open = null;
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public void close() {
        open.forEach(OpenFiles::abandon);
        open.clear();
    }

    private static void abandon(RestoreFile file) {
        try {
            closeIfOpen(file);
        } catch (PosixException ignored) {
            // Only files that were not completed are still open at the end, and the reason for that is told already.
        }
    }
}
