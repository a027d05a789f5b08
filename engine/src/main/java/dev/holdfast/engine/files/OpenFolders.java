package dev.holdfast.engine.files;

import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a bounded number of folders open. Each is opened by its name in its parent, never through a link, so nothing leads out
 * of the target.
 */
final class OpenFolders implements AutoCloseable {
    private static final int MAX_OPEN = 128;

    private final ReentrantLock lock = new ReentrantLock();
    private final PosixDirectory root;

    /** Open folders, the one used longest ago first. */
    private final LinkedHashSet<TargetFolder> open = new LinkedHashSet<>();

    OpenFolders(PosixDirectory root) {
        this.root = root;
    }

    /** A folder that stays open until this is closed. */
    final class Lease implements AutoCloseable {
        private final TargetFolder folder;
        private final PosixDirectory directory;

        private Lease(TargetFolder folder, PosixDirectory directory) {
            this.folder = folder;
            this.directory = directory;
        }

        PosixDirectory directory() {
            return directory;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                folder.users--;
            } finally {
                lock.unlock();
            }
        }
    }

    Lease take(TargetFolder folder) throws PosixException {
        lock.lock();
        try {
            PosixDirectory directory = opened(folder);
            folder.users++;
            return new Lease(folder, directory);
        } finally {
            lock.unlock();
        }
    }

    private PosixDirectory opened(TargetFolder folder) throws PosixException {
        ArrayDeque<TargetFolder> missing = new ArrayDeque<>();
        TargetFolder at = folder;
        while (at.parent() != null && at.open == null) {
            missing.addFirst(at);
            at = at.parent();
        }
        PosixDirectory directory = at.parent() == null ? root : use(at);
        for (TargetFolder next : missing) {
            directory = directory.openDirectory(next.name());
            next.open = directory;
            open.addLast(next);
            if (open.size() > MAX_OPEN) {
                closeOldest();
            }
        }
        return directory;
    }

    private PosixDirectory use(TargetFolder folder) {
        open.addLast(folder);
        PosixDirectory directory = folder.open;
        if (directory == null) {
            throw new IllegalStateException(folder.path() + " is not open");
        }
        return directory;
    }

    /** Closes the one used longest ago; the newest is about to be used and stays. */
    private void closeOldest() throws PosixException {
        TargetFolder newest = open.getLast();
        Iterator<TargetFolder> oldest = open.iterator();
        while (oldest.hasNext()) {
            TargetFolder folder = oldest.next();
            if (folder.users == 0 && folder != newest) {
                oldest.remove();
                close(folder);
                return;
            }
        }
    }

    private static void close(TargetFolder folder) throws PosixException {
        PosixDirectory directory = folder.open;
        folder.open = null;
        if (directory != null) {
            directory.close();
        }
    }

    /** Closes a folder that is about to be removed or replaced. */
    void forget(TargetFolder folder) throws PosixException {
        lock.lock();
        try {
            open.remove(folder);
            close(folder);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws PosixException {
        lock.lock();
        try {
            for (TargetFolder folder : open) {
                close(folder);
            }
            open.clear();
            root.close();
        } finally {
            lock.unlock();
        }
    }
}
