package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.posix.PosixFile;
import org.jspecify.annotations.Nullable;

/** A file that is to be restored, small enough to be kept for each of a million. */
final class RestoreFile {
    private final TargetFolder folder;
    private final ByteString name;
    private final FileAttributes attributes;
    private final long size;

    /** Blobs not yet written; guarded by this. */
    private int left;

    /** Whether all of it comes in one piece, so that it is opened once. */
    private boolean single;

    /** Whether parts of a file that is there are kept, so that it is changed in place. */
    private boolean inPlace;

    /** Guarded by this. */
    private boolean failed;

    /** Whether the system refused to write it; guarded by this. */
    private boolean refused;

    /** Whether it was made or emptied by this restore; guarded by {@link OpenFiles}. */
    boolean begun;

    /** Whether it began empty, so that what is not written reads as zeros; guarded by {@link OpenFiles}. */
    boolean empty;

    /** Guarded by {@link OpenFiles}. */
    @Nullable
    PosixFile open;

    /** Guarded by {@link OpenFiles}. */
    int users;

    /** Where a blob goes. */
    record Place(RestoreFile file, long offset, PackedBlob blob) {}

    /** @param size bytes of its blobs together */
    RestoreFile(TargetFolder folder, ByteString name, FileAttributes attributes, long size) {
        this.folder = folder;
        this.name = name;
        this.attributes = attributes;
        this.size = size;
    }

    TargetFolder folder() {
        return folder;
    }

    ByteString name() {
        return name;
    }

    FileAttributes attributes() {
        return attributes;
    }

    long size() {
        return size;
    }

    String path() {
        return folder.pathOf(name);
    }

    /** Says how many blobs will be written; before any of them is. */
    synchronized void expect(int blobs, boolean only, boolean changeInPlace) {
        left = blobs;
        single = only;
        inPlace = changeInPlace;
    }

    synchronized boolean isSingle() {
        return single;
    }

    synchronized boolean isInPlace() {
        return inPlace;
    }

    /** Counts a blob as dealt with; whether it was the last. */
    synchronized boolean countDown() {
        return --left == 0;
    }

    synchronized boolean isFailed() {
        return failed;
    }

    /** Marks it as not restored in full; whether that is news. */
    synchronized boolean fail() {
        boolean news = !failed;
        failed = true;
        return news;
    }

    synchronized boolean isRefused() {
        return refused;
    }

    /** Marks it as not to be tried any more; whether it is news that it is not restored in full. */
    synchronized boolean refuse() {
        refused = true;
        return fail();
    }
}
