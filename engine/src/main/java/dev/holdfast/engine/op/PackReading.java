package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.EngineException.FileMissing;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.RestoreFile.Place;
import dev.holdfast.engine.pack.PackedBlob;
import dev.holdfast.engine.repo.BlobCodec;
import java.util.Comparator;
import java.util.List;

/** Reads what is wanted of one pack in few, large reads, and has each blob written to all its places. */
final class PackReading {
    /** Reading this much in vain costs less than another request. */
    private static final long MAX_GAP = 256 << 10;

    /** A single blob may be larger. */
    private static final long MAX_READ = 4 << 20;

    /** No blob of a sane index is longer: a data blob's limit and some for what encryption and bad compression add. */
    private static final int MAX_BLOB = 80 << 20;

    private static final Comparator<Place> BY_OFFSET = Comparator.comparingLong(
            place -> Integer.toUnsignedLong(place.blob().offset()));

    private final RestoreRun run;
    private final RestoreWriter writer;
    private final FileRef pack;
    private final List<Place> places;

    PackReading(RestoreRun run, RestoreWriter writer, ObjectId pack, List<Place> places) {
        this.run = run;
        this.writer = writer;
        this.pack = FileRef.of(FileType.PACK, pack);
        this.places = places;
    }

    void run(BlobCodec codec, RestoreThreads.Buffer buffer) {
        places.sort(BY_OFFSET);
        int first = 0;
        while (first < places.size() && !run.threads().isStopping()) {
            long start = start(first);
            long end = end(first);
            int next = first + 1;
            while (next < places.size() && start(next) <= end + MAX_GAP) {
                long longer = Math.max(end, end(next));
                if (longer - start > MAX_READ && longer > end) {
                    break;
                }
                end = longer;
                next++;
            }
            read(places.subList(first, next), start, end, codec, buffer);
            first = next;
        }
    }

    private long start(int place) {
        return Integer.toUnsignedLong(places.get(place).blob().offset());
    }

    private long end(int place) {
        return start(place) + Integer.toUnsignedLong(places.get(place).blob().length());
    }

    private void read(List<Place> together, long start, long end, BlobCodec codec, RestoreThreads.Buffer buffer) {
        if (end - start > MAX_BLOB) {
            fail(
                    together,
                    new DamagedFile(
                            pack.toString(), "an index says that a blob of it has " + (end - start) + " bytes"));
            return;
        }
        int length = (int) (end - start);
        byte[] sealed = buffer.take(length);
        boolean loaded = load(start, sealed, length);
        int first = 0;
        while (first < together.size() && !run.threads().isStopping()) {
            PackedBlob blob = together.get(first).blob();
            int next = first + 1;
            while (next < together.size() && together.get(next).blob().equals(blob)) {
                next++;
            }
            List<Place> same = together.subList(first, next);
            int offset = (int) (Integer.toUnsignedLong(blob.offset()) - start);
            if (!loaded || !decode(sealed, offset, blob, same, codec)) {
                writeOtherCopy(blob, same);
            }
            first = next;
        }
    }

    /** Whether the bytes are there; if not, the blobs are asked for one by one, which tells what is wrong with each. */
    private boolean load(long start, byte[] sealed, int length) {
        try {
            run.repository().backend().load(pack, start, sealed, 0, length);
            return true;
        } catch (FileMissing | DamagedFile e) {
            return false;
        } catch (BackendFailure e) {
            if (!e.isPermanent()) {
                throw e;
            }
            return false;
        }
    }

    private boolean decode(byte[] sealed, int offset, PackedBlob blob, List<Place> same, BlobCodec codec) {
        try {
            codec.decode(sealed, offset, blob, pack.toString(), (bytes, from, length) -> {
                for (Place place : same) {
                    writer.write(place, bytes, from, length);
                }
            });
            return true;
        } catch (DamagedFile e) {
            return false;
        }
    }

    private void writeOtherCopy(PackedBlob blob, List<Place> same) {
        byte[] plain;
        try {
            plain = run.repository().loadBlob(BlobType.DATA, blob.id());
        } catch (DamagedFile | FileMissing | BlobMissing e) {
            fail(same, e);
            return;
        } catch (BackendFailure e) {
            if (!e.isPermanent()) {
                throw e;
            }
            fail(same, e);
            return;
        }
        for (Place place : same) {
            writer.write(place, plain, 0, plain.length);
        }
    }

    private void fail(List<Place> failed, EngineException cause) {
        for (Place place : failed) {
            writer.fail(place, cause);
        }
    }
}
