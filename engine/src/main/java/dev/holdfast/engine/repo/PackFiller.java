package dev.holdfast.engine.repo;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.pack.PackedBlob;
import org.jspecify.annotations.Nullable;

/** Fills one pack after the other with blobs of one type. Threads encrypt into their places of the same pack at once. */
final class PackFiller {
    private final PackStore store;
    private final int packSize;
    private @Nullable OpenPack current;

    PackFiller(PackStore store, int packSize) {
        this.store = store;
        this.packSize = packSize;
    }

    /** Puts a blob's sealed bytes where they are to lie. */
    interface Sealing {
        void sealInto(byte[] target, int offset);
    }

    /** Adds a blob whose bytes, compressed or not, are {@code bytes[offset, offset + length)}. */
    void add(BlobCodec codec, BlobType type, ObjectId id, byte[] bytes, int offset, int length, int plainLength) {
        add(
                type,
                id,
                length + Sealer.OVERHEAD,
                plainLength,
                (target, at) -> codec.seal(bytes, offset, length, target, at));
    }

    /** Adds a blob that takes {@code sealedLength} bytes. */
    void add(BlobType type, ObjectId id, int sealedLength, int plainLength, Sealing sealing) {
        OpenPack pack;
        int at;
        synchronized (this) {
            OpenPack open = current;
            if (open != null && !open.hasRoomFor(sealedLength)) {
                current = null;
                open.release();
                open = null;
            }
            if (open == null) {
                open = store.begin(packSize);
                current = open;
            }
            pack = open;
            at = pack.reserve(new PackedBlob(id, type, pack.used(), sealedLength, plainLength));
            if (pack.used() >= packSize || pack.blobs().size() >= PackHeader.MAX_BLOBS) {
                current = null;
                pack.release();
            }
        }
        boolean isSealed = false;
        try {
            sealing.sealInto(pack.buffer(), at);
            isSealed = true;
        } finally {
            if (!isSealed) {
                pack.spoil();
            }
            pack.release();
        }
    }

    synchronized void finish() {
        if (current != null) {
            current.release();
            current = null;
        }
    }
}
