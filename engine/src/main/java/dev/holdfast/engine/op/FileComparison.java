package dev.holdfast.engine.op;

import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.posix.FileStatus;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import dev.holdfast.engine.repo.BlobCodec;
import java.util.BitSet;

/** Compares a file that is there with what is to be restored, so that only what differs is written. */
final class FileComparison {
    private final RestoreRun run;
    private final WantedContent wanted;
    private final RestoreFile file;
    private final StoredContent content;

    FileComparison(RestoreRun run, WantedContent wanted, RestoreFile file, StoredContent content) {
        this.run = run;
        this.wanted = wanted;
        this.file = file;
        this.content = content;
    }

    void run(BlobCodec codec, RestoreThreads.Buffer buffer) {
        BitSet present = new BitSet();
        boolean inPlace = false;
        try (PosixFile open = run.target().openForReading(file.folder(), file.name())) {
            FileStatus status = open.openedStatus();
            compare(open, status.size(), present, codec, buffer);
            boolean equal = present.cardinality() == content.blobs().size() && content.missing() == null;
            if (equal && status.size() == content.size()) {
                wanted.writer().completeEqual(file);
                return;
            }
            // A change in place would show through the file's other names, which may lie anywhere.
            inPlace = status.links() == 1 && !run.request().sparse();
        } catch (PosixException e) {
            // What can't be read is written anew, and a true obstacle shows then.
            inPlace = false;
        }
        if (!inPlace) {
            present.clear();
        }
        wanted.add(file, content, present, inPlace);
    }

    private void compare(PosixFile open, long size, BitSet present, BlobCodec codec, RestoreThreads.Buffer buffer)
            throws PosixException {
        long offset = 0;
        for (int i = 0; i < content.blobs().size() && !run.threads().isStopping(); i++) {
            BlobLocation place = content.blobs().get(i);
            int length = StoredContent.length(place);
            if (offset + length > size) {
                return;
            }
            if (FileVerification.isThere(open, offset, place, codec, buffer)) {
                present.set(i);
            }
            offset += length;
        }
    }
}
