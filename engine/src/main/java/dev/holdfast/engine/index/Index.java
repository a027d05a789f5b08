package dev.holdfast.engine.index;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which blob lies where: every blob of every indexed pack, 48 bytes each in flat arrays.
 *
 * <p>An open-addressing table over the ids; the same blob may stand in several packs. Safe for use by many threads.
 */
public final class Index {
    private static final int WORDS = 6;
    private static final int EMPTY = -1;
    private static final long TREE_BIT = 1L << 63;

    /** Six words an entry: four of the id, then type, pack and offset, then length and plain length. */
    private long[] entries = new long[WORDS * 64];

    private int count;
    private int[] slots = emptySlots(128);
    private final List<ObjectId> packs = new ArrayList<>();
    /** The first entry of each pack; a pack's entries lie together, but for {@link #laterEntries}. */
    private int[] firstEntries = new int[64];

    /** The entries of packs that were added in parts, without the first part; in a sound repository there are none. */
    private final Map<Integer, List<Integer>> laterEntries = new HashMap<>();

    private final Map<ObjectId, Integer> packNumbers = new HashMap<>();

    /**
     * Adds all blobs of {@code pack}. Of a pack that is known already only what is new: where several index files each list a part
     * of a pack, all of it counts.
     */
    public synchronized void add(ObjectId pack, List<PackedBlob> blobs) {
        Integer known = packNumbers.get(pack);
        if (known != null) {
            addLater(known, pack, blobs);
            return;
        }
        int number = packs.size();
        packs.add(pack);
        if (number == firstEntries.length) {
            firstEntries = Arrays.copyOf(firstEntries, number * 2);
        }
        firstEntries[number] = count;
        packNumbers.put(pack, number);
        for (PackedBlob blob : blobs) {
            append(number, blob);
        }
    }

    private void addLater(int number, ObjectId pack, List<PackedBlob> blobs) {
        Set<PackedBlob> there = new HashSet<>(blobs(pack));
        for (PackedBlob blob : blobs) {
            if (there.add(blob)) {
                laterEntries
                        .computeIfAbsent(number, absent -> new ArrayList<>())
                        .add(count);
                append(number, blob);
            }
        }
    }

    /** Whether the blob is in some indexed pack. */
    public synchronized boolean contains(BlobType type, ObjectId id) {
        return find(type, id, hash(id) & (slots.length - 1)) >= 0;
    }

    /** One place of the blob. */
    public synchronized Optional<BlobLocation> lookup(BlobType type, ObjectId id) {
        int slot = find(type, id, hash(id) & (slots.length - 1));
        return slot < 0 ? Optional.empty() : Optional.of(location(slots[slot]));
    }

    /** Every place of the blob. */
    public synchronized List<BlobLocation> lookupAll(BlobType type, ObjectId id) {
        List<BlobLocation> all = new ArrayList<>(1);
        int mask = slots.length - 1;
        int slot = find(type, id, hash(id) & mask);
        while (slot >= 0) {
            all.add(location(slots[slot]));
            slot = find(type, id, (slot + 1) & mask);
        }
        return all;
    }

    /** The blobs of {@code pack} in the order in which they were added; none if the index does not know it. */
    public synchronized List<PackedBlob> blobs(ObjectId pack) {
        Integer number = packNumbers.get(pack);
        if (number == null) {
            return List.of();
        }
        int end = number + 1 < packs.size() ? firstEntries[number + 1] : count;
        List<PackedBlob> blobs = new ArrayList<>(end - firstEntries[number]);
        for (int entry = firstEntries[number]; entry < end; entry++) {
            if (packNumber(entry) == number) {
                blobs.add(location(entry).blob());
            }
        }
        for (int entry : laterEntries.getOrDefault(number, List.of())) {
            blobs.add(location(entry).blob());
        }
        return blobs;
    }

    /** Bytes of the blob before compression, or -1 if no pack has it. */
    public synchronized long plainLength(BlobType type, ObjectId id) {
        int slot = find(type, id, hash(id) & (slots.length - 1));
        if (slot < 0) {
            return -1;
        }
        long lengths = entries[slots[slot] * WORDS + 5];
        return (int) lengths != 0 ? Integer.toUnsignedLong((int) lengths) : (lengths >>> 32) - Sealer.OVERHEAD;
    }

    /** Number of entries; a blob in two packs counts twice. */
    public synchronized int size() {
        return count;
    }

    /** The packs that the index knows. */
    public synchronized List<ObjectId> packs() {
        return List.copyOf(packs);
    }

    /** Tells every entry, in the order in which they were added: pack by pack. */
    public void forEach(Consumer<BlobLocation> each) {
        int entry = 0;
        while (true) {
            BlobLocation location;
            synchronized (this) {
                if (entry >= count) {
                    return;
                }
                location = location(entry++);
            }
            each.accept(location);
        }
    }

    private void append(int pack, PackedBlob blob) {
        if ((count + 1) * 3L > slots.length * 2L) {
            rehash();
        }
        if ((count + 1) * WORDS > entries.length) {
            entries = Arrays.copyOf(entries, entries.length + (entries.length >> 1) / WORDS * WORDS + WORDS);
        }
        int at = count * WORDS;
        ObjectId id = blob.id();
        entries[at] = id.first();
        entries[at + 1] = id.second();
        entries[at + 2] = id.third();
        entries[at + 3] = id.fourth();
        entries[at + 4] = (blob.type() == BlobType.TREE ? TREE_BIT : 0)
                | (long) pack << 32
                | Integer.toUnsignedLong(blob.offset());
        entries[at + 5] = (long) blob.length() << 32 | Integer.toUnsignedLong(blob.plainLength());
        insert(count++);
    }

    private void insert(int entry) {
        int mask = slots.length - 1;
        int slot = hash(entries[entry * WORDS]) & mask;
        while (slots[slot] != EMPTY) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
    }

    private void rehash() {
        slots = emptySlots(slots.length * 2);
        for (int entry = 0; entry < count; entry++) {
            insert(entry);
        }
    }

    /** The first slot from {@code slot} on that holds the blob, or a negative number. */
    private int find(BlobType type, ObjectId id, int slot) {
        int mask = slots.length - 1;
        boolean tree = type == BlobType.TREE;
        for (int entry = slots[slot]; entry != EMPTY; entry = slots[slot]) {
            int at = entry * WORDS;
            if (entries[at] == id.first()
                    && entries[at + 1] == id.second()
                    && entries[at + 2] == id.third()
                    && entries[at + 3] == id.fourth()
                    && (entries[at + 4] < 0) == tree) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private int packNumber(int entry) {
        return (int) ((entries[entry * WORDS + 4] & ~TREE_BIT) >>> 32);
    }

    private BlobLocation location(int entry) {
        int at = entry * WORDS;
        long where = entries[at + 4];
        long lengths = entries[at + 5];
        PackedBlob blob = new PackedBlob(
                new ObjectId(entries[at], entries[at + 1], entries[at + 2], entries[at + 3]),
                where < 0 ? BlobType.TREE : BlobType.DATA,
                (int) where,
                (int) (lengths >>> 32),
                (int) lengths);
        return new BlobLocation(packs.get(packNumber(entry)), blob);
    }

    private static int hash(ObjectId id) {
        return hash(id.first());
    }

    /** Ids are SHA-256 already; the fold keeps made-up ones from all falling into one slot by their low bits. */
    private static int hash(long first) {
        return (int) (first ^ first >>> 32);
    }

    private static int[] emptySlots(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, EMPTY);
        return slots;
    }
}
