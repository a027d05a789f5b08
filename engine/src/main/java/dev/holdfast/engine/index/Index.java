package dev.holdfast.engine.index;

import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * Which blob lies where: every blob of every indexed pack, 40 bytes each and 6 to 12 for the table that finds it.
 *
 * <p>An open-addressing table over the ids; the same blob may stand in several packs. Packs that are marked, to be deleted, are
 * there too, but a blob that lies nowhere else can only be read: it counts as none that the index has. Safe for use by many threads.
 */
public final class Index {
    private static final int EMPTY = -1;
    private static final int NO_RUN = -1;
    private static final int MOST_EXPECTED = 1 << 26;
    private static final Comparator<PackedBlob> BY_OFFSET =
            Comparator.comparing(PackedBlob::offset, Integer::compareUnsigned);

    private final Entries entries = new Entries();
    private final Runs runs = new Runs();
    private final List<ObjectId> packs = new ArrayList<>();
    private final Map<ObjectId, Integer> packNumbers = new HashMap<>();

    /** The first run of each pack; a negative number for a pack that was added without blobs. */
    private int[] firstRuns = new int[64];

    /** The runs of packs that were added in parts, without the first; in a sound repository there are none. */
    private final Map<Integer, List<Integer>> laterRuns = new HashMap<>();

    /** What is told of packs that are marked and that no index file lists, by their numbers. */
    private final Map<Integer, Mark> marks = new HashMap<>();

    private int[] slots;

    /** An empty index. */
    public Index() {
        this(0);
    }

    /** An empty index that is likely to get {@code expected} blobs. */
    public Index(long expected) {
        int capacity = Math.clamp(expected * 3 / 2, 128, MOST_EXPECTED);
        slots = emptySlots(Integer.highestOneBit(2 * capacity - 1));
    }

    /**
     * Adds all blobs of {@code pack}. Of a pack that is known already only what is new: where several index files each list a part
     * of a pack, all of it counts.
     */
    public synchronized void add(ObjectId pack, List<PackedBlob> blobs) {
        Integer known = packNumbers.get(pack);
        if (known != null) {
            marks.remove(known);
            Set<PackedBlob> there = new HashSet<>(blobs(pack));
            List<PackedBlob> fresh = blobs.stream().filter(there::add).toList();
            if (!fresh.isEmpty()) {
                laterRuns.computeIfAbsent(known, absent -> new ArrayList<>()).add(append(known, fresh));
            }
            return;
        }
        int number = packs.size();
        packs.add(pack);
        packNumbers.put(pack, number);
        if (number == firstRuns.length) {
            firstRuns = Arrays.copyOf(firstRuns, number * 2);
        }
        firstRuns[number] = append(number, blobs);
    }

    /** Adds a pack that an index file tells to be marked. If some index file lists it, that counts, in whatever order they are added. */
    public synchronized void addMarked(ObjectId pack, List<PackedBlob> blobs, Mark mark) {
        Integer known = packNumbers.get(pack);
        if (known == null) {
            add(pack, blobs);
            marks.put(packs.size() - 1, mark);
            return;
        }
        Mark before = marks.get(known);
        if (before != null) {
            add(pack, blobs);
            marks.put(known, before.and(mark));
        }
    }

    /** What is told of a pack that is marked and that no index file lists; empty for others. */
    public synchronized Optional<Mark> mark(ObjectId pack) {
        Integer number = packNumbers.get(pack);
        return number == null ? Optional.empty() : Optional.ofNullable(marks.get(number));
    }

    /** Whether any pack is marked. */
    public synchronized boolean hasMarks() {
        return !marks.isEmpty();
    }

    private int append(int pack, List<PackedBlob> blobs) {
        if (blobs.isEmpty()) {
            return NO_RUN;
        }
        List<PackedBlob> sorted = blobs;
        if (!isSorted(blobs)) {
            sorted = new ArrayList<>(blobs);
            sorted.sort(BY_OFFSET);
        }
        int run = runs.add(pack, entries.count(), sorted);
        for (PackedBlob blob : sorted) {
            if ((entries.count() + 1) * 3L > slots.length * 2L) {
                rehash();
            }
            insert(entries.add(blob));
        }
        return run;
    }

