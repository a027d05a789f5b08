package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.Repository;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads wanted blobs of packs, those that lie together in one request. A blob that is not what its id says is read once more by
 * itself, since memory and wires lie too, and then from its other copies. Safe for use by many threads.
 */
final class WantedBlobs {
    /** Read in one request to the backend, but for a blob that is larger. */
    private static final int WINDOW = 4 << 20;

    /** What lies between two wanted blobs is read as well if it is not more. */
    private static final int MOST_BETWEEN = 64 << 10;

    private final Repository repository;
    private final Index index;
    private final ConcurrentLinkedQueue<byte[]> idle = new ConcurrentLinkedQueue<>();

    /** Takes the blobs of one pack, in one thread. */
    interface Taker {
        /**
         * Opens a blob and hashes it; may change its bytes, but none beside.
         *
         * @throws DamagedFile if it is not what its id says
         */
        void open(PackedBlob blob, byte[] sealed, int offset, String pack);

        /** Takes the blob that {@link #open} has just found sound, in the same place. */
        void take(PackedBlob blob, byte[] sealed, int offset);

        /** What is thrown where no copy of a blob is sound; {@code first} tells why the first one is not. */
        default EngineException lost(PackedBlob blob, EngineException first) {
            return first;
        }
    }

    WantedBlobs(Repository repository, Index index) {
        this.repository = repository;
        this.index = index;
    }

    /**
     * Gives each wanted blob of a pack to {@code taker}, once.
     *
     * @param wanted entries of the index
     * @param anyCopy whether another copy of a blob will do
     */
    void read(ObjectId pack, BitSet wanted, boolean anyCopy, Taker taker) {
        List<PackedBlob> blobs = new ArrayList<>();
        index.forEachEntry(pack, (blob, entry) -> {
            if (wanted.get(entry)) {
                blobs.add(blob);
            }
        });
        blobs.sort(Comparator.comparing(PackedBlob::offset, Integer::compareUnsigned));
        byte[] polled = idle.poll();
        byte[] window = polled == null ? new byte[WINDOW] : polled;
        int first = 0;
        while (first < blobs.size()) {
            int next = first + 1;
            while (next < blobs.size()
                    && start(blobs.get(next)) >= end(blobs.get(next - 1))
                    && start(blobs.get(next)) - end(blobs.get(next - 1)) <= MOST_BETWEEN
                    && end(blobs.get(next)) - start(blobs.get(first)) <= WINDOW) {
                next++;
            }
            readTogether(pack, blobs.subList(first, next), window, anyCopy, taker);
            first = next;
        }
        idle.add(window);
    }

    private static long start(PackedBlob blob) {
        return Integer.toUnsignedLong(blob.offset());
    }

    private static long end(PackedBlob blob) {
        return start(blob) + blob.length();
    }

    private void readTogether(ObjectId pack, List<PackedBlob> blobs, byte[] window, boolean anyCopy, Taker taker) {
        long start = start(blobs.getFirst());
        byte[] bytes = load(pack, start, Math.toIntExact(end(blobs.getLast()) - start), window);
        String name = FileRef.of(FileType.PACK, pack).toString();
        for (PackedBlob blob : blobs) {
            int offset = (int) (start(blob) - start);
            if (bytes != null && isSound(blob, bytes, offset, name, taker)) {
                taker.take(blob, bytes, offset);
            } else {
                readAlone(new BlobLocation(pack, blob), anyCopy, taker);
            }
        }
    }

    /** Gives null where it fails: then each blob is asked for by itself, which tells what is wrong with which. */
    private byte @Nullable [] load(ObjectId pack, long start, int length, byte[] window) {
        FileRef file = FileRef.of(FileType.PACK, pack);
        try {
            if (length > window.length) {
                // An index may lie: no memory is taken here for more than the pack has.
                byte[] bytes = repository.backend().load(file, new Range(start, length));
                return bytes.length == length ? bytes : null;
            }
            repository.backend().load(file, start, window, 0, length);
            return window;
        } catch (FileMissing | DamagedFile | BackendFailure e) {
            return null;
        }
    }

    private static boolean isSound(PackedBlob blob, byte[] sealed, int offset, String pack, Taker taker) {
        try {
            taker.open(blob, sealed, offset, pack);
            return true;
        } catch (DamagedFile e) {
            return false;
        }
    }

    private void readAlone(BlobLocation place, boolean anyCopy, Taker taker) {
        List<BlobLocation> places = new ArrayList<>(List.of(place));
        if (anyCopy) {
            places.addAll(index.lookupAll(place.blob().type(), place.blob().id()));
        }
        @Nullable EngineException first = null;
        for (BlobLocation copy : places) {
            PackedBlob blob = copy.blob();
            byte[] sealed;
            try {
                sealed = loadAlone(copy);
                taker.open(
                        blob, sealed, 0, FileRef.of(FileType.PACK, copy.pack()).toString());
            } catch (DamagedFile | FileMissing | BackendFailure e) {
                first = first == null ? e : first;
                continue;
            }
            taker.take(blob, sealed, 0);
            return;
        }
        throw taker.lost(
                place.blob(),
                first == null
                        ? new FileMissing(
                                repository.backend().location(), place.pack().toString())
                        : first);
    }

    private byte[] loadAlone(BlobLocation place) {
        FileRef pack = FileRef.of(FileType.PACK, place.pack());
        PackedBlob blob = place.blob();
        byte[] sealed = repository.backend().load(pack, new Range(start(blob), blob.length()));
        if (sealed.length != blob.length()) {
            throw new DamagedFile(
                    pack.toString(), "only " + sealed.length + " of " + blob.length() + " bytes of a blob were read");
        }
        return sealed;
    }
}
