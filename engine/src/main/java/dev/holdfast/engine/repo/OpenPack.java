package dev.holdfast.engine.repo;

import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A pack in memory that is being filled.
 *
 * <p>Counts who still needs it: the filler that may add more, and each thread that encrypts into it. When the last one
 * releases it, it is complete and goes on to be stored.
 */
final class OpenPack {
    private static final int FIRST_CAPACITY = 1 << 20;

    /** Room beyond the pack size, so that most packs end by their size and not by a blob that does not fit. */
    private static final int SLACK = 2 << 20;

    private static final int HEADER_ROOM = 512 << 10;

    private final int packSize;
    private final Consumer<OpenPack> whenComplete;
    private final List<PackedBlob> blobs = new ArrayList<>();
    private final AtomicInteger users = new AtomicInteger(1);
    private byte[] buffer;
    private int used;
    private volatile boolean spoilt;

    OpenPack(int packSize, byte[] buffer, Consumer<OpenPack> whenComplete) {
        this.packSize = packSize;
        this.buffer = buffer;
        this.whenComplete = whenComplete;
    }

    /** Memory for a pack: for all of it, its header included in most cases, or a little that grows. */
    static byte[] newBuffer(int packSize, boolean small) {
        return new byte[small ? FIRST_CAPACITY : packSize + SLACK + HEADER_ROOM];
    }

    int used() {
        return used;
    }

    List<PackedBlob> blobs() {
        return blobs;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Whether a blob fits without passing the pack size by much; an empty pack takes any. */
    boolean hasRoomFor(int sealedLength) {
        return used == 0 || (long) used + sealedLength <= packSize + SLACK;
    }

    /** Takes the blob's place for the calling thread, which must {@link #release} after filling it. Callers take turns. */
    int reserve(PackedBlob blob) {
        int end = used + blob.length();
        if (end > buffer.length) {
            grow(end);
        }
        blobs.add(blob);
        users.incrementAndGet();
        int at = used;
        used = end;
        return at;
    }

    /** Grows when no thread is encrypting into the old buffer; such a thread needs nothing that the caller holds. */
    private void grow(int needed) {
        while (users.get() > 1) {
            LockSupport.parkNanos(20_000);
        }
        buffer = Arrays.copyOf(buffer, Math.max(needed, Math.min(buffer.length * 4, packSize + SLACK + HEADER_ROOM)));
    }

    /** Tells that the calling thread could not fill its place: the pack must not be stored. */
    void spoil() {
        spoilt = true;
    }

    boolean isSpoilt() {
        return spoilt;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            whenComplete.accept(this);
        }
    }

    /** Adds the sealed header, for which there is room made here; returns the size of the file. */
    int appendTail(byte[] sealedHeader, int length) {
        if (used + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, used + length);
        }
        System.arraycopy(sealedHeader, 0, buffer, used, length);
        used += length;
        return used;
    }
}
