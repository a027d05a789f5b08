package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
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
import java.util.Comparator;
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
    /** Read in one request to the backend, but for a blob that is larger. */
    private static final int WINDOW = 4 << 20;

    /** What lies between two wanted blobs is read as well if it is not more. */
    private static final int MOST_BETWEEN = 64 << 10;

    /** Larger blobs are inflated by pieces. */
    private static final int LARGE = 8 << 20;

    private static final BlobCodec.PlainReader NOBODY = (bytes, offset, length) -> {};

    private final Repository repository;
    private final Index index;
    private final PrunePlan.Inner plan;
    private final Prune.Request request;
    private final PruneProgress progress;
    private final ConcurrentLinkedQueue<Buffers> idle = new ConcurrentLinkedQueue<>();

    /** Working memory of one thread. */
    private static final class Buffers {
        byte[] window = new byte[0];
        byte[] opened = new byte[0];

        byte[] window(int length) {
            if (window.length < length) {
                window = new byte[Math.max(length, WINDOW)];
            }
            return window;
        }

        byte[] opened(int length) {
            if (opened.length < length) {
                opened = new byte[Math.max(length, 1 << 20)];
            }
            return opened;
        }
    }

    Repack(Repository repository, PrunePlan.Inner plan, Prune.Request request, PruneProgress progress) {
        this.repository = repository;
        this.index = plan.indexes().index();
        this.plan = plan;
        this.request = request;
        this.progress = progress;
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
        List<PackedBlob> blobs = new ArrayList<>();
        index.forEachEntry(pack, (blob, entry) -> {
            if (wanted.get(entry)) {
                blobs.add(blob);
            }
        });
        blobs.sort(Comparator.comparing(PackedBlob::offset, Integer::compareUnsigned));
        Buffers polled = idle.poll();
        Buffers buffers = polled == null ? new Buffers() : polled;
        int first = 0;
        while (first < blobs.size()) {
            int next = first + 1;
            while (next < blobs.size()
                    && start(blobs.get(next)) >= end(blobs.get(next - 1))
                    && start(blobs.get(next)) - end(blobs.get(next - 1)) <= MOST_BETWEEN
                    && end(blobs.get(next)) - start(blobs.get(first)) <= WINDOW) {
                next++;
            }
            readTogether(pack, blobs.subList(first, next), buffers, writer);
            first = next;
        }
        idle.add(buffers);
    }

    private static long start(PackedBlob blob) {
        return Integer.toUnsignedLong(blob.offset());
    }

    private static long end(PackedBlob blob) {
        return start(blob) + blob.length();
    }

    private void readTogether(ObjectId pack, List<PackedBlob> blobs, Buffers buffers, @Nullable BlobWriter writer) {
        long start = start(blobs.getFirst());
        int length = Math.toIntExact(end(blobs.getLast()) - start);
        byte[] window = buffers.window(length);
        boolean isLoaded = isLoaded(pack, start, window, length);
        for (PackedBlob blob : blobs) {
            if (!isLoaded || !take(pack, blob, window, (int) (start(blob) - start), buffers, writer)) {
                takeAgain(new BlobLocation(pack, blob), buffers, writer);
            }
        }
    }

    /** Where it fails, each blob is asked for by itself, which tells what is wrong with which. */
    private boolean isLoaded(ObjectId pack, long start, byte[] window, int length) {
        try {
            repository.backend().load(FileRef.of(FileType.PACK, pack), start, window, 0, length);
            return true;
        } catch (FileMissing | DamagedFile | BackendFailure e) {
            return false;
        }
    }

    /** Whether the blob is what its id says, and was given on. */
    private boolean take(
            ObjectId pack, PackedBlob blob, byte[] sealed, int offset, Buffers buffers, @Nullable BlobWriter writer) {
        try {
            verify(pack, blob, sealed, offset, buffers, writer);
            return true;
        } catch (DamagedFile e) {
            return false;
        }
    }

    private void verify(
            ObjectId pack, PackedBlob blob, byte[] sealed, int offset, Buffers buffers, @Nullable BlobWriter writer) {
        byte[] opened = buffers.opened(blob.length());
        System.arraycopy(sealed, offset, opened, 0, blob.length());
        String name = FileRef.of(FileType.PACK, pack).toString();
        boolean isCompressedAnew = writer != null && isToCompress(blob);
        repository.withCodec(codec -> {
            if (blob.plainLength() > LARGE) {
                codec.verify(opened, 0, blob, name);
            } else {
                codec.decode(opened, 0, blob, name, isCompressedAnew ? compressing(codec, blob, writer) : NOBODY);
            }
            return blob;
        });
        if (writer != null && !isCompressedAnew) {
            writer.copySealed(blob, sealed, offset);
        }
    }

    private BlobCodec.PlainReader compressing(BlobCodec codec, PackedBlob blob, BlobWriter writer) {
        boolean always = blob.type() == BlobType.TREE || request.compressAll();
        return (bytes, from, length) -> writer.copyPlain(codec, blob.type(), blob.id(), bytes, from, length, always);
    }

    private boolean isToCompress(PackedBlob blob) {
        return repository.config().version() > 1
                && !blob.isCompressed()
                && blob.length() > Sealer.OVERHEAD
                && (blob.type() == BlobType.TREE
                        || request.compressAll()
                        || request.writing().compression() != Compression.OFF);
    }

    /** Reads the blob once more, since memory and wires lie too, and then its other copies. */
    private void takeAgain(BlobLocation place, Buffers buffers, @Nullable BlobWriter writer) {
        List<BlobLocation> places = new ArrayList<>(List.of(place));
        if (writer != null) {
            places.addAll(index.lookupAll(place.blob().type(), place.blob().id()));
        }
        @Nullable EngineException first = null;
        for (BlobLocation copy : places) {
            try {
                PackedBlob blob = copy.blob();
                byte[] sealed = new byte[blob.length()];
                repository
                        .backend()
                        .load(FileRef.of(FileType.PACK, copy.pack()), start(blob), sealed, 0, sealed.length);
                verify(copy.pack(), blob, sealed, 0, buffers, writer);
                return;
            } catch (DamagedFile | FileMissing | BackendFailure e) {
                first = first == null ? e : first;
            }
        }
        throw first == null
                ? new FileMissing(repository.backend().location(), place.pack().toString())
                : first;
    }
}
