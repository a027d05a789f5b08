package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.BlobCodec;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Compression;
import dev.holdfast.engine.repo.Parallel;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Copies blobs that are needed out of packs that go. Each is opened and hashed; what has the right hash is copied as it lies there,
 * sealed. What can't be had from any copy ends the prune before anything is deleted.
 */
final class Repack {
    /** Larger blobs are inflated by pieces. */
    private static final int LARGE = 8 << 20;

    private static final BlobCodec.PlainReader NOBODY = (bytes, offset, length) -> {};

    private final Repository repository;
    private final Index index;
    private final PrunePlan.Inner plan;
    private final Prune.Request request;
    private final PruneProgress progress;
    private final WantedBlobs blobs;

    /** Where blobs are opened. */
    private final ConcurrentLinkedQueue<byte[]> idle = new ConcurrentLinkedQueue<>();

    Repack(Repository repository, PrunePlan.Inner plan, Prune.Request request, PruneProgress progress) {
        this.repository = repository;
        this.index = plan.indexes().index();
        this.plan = plan;
        this.request = request;
        this.progress = progress;
        this.blobs = new WantedBlobs(repository, index);
    }

    /** Reads the copies that stay of blobs whose other copies go. */
    void verifyKept() {
        Set<ObjectId> packs = new LinkedHashSet<>();
        BitSet verified = plan.verified();
        for (int entry = verified.nextSetBit(0); entry >= 0; entry = verified.nextSetBit(entry + 1)) {
            packs.add(index.place(entry).pack());
        }
        progress.begin(PruneProgress.Phase.DUPLICATES, packs.size());
        new Parallel(request.threads()).forEach(new ArrayList<>(packs), pack -> {
            read(pack, verified, null);
            progress.itemDone();
        });
    }

    /** Copies what is needed of the packs; all of it is durable and indexed on return. */
    void copy(List<ObjectId> packs, RepositoryLock lock) {
        if (packs.isEmpty()) {
            return;
        }
        progress.begin(PruneProgress.Phase.REPACK, packs.size());
        BlobWriter writer = new BlobWriter(repository, request.writing(), lock);
        boolean isDone = false;
        try {
            new Parallel(request.threads()).forEach(packs, pack -> {
                lock.ensureHeld();
                read(pack, plan.kept(), writer);
                progress.itemDone();
            });
            writer.flush();
            isDone = true;
        } finally {
            if (!isDone) {
                writer.abandon();
            }
        }
    }

    /** Reads the blobs of a pack whose entries are wanted, and gives them to {@code writer} if there is one. */
    private void read(ObjectId pack, BitSet wanted, @Nullable BlobWriter writer) {
        byte[] polled = idle.poll();
        Copier copier = new Copier(writer, polled == null ? new byte[1 << 20] : polled);
        blobs.read(pack, wanted, writer != null, copier);
        idle.add(copier.opened);
    }

    private final class Copier implements WantedBlobs.Taker {
        private final @Nullable BlobWriter writer;
        private byte[] opened;

        Copier(@Nullable BlobWriter writer, byte[] opened) {
            this.writer = writer;
            this.opened = opened;
        }

        /** Opens a copy, for the sealed bytes are what is stored. */
        @Override
        public void open(PackedBlob blob, byte[] sealed, int offset, String pack) {
            if (opened.length < blob.length()) {
                opened = new byte[blob.length()];
            }
            System.arraycopy(sealed, offset, opened, 0, blob.length());
            repository.withCodec(codec -> {
                if (blob.plainLength() > LARGE) {
                    codec.verify(opened, 0, blob, pack);
                } else {
                    codec.decode(opened, 0, blob, pack, NOBODY);
                }
                return blob;
            });
        }

        @Override
        public void take(PackedBlob blob, byte[] sealed, int offset) {
            if (writer == null) {
                return;
            }
            if (!isToCompress(blob)) {
                writer.copySealed(blob, sealed, offset);
                return;
            }
            boolean always = blob.type() == BlobType.TREE || request.compressAll();
            int length = blob.length() - Sealer.OVERHEAD;
            repository.withCodec(codec -> {
                writer.copyPlain(codec, blob.type(), blob.id(), opened, 0, length, always);
                return blob;
            });
        }
    }

    private boolean isToCompress(PackedBlob blob) {
        return repository.config().version() > 1
                && !blob.isCompressed()
                && blob.length() > Sealer.OVERHEAD
                && (blob.type() == BlobType.TREE
                        || request.compressAll()
                        || request.writing().compression() != Compression.OFF);
    }
}
