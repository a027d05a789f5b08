package dev.holdfast.engine.upkeep;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackHeader;
import dev.holdfast.engine.upkeep.PruneFigures.Count;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much of a pack is needed. Belongs to the planner. */
final class PackUse {
    private static final long MISSING = -1;

    private final ObjectId id;
    private final @Nullable Mark mark;
    private long fileSize = MISSING;
    private long listedSize = PackHeader.EMPTY_PACK;
    private boolean hasData;
    private boolean hasTrees;
    private boolean hasUncompressed;

    /** Chosen copies of blobs that are needed. */
    private Count used = Count.NONE;

    /** Copies of blobs that are needed and lie elsewhere, too, until one is chosen. */
    private Count duplicates = Count.NONE;

    private Count unused = Count.NONE;
    private Fate fate = Fate.KEEP;

    /** What becomes of a pack. */
    enum Fate {
        KEEP,
        REPACK,
        REMOVE
    }

    /** @param mark null if some index lists it */
    PackUse(ObjectId id, @Nullable Mark mark) {
        this.id = id;
        this.mark = mark;
    }

    /** What is told of it if it is marked and no index lists it. */
    Optional<Mark> mark() {
        return Optional.ofNullable(mark);
    }

    boolean isMarked() {
        return mark != null;
    }

    ObjectId id() {
        return id;
    }

    void list(BlobType type, int length, int plainLength) {
        listedSize += length + PackHeader.entrySize(plainLength != 0);
        hasData |= type == BlobType.DATA;
        hasTrees |= type == BlobType.TREE;
        // An empty blob can't be compressed.
        hasUncompressed |= plainLength == 0 && length > Sealer.OVERHEAD;
    }

    void found(long size) {
        fileSize = size;
    }

    boolean isMissing() {
        return fileSize == MISSING;
    }

    /** Whether the file is there, with the size that the index tells. */
    boolean isSound() {
        return fileSize == listedSize;
    }

    long fileSize() {
        return fileSize;
    }

    long listedSize() {
        return listedSize;
    }

    /** Bytes that belong to no blob. */
    private long overhead() {
        return listedSize - used.bytes() - duplicates.bytes() - unused.bytes();
    }

    void addUsed(int length) {
        used = used.plus(1, length);
    }

    void addDuplicate(int length) {
        duplicates = duplicates.plus(1, length);
    }

    void addUnused(int length) {
        unused = unused.plus(1, length);
    }

    /** One of the duplicates is the copy that is needed, or not. */
    void settleDuplicate(int length, boolean isChosen) {
        duplicates = duplicates.plus(-1, -length);
        if (isChosen) {
            addUsed(length);
        } else {
            addUnused(length);
        }
    }

    boolean isNeeded() {
        return used.blobs() > 0;
    }

    boolean isNeededWhole() {
        return unused.blobs() == 0;
    }

    Count unused() {
        return unused;
    }

    /** All blobs, the header among the bytes. */
    Count whole() {
        return used.plus(duplicates).plus(unused).plus(0, overhead());
    }

    private long usedBytes() {
        return used.bytes() + overhead();
    }

    boolean isData() {
        return hasData && !hasTrees;
    }

    boolean isMixed() {
        return hasData && hasTrees;
    }

    boolean hasTreesOnly() {
        return hasTrees && !hasData;
    }

    boolean hasUncompressed() {
        return hasUncompressed;
    }

    /** Negative if a larger part of this pack is unused than of the other. */
    int compareUnusedShare(PackUse other) {
        return Double.compare(other.unused.bytes() * (double) usedBytes(), unused.bytes() * (double) other.usedBytes());
    }

    Fate fate() {
        return fate;
    }

    void decide(Fate decided) {
        fate = decided;
    }
}
