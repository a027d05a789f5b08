package dev.holdfast.engine.upkeep;

import java.util.BitSet;

/**
 * Which copy is kept of each blob that has several in sound packs. A blob is told by its first entry in the index; makes no object
 * for any, since after a prune that was killed there may be millions.
 */
final class Copies {
    private final PackUse[] packs;
    private final int entries;
    private final BitSet several = new BitSet();

    /** Of each blob with several copies: the entry and the pack's number, by the first entry. Made when there is one. */
    private int[] chosenEntries = new int[0];

    private int[] chosenPacks = chosenEntries;
    private final BitSet chosen = new BitSet();
    private final BitSet compressed = new BitSet();

    Copies(PackUse[] packs, int entries) {
        this.packs = packs;
        this.entries = entries;
    }

    /** Tells that the blob has several. */
    void found(int first) {
        if (several.isEmpty()) {
            chosenEntries = new int[entries];
            chosenPacks = new int[entries];
        }
        several.set(first);
    }

    boolean any() {
        return !several.isEmpty();
    }

    boolean hasSeveral(int first) {
        return several.get(first);
    }

    /** Takes this copy if none was taken yet or it is better. */
    void offer(int first, int entry, int pack, boolean isCompressed) {
        if (!chosen.get(first)
                || isBetter(packs[pack], isCompressed, packs[chosenPacks[first]], compressed.get(first))) {
            choose(first, entry, pack);
            compressed.set(first, isCompressed);
        }
    }

    /**
     * Compressed is better; then where the pack is likely to stay: fewer others are unused, more than duplicates are needed. A pack
     * that a killed prune wrote holds nothing but what is needed. The rest is decided the same way for all blobs of two packs.
     */
    private static boolean isBetter(PackUse pack, boolean isCompressed, PackUse other, boolean otherIsCompressed) {
        if (isCompressed != otherIsCompressed) {
            return isCompressed;
        }
        int shares = pack.compareUnusedShare(other);
        if (shares != 0) {
            return shares > 0;
        }
        return pack.isNeeded() && !other.isNeeded();
    }

    void choose(int first, int entry, int pack) {
        chosen.set(first);
        chosenEntries[first] = entry;
        chosenPacks[first] = pack;
    }

    int chosen(int first) {
        return chosenEntries[first];
    }
}
