package dev.holdfast.engine.index;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.Arrays;

/**
 * Ids, types and lengths of blobs by number, 40 bytes each. Grows by pieces, so that what there is need not be copied. Not safe
 * for threads.
 */
final class Entries {
    private static final int PIECE_BITS = 14;
    private static final int PIECE = 1 << PIECE_BITS;
    private static final int TREE = 1 << 31;

    private long[][] ids = new long[4][];
    private int[][] lengths = new int[4][];
    private int count;

    int count() {
        return count;
    }

    /** Appends a blob; returns its number. */
    int add(PackedBlob blob) {
        int piece = count >>> PIECE_BITS;
        if (piece == ids.length) {
            ids = Arrays.copyOf(ids, 2 * piece);
            lengths = Arrays.copyOf(lengths, 2 * piece);
        }
        int at = count & PIECE - 1;
        if (at == 0) {
            ids[piece] = new long[4 * PIECE];
            lengths[piece] = new int[2 * PIECE];
        }
        ObjectId id = blob.id();
        long[] words = ids[piece];
        words[4 * at] = id.first();
        words[4 * at + 1] = id.second();
        words[4 * at + 2] = id.third();
        words[4 * at + 3] = id.fourth();
        lengths[piece][2 * at] = blob.length() | (blob.type() == BlobType.TREE ? TREE : 0);
        lengths[piece][2 * at + 1] = blob.plainLength();
        return count++;
    }

    /** The first 64 bits of the blob's id. */
    long firstWord(int entry) {
        return ids[entry >>> PIECE_BITS][4 * (entry & PIECE - 1)];
    }

    boolean is(int entry, BlobType type, ObjectId id) {
        long[] words = ids[entry >>> PIECE_BITS];
        int at = 4 * (entry & PIECE - 1);
        return words[at] == id.first()
                && words[at + 1] == id.second()
                && words[at + 2] == id.third()
                && words[at + 3] == id.fourth()
                && type(entry) == type;
    }

    /** Whether both are entries of the same blob. */
    boolean areEqual(int entry, int other) {
        long[] words = ids[entry >>> PIECE_BITS];
        long[] otherWords = ids[other >>> PIECE_BITS];
        int at = 4 * (entry & PIECE - 1);
        int otherAt = 4 * (other & PIECE - 1);
        return words[at] == otherWords[otherAt]
                && words[at + 1] == otherWords[otherAt + 1]
                && words[at + 2] == otherWords[otherAt + 2]
                && words[at + 3] == otherWords[otherAt + 3]
                && type(entry) == type(other);
    }

    BlobType type(int entry) {
        return storedLength(entry) < 0 ? BlobType.TREE : BlobType.DATA;
    }

    /** Bytes of the sealed blob. */
    int length(int entry) {
        return storedLength(entry) & ~TREE;
    }

    private int storedLength(int entry) {
        return lengths[entry >>> PIECE_BITS][2 * (entry & PIECE - 1)];
    }

    /** Bytes before compression; 0 if the blob is not compressed. */
    int plainLength(int entry) {
        return lengths[entry >>> PIECE_BITS][2 * (entry & PIECE - 1) + 1];
    }

    /** The blob with its place in its pack. */
    PackedBlob blob(int entry, int offset) {
        long[] words = ids[entry >>> PIECE_BITS];
        int at = 4 * (entry & PIECE - 1);
        ObjectId id = new ObjectId(words[at], words[at + 1], words[at + 2], words[at + 3]);
        return new PackedBlob(id, type(entry), offset, length(entry), plainLength(entry));
    }
}
