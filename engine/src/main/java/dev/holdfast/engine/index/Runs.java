package dev.holdfast.engine.index;

import dev.holdfast.engine.pack.PackedBlob;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs of entries that lie in one pack. In a sound pack each blob begins where the one before it ends, so that only their lengths
 * need be kept. Not safe for threads.
 */
final class Runs {
    /** The offsets of longer runs are kept: summing their lengths would take too long. */
    private static final int LONG = 4096;

    private int[] firsts = new int[64];
    private int[] packs = new int[64];
    private int count;

    /** The offsets of runs with gaps, overlaps or very many entries. */
    private final Map<Integer, int[]> offsets = new HashMap<>();

    /** Appends a run of the pack with that number, whose entries from {@code first} on are {@code blobs}; returns its number. */
    int add(int pack, int first, List<PackedBlob> blobs) {
        if (count == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * count);
            packs = Arrays.copyOf(packs, 2 * count);
        }
        firsts[count] = first;
        packs[count] = pack;
        if (blobs.size() > LONG || !areInARow(blobs)) {
            offsets.put(count, blobs.stream().mapToInt(PackedBlob::offset).toArray());
        }
        return count++;
    }

    private static boolean areInARow(List<PackedBlob> blobs) {
        int end = 0;
        for (PackedBlob blob : blobs) {
            if (blob.offset() != end) {
                return false;
            }
            end += blob.length();
        }
        return true;
    }

    /** Whether the run's offsets are the sums of the lengths before. */
    boolean areInARow(int run) {
        return !offsets.containsKey(run);
    }

    int count() {
        return count;
    }

    /** The run in which an entry is. */
    int of(int entry) {
        int found = Arrays.binarySearch(firsts, 0, count, entry);
        return found >= 0 ? found : -found - 2;
    }

    int pack(int run) {
        return packs[run];
    }

    int first(int run) {
        return firsts[run];
    }

    /** The entry after the run's last. */
    int end(int run, Entries entries) {
        return run + 1 < count ? firsts[run + 1] : entries.count();
    }

    /** Where the entry's blob begins in its pack. */
    int offset(int run, int entry, Entries entries) {
        int[] kept = offsets.get(run);
        if (kept != null) {
            return kept[entry - firsts[run]];
        }
        int offset = 0;
        for (int before = firsts[run]; before < entry; before++) {
            offset += entries.length(before);
        }
        return offset;
    }
}
