package dev.holdfast.engine.op;

import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import dev.holdfast.engine.repo.BlobCodec;

/** Reads a restored file back and compares it with the snapshot. */
final class FileVerification {
    private static final int MAX_BLOB = 80 << 20;

    private final RestoreRun run;
    private final RestoreFile file;
    private final StoredContent content;

    FileVerification(RestoreRun run, RestoreFile file, StoredContent content) {
        this.run = run;
        this.file = file;
        this.content = content;
    }

    void run(BlobCodec codec, RestoreThreads.Buffer buffer) {
        run.progress().begin(file);
        try (PosixFile open = run.target().openForReading(file.folder(), file.name())) {
            if (open.openedStatus().size() != content.size()) {
                run.problem(
                        file.path(),
                        "it has " + open.openedStatus().size() + " bytes after the restore, not " + content.size());
                return;
            }
            long offset = 0;
            for (BlobLocation place : content.blobs()) {
                if (run.threads().isStopping()) {
                    return;
                }
                if (!isThere(open, offset, place, codec, buffer)) {
                    run.problem(file.path(), "its content differs from the snapshot's at byte " + offset);
                    return;
                }
                offset += StoredContent.length(place);
            }
            run.progress().verified();
        } catch (PosixException e) {
            run.problem(file.path(), e);
        }
    }

    /** Whether the file has the blob's content at {@code offset}. */
    static boolean isThere(
            PosixFile open, long offset, BlobLocation place, BlobCodec codec, RestoreThreads.Buffer buffer)
            throws PosixException {
        int length = StoredContent.length(place);
        if (length > MAX_BLOB) {
            return false;
        }
        byte[] bytes = buffer.take(length);
        return open.readAt(offset, bytes, 0, length) == length
                && codec.hash(bytes, 0, length).equals(place.blob().id());
    }
}