    private static boolean isSorted(List<PackedBlob> blobs) {
        for (int i = 1; i < blobs.size(); i++) {
            if (BY_OFFSET.compare(blobs.get(i - 1), blobs.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the blob is in some indexed pack that is not marked. */
    public synchronized boolean contains(BlobType type, ObjectId id) {
        return listedSlot(type, id) >= 0;
    }

    /** The first slot that holds the blob in a pack that is not marked, or a negative number. */
    private int listedSlot(BlobType type, ObjectId id) {
        int mask = slots.length - 1;
        int slot = find(type, id, hash(id.first()) & mask);
        while (slot >= 0 && isMarked(slots[slot])) {
            slot = find(type, id, slot + 1 & mask);
        }
        return slot;
    }

    private boolean isMarked(int entry) {
        return !marks.isEmpty() && marks.containsKey(runs.pack(runs.of(entry)));
    }

    /** One place of the blob; one in a pack that is marked only if there is no other. */
    public synchronized Optional<BlobLocation> lookup(BlobType type, ObjectId id) {
        int listed = listedSlot(type, id);
        int slot = listed < 0 && hasMarks() ? find(type, id, hash(id.first()) & slots.length - 1) : listed;
        return slot < 0 ? Optional.empty() : Optional.of(location(slots[slot]));
    }

    /** Every place of the blob, those in packs that are marked last. */
    public synchronized List<BlobLocation> lookupAll(BlobType type, ObjectId id) {
        List<BlobLocation> all = new ArrayList<>(1);
        int listed = 0;
        int mask = slots.length - 1;
        int slot = find(type, id, hash(id.first()) & mask);
        while (slot >= 0) {
            if (isMarked(slots[slot])) {
                all.add(location(slots[slot]));
            } else {
                all.add(listed++, location(slots[slot]));
            }
            slot = find(type, id, slot + 1 & mask);
        }
        return all;
    }

    /** The blobs of {@code pack}, by offset as far as they were added together; none if the index does not know it. */
    public synchronized List<PackedBlob> blobs(ObjectId pack) {
        Integer number = packNumbers.get(pack);
        if (number == null) {
            return List.of();
        }
        List<PackedBlob> blobs = new ArrayList<>();
        if (firstRuns[number] != NO_RUN) {
            addBlobs(firstRuns[number], blobs);
        }
        laterRuns.getOrDefault(number, List.of()).forEach(run -> addBlobs(run, blobs));
        return blobs;
    }

    private void addBlobs(int run, List<PackedBlob> target) {
        int end = runs.end(run, entries);
        int next = 0;
        for (int entry = runs.first(run); entry < end; entry++) {
            int offset = runs.areInARow(run) ? next : runs.offset(run, entry, entries);
            target.add(entries.blob(entry, offset));
            next = offset + entries.length(entry);
        }
    }

    /** Takes entries as {@link #forEachEntry} tells them. */
    public interface EntryVisitor {
        /**
         * A copy of a blob.
         *
         * @param first the lowest number among the entries of the blob, which stands for all its copies
         * @param pack its place in {@link #packs}
         * @param length stored bytes
         * @param plainLength bytes before compression; 0 if it is not compressed
         */
        void entry(int entry, int first, int pack, BlobType type, int length, int plainLength);
    }

    /**
     * Tells every entry with its number, pack by pack, for who keeps something beside each; makes no objects. {@code each} must
     * not use this index.
     */
    public synchronized void forEachEntry(EntryVisitor each) {
        for (int run = 0; run < runs.count(); run++) {
            int end = runs.end(run, entries);
            for (int entry = runs.first(run); entry < end; entry++) {
                each.entry(
                        entry,
                        first(entry),
                        runs.pack(run),
                        entries.type(entry),
                        entries.length(entry),
                        entries.plainLength(entry));
            }
        }
    }

    /** Entries are inserted in the order of their numbers, so the first that is met is the lowest. */
    private int first(int entry) {
        int mask = slots.length - 1;
        int slot = hash(entries.firstWord(entry)) & mask;
        while (!entries.areEqual(slots[slot], entry)) {
            slot = slot + 1 & mask;
        }
        return slots[slot];
    }

    /** The lowest number among the entries of the blob, or -1 if no pack has it. */
    public synchronized int firstEntry(BlobType type, ObjectId id) {
        int slot = find(type, id, hash(id.first()) & slots.length - 1);
        return slot < 0 ? -1 : slots[slot];
    }

    /** Tells the blobs of {@code pack}, each with the number of its entry, as {@link #blobs}. */
    public synchronized void forEachEntry(ObjectId pack, ObjIntConsumer<PackedBlob> each) {
        Integer number = packNumbers.get(pack);
        if (number == null) {
            return;
        }
        List<Integer> all = new ArrayList<>(laterRuns.getOrDefault(number, List.of()));
        if (firstRuns[number] != NO_RUN) {
            all.addFirst(firstRuns[number]);
        }
        for (int run : all) {
            List<PackedBlob> blobs = new ArrayList<>();
            addBlobs(run, blobs);
            for (int i = 0; i < blobs.size(); i++) {
                each.accept(blobs.get(i), runs.first(run) + i);
            }
        }
    }

    /** The blob and the pack of the entry with this number. */
    public synchronized BlobLocation place(int entry) {
        return location(entry);
    }

    /** The place of the pack in {@link #packs}; -1 if the index does not know it. */
    public synchronized int packNumber(ObjectId pack) {
        return packNumbers.getOrDefault(pack, -1);
    }

    /** Bytes of the blob before compression, or -1 if no pack has it. */
    public synchronized long plainLength(BlobType type, ObjectId id) {
        int slot = find(type, id, hash(id.first()) & slots.length - 1);
        if (slot < 0) {
            return -1;
        }
        int plain = entries.plainLength(slots[slot]);
        return plain != 0 ? plain : (long) entries.length(slots[slot]) - Sealer.OVERHEAD;
    }

    /** Number of entries; a blob in two packs counts twice. */
    public synchronized int size() {
        return entries.count();
    }

    /** The packs that the index knows, those that are marked among them. */
    public synchronized List<ObjectId> packs() {
        return List.copyOf(packs);
    }

    /** Tells every entry, pack by pack in the order in which these were added. */
    public void forEach(Consumer<BlobLocation> each) {
        List<PackedBlob> blobs = new ArrayList<>();
        for (int run = 0; ; run++) {
            ObjectId pack;
            blobs.clear();
            synchronized (this) {
                if (run == runs.count()) {
                    return;
                }
                pack = packs.get(runs.pack(run));
                addBlobs(run, blobs);
            }
            blobs.forEach(blob -> each.accept(new BlobLocation(pack, blob)));
        }
    }

    private void insert(int entry) {
        int mask = slots.length - 1;
        int slot = hash(entries.firstWord(entry)) & mask;
        while (slots[slot] != EMPTY) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry;
    }

    private void rehash() {
        slots = emptySlots(slots.length * 2);
        for (int entry = 0; entry < entries.count(); entry++) {
            insert(entry);
        }
    }

    /** The first slot from {@code slot} on that holds the blob, or a negative number. */
    private int find(BlobType type, ObjectId id, int slot) {
        int mask = slots.length - 1;
        int at = slot;
        for (int entry = slots[at]; entry != EMPTY; entry = slots[at]) {
            if (entries.is(entry, type, id)) {
                return at;
            }
            at = at + 1 & mask;
        }
        return -1;
    }

    private BlobLocation location(int entry) {
        int run = runs.of(entry);
        return new BlobLocation(packs.get(runs.pack(run)), entries.blob(entry, runs.offset(run, entry, entries)));
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
