package dev.holdfast.engine.op;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Repository;
import java.nio.ByteBuffer;
import java.util.List;

/** A file of a snapshot, to be read from any position. Who reads on is read ahead for. Safe for many threads. */
public final class FileContent {
    private final BlobCache cache;
    private final List<ObjectId> blobs;

    /** Where each blob ends in the file. */
    private final long[] ends;

    private int last = -1;
    private int streak;

    private FileContent(BlobCache cache, List<ObjectId> blobs, long[] ends) {
        this.cache = cache;
        this.blobs = blobs;
        this.ends = ends;
    }

    /**
     * The content of a file's node.
     *
     * @throws BlobMissing if no index knows one of its blobs
     * @throws DamagedFile if it has another size than the node tells
     */
    public static FileContent of(Node file, BlobCache cache) {
        Repository repository = cache.repository();
        List<ObjectId> blobs = file.blobs();
        long[] ends = new long[blobs.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            long length = repository.index().plainLength(BlobType.DATA, blobs.get(i));
            if (length < 0) {
                throw new BlobMissing(BlobType.DATA, blobs.get(i));
            }
            if (length > Integer.MAX_VALUE) {
                throw new DamagedFile("data blob " + blobs.get(i), "no blob is so large");
            }
            end += length;
            ends[i] = end;
        }
        if (end != file.size()) {
            throw new DamagedFile(
                    "file " + file.name(), "its content has " + end + " bytes, but it should have " + file.size());
        }
        return new FileContent(cache, blobs, ends);
    }

    /**
     * Puts up to {@code length} bytes from {@code position} on into {@code target}: fewer only at the file's end.
     *
     * @throws DamagedFile if one of them can't be read; what was put before is to be thrown away
     */
    public void read(long position, int length, ByteBuffer target) {
        long at = position;
        int left = length;
        for (int blob = firstWith(position); left > 0 && blob < ends.length; blob++) {
            long start = start(blob);
            byte[] bytes = load(blob);
            int from = (int) (at - start);
            int count = Math.min(left, bytes.length - from);
            target.put(bytes, from, count);
            at += count;
            left -= count;
        }
    }

    /** The first blob that ends behind {@code position}. */
    private int firstWith(long position) {
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long start(int blob) {
        return blob == 0 ? 0 : ends[blob - 1];
    }

    private int length(int blob) {
        return (int) (ends[blob] - start(blob));
    }

    /** Several threads ask for the pieces of one reader, so that they come in order only nearly. */
    private synchronized int ahead(int blob) {
        if (blob == last + 1) {
            streak++;
        } else if (Math.abs(blob - last) > 1) {
            streak = 0;
        }
        last = blob;
        return Math.min(streak, cache.room(length(blob)));
    }

    private byte[] load(int blob) {
        int until = Math.min(ends.length - 1, blob + ahead(blob));
        for (int next = blob + 1; next <= until; next++) {
            cache.loadAhead(blobs.get(next), length(next));
        }
        return cache.load(blobs.get(blob), length(blob));
    }
}
