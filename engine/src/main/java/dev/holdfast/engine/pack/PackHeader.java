package dev.holdfast.engine.pack;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of blobs at a pack's end: {@code blobs || sealed header || u32le length of the sealed header}.
 *
 * <p>Source: restic's design document, "Pack Format".
 */
public final class PackHeader {
    /** Bytes of an entry for a blob that is not compressed. */
    static final int PLAIN_ENTRY = 37;
    /** Bytes of an entry for a compressed blob. */
    static final int COMPRESSED_ENTRY = 41;
    /** Bytes behind the header that tell its length. */
    public static final int LENGTH_FIELD = 4;
    /** Bytes that the envelope adds. */
    static final int OVERHEAD = 32;
    /** A sealed header may not be longer. */
    public static final int MAX_SEALED = 16 << 20;
    /** A pack of more blobs could have a header that no one reads; restic ends packs here too. */
    public static final int MAX_BLOBS = (MAX_SEALED - OVERHEAD) / COMPRESSED_ENTRY;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private PackHeader() {}

    /** Bytes that a header for {@code blobs} takes at the pack's end, envelope and length field included. */
    public static int sealedSize(List<PackedBlob> blobs) {
        int size = OVERHEAD + LENGTH_FIELD;
        for (PackedBlob blob : blobs) {
            size += blob.headerSize();
        }
        return size;
    }

    /** The size of a pack without blobs; each adds its own length and {@link #entrySize}. */
    public static final int EMPTY_PACK = OVERHEAD + LENGTH_FIELD;

    /** Bytes of the entry for a blob. */
    public static int entrySize(boolean isCompressed) {
        return isCompressed ? COMPRESSED_ENTRY : PLAIN_ENTRY;
    }

    /** The size of the file that holds exactly {@code blobs} and their header. */
    public static long packSize(List<PackedBlob> blobs) {
        long size = sealedSize(blobs);
        for (PackedBlob blob : blobs) {
            size += blob.length();
        }
        return size;
    }

    /** The plain header for {@code blobs}, which lie without gaps in this order. */
    public static byte[] encode(List<PackedBlob> blobs) {
        byte[] header = new byte[sealedSize(blobs) - OVERHEAD - LENGTH_FIELD];
        int at = 0;
        for (PackedBlob blob : blobs) {
            int type = (blob.type() == BlobType.TREE ? 1 : 0) | (blob.isCompressed() ? 2 : 0);
            header[at] = (byte) type;
            INT.set(header, at + 1, blob.length());
            int id = at + 5;
            if (blob.isCompressed()) {
                INT.set(header, at + 5, blob.plainLength());
                id += 4;
            }
            blob.id().write(header, id);
            at = id + ObjectId.BYTES;
        }
        return header;
    }

    /**
     * Reads a plain header.
     *
     * @param dataLength bytes of the pack before the header, which the entries must fill exactly
     * @param pack the file's name for errors
     * @throws DamagedFile if the header does not describe such a pack
     */
    public static List<PackedBlob> decode(byte[] header, long dataLength, String pack) {
        List<PackedBlob> blobs = new ArrayList<>(header.length / PLAIN_ENTRY);
        int at = 0;
        long offset = 0;
        while (at < header.length) {
            int type = header[at];
            if (type < 0 || type > 3) {
                throw new DamagedFile(pack, "its header has an entry of unknown type " + type);
            }
            boolean compressed = type >= 2;
            int size = compressed ? COMPRESSED_ENTRY : PLAIN_ENTRY;
            if (header.length - at < size) {
                throw new DamagedFile(pack, "its header ends within an entry");
            }
            long length = Integer.toUnsignedLong((int) INT.get(header, at + 1));
            int plain = compressed ? (int) INT.get(header, at + 5) : 0;
            if (length < OVERHEAD
                    || length > Integer.MAX_VALUE
                    || offset + length > dataLength
                    || plain < 0
                    || (compressed && plain == 0)) {
                throw new DamagedFile(pack, "its header tells lengths that can't be");
            }
            ObjectId id = ObjectId.read(header, at + size - ObjectId.BYTES);
            BlobType blobType = (type & 1) == 1 ? BlobType.TREE : BlobType.DATA;
            blobs.add(new PackedBlob(id, blobType, (int) offset, (int) length, plain));
            offset += length;
            at += size;
        }
        if (offset != dataLength) {
            throw new DamagedFile(
                    pack, "its header tells of " + offset + " bytes of blobs where there are " + dataLength);
        }
        return blobs;
    }

    /** Reads the length field in the last four bytes before {@code end}. */
    public static long readLength(byte[] bytes, int end) {
        return Integer.toUnsignedLong((int) INT.get(bytes, end - LENGTH_FIELD));
    }

    /** Writes the length field. */
    public static void writeLength(byte[] bytes, int at, int length) {
        INT.set(bytes, at, length);
    }
}
