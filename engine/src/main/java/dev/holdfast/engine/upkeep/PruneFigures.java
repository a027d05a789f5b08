package dev.holdfast.engine.upkeep;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a prune found and what it is to do. Bytes are stored bytes; those of whole packs hold the packs' headers too.
 *
 * @param used one copy of each blob that some snapshot needs
 * @param duplicates the other copies of these
 * @param unused copies of blobs that no snapshot needs
 * @param removed what lies in packs that are deleted, none of which is needed
 * @param repacked what lies in packs whose needed blobs are copied into new packs
 * @param dropped the part of {@code repacked} that is not copied
 * @param unreferencedBytes packs that no index lists
 * @param uncompressedBytes packs that stay, with blobs that could be compressed
 * @param marks of a prune in two phases
 */
public record PruneFigures(
        Count used,
        Count duplicates,
        Count unused,
        Count removed,
        Count repacked,
        Count dropped,
        long unreferencedBytes,
        long uncompressedBytes,
        Packs packs,
        Marks marks) {

    /** A number of blobs, and their bytes. */
    public record Count(long blobs, long bytes) {
        static final Count NONE = new Count(0, 0);

        Count plus(long moreBlobs, long moreBytes) {
            return new Count(blobs + moreBlobs, bytes + moreBytes);
        }

        Count plus(Count other) {
            return plus(other.blobs, other.bytes);
        }

        Count minus(Count other) {
            return plus(-other.blobs, -other.bytes);
        }
    }

    /**
     * Numbers of packs: by what they hold, and by what becomes of them.
     *
     * @param small needed whole, but smaller than packs should be
     */
    public record Packs(
            long used,
            long partlyUsed,
            long unused,
            long unreferenced,
            long missing,
            long kept,
            long repacked,
            long removed,
            long small) {}

    /** Whole packs. */
    public record Files(long packs, long bytes) {
        static final Files NONE = new Files(0, 0);

        Files plus(long moreBytes) {
            return new Files(packs + 1, bytes + moreBytes);
        }
    }

    /**
     * What a prune in two phases does about packs that nobody needs.
     *
     * @param marked are marked now
     * @param swept were marked, and are deleted
     * @param waiting were marked, and stay for now
     * @param held of these, those whose time has come, but on which running processes may rely
     * @param relisted were marked, but a snapshot needs them
     * @param leftAlone may have been stored by a backup that is under way
     * @param keptUntil when the last of those that are marked may be deleted; null if there are none
     */
    public record Marks(
            Files marked,
            Files swept,
            Files waiting,
            Files held,
            Files relisted,
            Files leftAlone,
            @Nullable Instant keptUntil) {
        static final Marks NONE =
                new Marks(Files.NONE, Files.NONE, Files.NONE, Files.NONE, Files.NONE, Files.NONE, null);
    }

    /** All copies of all blobs that an index lists. */
    public Count total() {
        return used.plus(duplicates).plus(unused);
    }

    /** All that goes. */
    public Count pruned() {
        return removed.plus(dropped).plus(0, unreferencedBytes);
    }

    /** All that stays. */
    public Count remaining() {
        return total().minus(removed).minus(dropped);
    }

    /** What stays though nobody needs it. */
    public long unusedBytesAfter() {
        return duplicates.bytes() + unused.bytes() - removed.bytes() - dropped.bytes();
    }
}
