package dev.holdfast.engine.op;

import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.PlainStatus;
import dev.holdfast.engine.files.PlainTarget;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Restores files with plain Java, blob by blob. */
record PlainRestoreFile(
        Repository repository,
        Restore.Request request,
        RestoreProgress progress,
        PlainTarget target,
        PlainProblems problems) {
    private static final int MAX_BLOB = 80 << 20;

    /** @param present what is there by that path, null if nothing is */
    void restore(Path file, Node node, FileAttributes attributes, @Nullable PlainStatus present) throws IOException {
        StoredContent content = StoredContent.of(node, repository.index());
        progress.add(content.size());
        progress.begin(problems.path(file));
        if (content.missing() == null && content.size() != node.size()) {
            problems.tellOfRepository(
                    file,
                    "the snapshot says that it has " + Long.toUnsignedString(node.size())
                            + " bytes, but its content has " + content.size());
        }
        boolean isFile = present != null && present.type() == NodeType.FILE && content.missing() == null;
        boolean equal = isFile
                && (request.overwrite()
                                .trusts(present.metadata().modified(), present.size(), attributes, content.size())
                        || isReadableThere(file, content));
        if (equal) {
            progress.foundEqual(content.size());
        } else if (!request.dryRun() && !write(file, content, present != null)) {
            return;
        }
        if (!request.dryRun()) {
            verify(file, content);
            target.metadata().apply(file, attributes, false);
        }
        if (!equal) {
            progress.done();
        }
        RestoreProgress.Action action = equal ? RestoreProgress.Action.UNCHANGED : RestoreProgress.Action.RESTORED;
        problems.item(file, action, NodeType.FILE, content.size());
    }

    /** Removes what has the file's name; a folder only if it is empty or entries may be deleted. */
    void clear(Path entry) throws IOException {
        if (request.delete()) {
            target.removeAll(entry, false, (path, type) -> {});
        } else {
            target.delete(entry);
        }
    }

    /** Writes all that can be read; whether that is everything. */
    private boolean write(Path file, StoredContent content, boolean present) throws IOException {
        if (present) {
            clear(file);
        }
        @Nullable
        EngineException failure = content.missing() == null ? null : new BlobMissing(BlobType.DATA, content.missing());
        try (SeekableByteChannel channel = target.create(file)) {
            long offset = 0;
            for (BlobLocation place : content.blobs()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new Interrupted();
                }
                try {
                    write(
                            channel,
                            offset,
                            repository.loadBlob(BlobType.DATA, place.blob().id()));
                } catch (DamagedFile | BlobMissing | FileMissing | BackendFailure e) {
                    if (e instanceof BackendFailure transientFailure && !transientFailure.isPermanent()) {
                        throw transientFailure;
                    }
                    failure = failure == null ? e : failure;
                }
                offset += StoredContent.length(place);
            }
        }
        if (failure != null) {
            problems.unreadable(file, "its content is not complete in the repository", failure);
        }
        return failure == null;
    }

    private void write(SeekableByteChannel channel, long offset, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        channel.position(offset);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        progress.addBytesDone(bytes.length);
    }

    private void verify(Path file, StoredContent content) throws IOException {
        if (!request.verify()) {
            return;
        }
        if (isThere(file, content)) {
            progress.verified();
        } else {
            problems.tell(file, "its content differs from the snapshot's");
        }
    }

    /** What can't be read is written anew, and a true obstacle shows then. */
    private boolean isReadableThere(Path file, StoredContent content) {
        try {
            return isThere(file, content);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the file has this content and no more. */
    private boolean isThere(Path file, StoredContent content) throws IOException {
        try (SeekableByteChannel channel = target.read(file)) {
            if (channel.size() != content.size()) {
                return false;
            }
            for (BlobLocation place : content.blobs()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new Interrupted();
                }
                if (!isNext(channel, place)) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean isNext(SeekableByteChannel channel, BlobLocation place) throws IOException {
        int length = StoredContent.length(place);
        if (length > MAX_BLOB) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = channel.read(bytes);
        }
        return !bytes.hasRemaining()
                && repository.withCodec(codec ->
                        codec.hash(bytes.array(), 0, length).equals(place.blob().id()));
    }
}
