package dev.holdfast.engine.op;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;

/** Writes pieces of files where they belong, and completes a file with its metadata when all of it is there. By any thread. */
final class RestoreWriter {
    /** Blocks of zeros of this size, at multiples of it, are left out of sparse files. */
    private static final int BLOCK = 4096;

    private final RestoreRun run;
    private final boolean sparse;

    RestoreWriter(RestoreRun run) {
        this.run = run;
        this.sparse = run.request().sparse();
    }

    /** Writes a piece; the last one completes the file. */
    void write(RestoreFile.Place place, byte[] bytes, int start, int length) {
        RestoreFile file = place.file();
        run.progress().begin(file);
        if (file.isSingle()) {
            writeWhole(file, bytes, start, length);
            return;
        }
        if (!file.isRefused()) {
            try {
                PosixFile open = run.files().take(file);
                try {
                    put(file, open, place.offset(), bytes, start, length);
                } finally {
                    run.files().release(file);
                }
                run.progress().addBytesDone(length);
            } catch (PosixException e) {
                refused(file, e);
            }
        }
        countDown(file);
    }

    /** Makes a file without content, or cuts one in place. */
    void writeEmpty(RestoreFile file) {
        writeWhole(file, new byte[0], 0, 0);
    }

    private void writeWhole(RestoreFile file, byte[] bytes, int start, int length) {
        try (PosixFile open = run.files().begin(file)) {
            put(file, open, 0, bytes, start, length);
            run.progress().addBytesDone(length);
            complete(file, open);
        } catch (PosixException e) {
            refused(file, e);
        }
    }

    private void put(RestoreFile file, PosixFile open, long offset, byte[] bytes, int start, int length)
            throws PosixException {
        if (!sparse || !file.empty) {
            open.writeAt(offset, bytes, start, length);
            return;
        }
        int from = 0;
        while (from < length) {
            int end = endOfBlock(offset, from, length);
            boolean zeros = isZero(bytes, start + from, start + end);
            int next = end;
            while (next < length && isZero(bytes, start + next, start + endOfBlock(offset, next, length)) == zeros) {
                next = endOfBlock(offset, next, length);
            }
            if (!zeros) {
                open.writeAt(offset + from, bytes, start + from, next - from);
            }
            from = next;
        }
    }

    private static int endOfBlock(long offset, int from, int length) {
        int within = (int) ((offset + from) % BLOCK);
        return Math.min(length, from + BLOCK - within);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Tells once that the file can't be restored in full; its other pieces are written all the same. */
    void fail(RestoreFile.Place place, EngineException cause) {
        RestoreFile file = place.file();
        if (file.fail()) {
            run.progress().unreadable(file.path(), "its content is not complete in the repository", cause);
        }
        if (!file.isSingle()) {
            countDown(file);
        }
    }

    private void refused(RestoreFile file, PosixException cause) {
        if (file.refuse()) {
            run.refused(file, cause);
        }
    }

    private void countDown(RestoreFile file) {
        if (!file.countDown()) {
            return;
        }
        try {
            if (file.isFailed()) {
                run.files().drop(file);
                return;
            }
            try (PosixFile open = run.files().remove(file)) {
                complete(file, open);
            }
        } catch (PosixException e) {
            refused(file, e);
        }
    }

    private void complete(RestoreFile file, PosixFile open) {
        setMetadata(file, open);
        run.done(file);
    }

    private void setMetadata(RestoreFile file, PosixFile open) {
        try {
            run.target().metadata().apply(open, open.openedStatus(), file.attributes());
        } catch (PosixException e) {
            run.problem(file.path(), e);
        }
    }

    /** Gives metadata to a file whose content was there already. */
    void completeEqual(RestoreFile file) {
        run.progress().foundEqual(file.size());
        if (!run.request().dryRun()) {
            try {
                run.target().setMetadata(file.folder(), file.name(), file.attributes());
            } catch (PosixException e) {
                run.problem(file.path(), e);
            }
        }
        if (run.progress().wantsItems()) {
            run.progress()
                    .item(new RestoreProgress.Item(
                            file.path(), RestoreProgress.Action.UNCHANGED, NodeType.FILE, file.size()));
        }
    }
}
