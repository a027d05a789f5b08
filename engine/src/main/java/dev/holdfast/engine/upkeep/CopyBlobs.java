package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies blobs of one repository into another, pack by pack. Each is opened with the source's key and hashed, and sealed with the
 * destination's; bytes that are compressed as they should be stay as they are.
 */
final class CopyBlobs {
    /** Larger blobs are inflated by pieces. */
    private static final int LARGE = 8 << 20;

    private static final BlobCodec.PlainReader NOBODY = (bytes, offset, length) -> {};

    private final Repository from;
    private final Repository to;
    private final RepositoryLock lock;
    private final Copy.Request request;
    private final CopyProgress progress;
    private final boolean isCompressing;

    /** Goes on from batch to batch with the same memory; null after a failure. */
    private @Nullable BlobWriter writer;

    private volatile @Nullable ObjectId lost;

    CopyBlobs(Repository from, Repository to, RepositoryLock lock, Copy.Request request, CopyProgress progress) {
        this.from = from;
        this.to = to;
        this.lock = lock;
        this.request = request;
        this.progress = progress;
        this.isCompressing = to.config().version() > 1;
    }

    /** The blob of files of which no copy was sound, if that ended the work. */
    @Nullable
    ObjectId lost() {
        return lost;
    }

    /** Takes over what a killed copy or backup stored in the destination and did not live to index. */
    void begin() {
        BlobWriter beginning = new BlobWriter(to, request.writing(), lock);
        boolean isDone = false;
        try {
            beginning.takeOverFromDead();
            isDone = true;
            writer = beginning;
        } finally {
            if (!isDone) {
                beginning.abandon();
            }
        }
    }

    /**
     * Copies the blobs; all of them are durable and indexed on return.
     *
     * @param wanted entries of the source's index
     * @param bytes that these take there
     */
    void copy(BitSet wanted, long bytes) {
        if (wanted.isEmpty()) {
            return;
        }
        Index index = from.index();
        Set<ObjectId> packs = new LinkedHashSet<>();
        for (int entry = wanted.nextSetBit(0); entry >= 0; entry = wanted.nextSetBit(entry + 1)) {
            packs.add(index.place(entry).pack());
        }
        progress.beginPacks(packs.size(), bytes);
        lost = null;
        WantedBlobs blobs = new WantedBlobs(from, index);
        BlobWriter writing = writer == null ? new BlobWriter(to, request.writing(), lock) : writer;
        writer = null;
        boolean isDone = false;
        try {
            new Parallel(request.threads()).forEach(new ArrayList<>(packs), pack -> {
                lock.ensureHeld();
                blobs.read(pack, wanted, true, new Copier(writing));
                progress.packDone();
            });
            writing.flush();
            isDone = true;
            writer = writing;
        } finally {
            if (!isDone) {
                writing.abandon();
            }
        }
    }

    private final class Copier implements WantedBlobs.Taker {
        private final BlobWriter writing;

        /** The plain bytes of a blob that is not to be stored as it is compressed. */
        private byte @Nullable [] inflated;

        Copier(BlobWriter writing) {
            this.writing = writing;
        }

        @Override
        public void open(PackedBlob blob, byte[] sealed, int offset, String pack) {
            inflated = from.withCodec(codec -> {
                if (blob.isCompressed() && !isKept(blob)) {
                    return codec.decode(sealed, offset, blob, pack);
                }
                if (blob.plainLength() > LARGE) {
                    codec.verify(sealed, offset, blob, pack);
                } else {
                    codec.decode(sealed, offset, blob, pack, NOBODY);
                }
                return null;
            });
        }

        @Override
        public void take(PackedBlob blob, byte[] opened, int offset) {
            byte[] plain = inflated;
            inflated = null;
            int length = blob.length() - Sealer.OVERHEAD;
            to.withCodec(codec -> {
                if (plain != null) {
                    return writing.store(codec, blob.type(), blob.id(), plain, 0, plain.length);
                }
                if (blob.isCompressed()) {
                    return writing.storeCompressed(
                            codec, blob.type(), blob.id(), blob.plainLength(), opened, offset, length);
                }
                return writing.store(codec, blob.type(), blob.id(), opened, offset, length);
            });
            progress.blobDone(blob.length());
        }

        @Override
        public EngineException lost(PackedBlob blob, EngineException first) {
            if (blob.type() == BlobType.DATA) {
                lost = blob.id();
            }
            return first instanceof DamagedFile damaged
                    ? new DamagedFile(
                            damaged.file(),
                            damaged.reason() + "; no copy of " + blob.type().word() + " blob " + blob.id()
                                    + " is sound")
                    : first;
        }
    }

    /** Whether the compressed bytes of a blob are taken over: packing them anew would take most of the time and gain little. */
    private boolean isKept(PackedBlob blob) {
        return isCompressing
                && switch (request.writing().compression()) {
                    case AUTO, FASTEST -> true;
                    case OFF -> blob.type() == BlobType.TREE;
                    case BETTER, MAX -> false;
                };
    }
}
