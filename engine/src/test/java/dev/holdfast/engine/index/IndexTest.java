package dev.holdfast.engine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IndexTest {
    private final Index index = new Index();

    @Test
    void everyBlobOfManyIsFoundWhereItLies() {
        long seed = new Random().nextLong();
        System.out.println("IndexTest seed " + seed);
        Random random = new Random(seed);
        Map<ObjectId, BlobLocation> expected = new HashMap<>();
        for (int p = 0; p < 500; p++) {
            ObjectId pack = id(random);
            List<PackedBlob> blobs = new ArrayList<>();
            for (int b = 0; b < 100; b++) {
                PackedBlob blob = new PackedBlob(id(random), BlobType.DATA, b * 100, 100, b % 2 * 300);
                blobs.add(blob);
                expected.put(blob.id(), new BlobLocation(pack, blob));
            }
            index.add(pack, blobs);
        }

        assertEquals(50_000, index.size());
        expected.forEach((id, location) ->
                assertEquals(location, index.lookup(BlobType.DATA, id).orElseThrow()));
        assertFalse(index.contains(BlobType.DATA, id(random)));
    }

    private static ObjectId id(Random random) {
        return new ObjectId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    @Test
    void dataAndTreesAreDifferentNameSpaces() {
        ObjectId id = new ObjectId(1, 2, 3, 4);
        index.add(new ObjectId(9, 9, 9, 9), List.of(new PackedBlob(id, BlobType.TREE, 0, 50, 0)));

        assertTrue(index.contains(BlobType.TREE, id));
        assertFalse(index.contains(BlobType.DATA, id));
    }

    @Test
    void idsThatDifferInTheLastBitOnlyAreToldApart() {
        List<PackedBlob> blobs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            blobs.add(new PackedBlob(new ObjectId(7, 7, 7, i), BlobType.DATA, i * 40, 40, 0));
        }
        index.add(new ObjectId(1, 1, 1, 1), blobs);

        for (PackedBlob blob : blobs) {
            assertEquals(
                    blob, index.lookup(BlobType.DATA, blob.id()).orElseThrow().blob());
        }
    }

    @Test
    void allCopiesOfABlobAreFoundAndAPackCountsOnce() {
        ObjectId id = new ObjectId(1, 2, 3, 4);
        PackedBlob blob = new PackedBlob(id, BlobType.DATA, 0, 50, 0);
        ObjectId first = new ObjectId(1, 0, 0, 0);
        ObjectId second = new ObjectId(2, 0, 0, 0);
        index.add(first, List.of(blob));
        index.add(second, List.of(blob));
        index.add(second, List.of(blob));

        assertEquals(
                List.of(new BlobLocation(first, blob), new BlobLocation(second, blob)),
                index.lookupAll(BlobType.DATA, id));
        assertEquals(List.of(first, second), index.packs());
    }

    @Test
    void packListedInPartsIsKnownWhole() {
        ObjectId pack = new ObjectId(1, 0, 0, 0);
        ObjectId other = new ObjectId(2, 0, 0, 0);
        List<PackedBlob> blobs = List.of(
                new PackedBlob(new ObjectId(0, 0, 0, 1), BlobType.DATA, 0, 50, 0),
                new PackedBlob(new ObjectId(0, 0, 0, 2), BlobType.DATA, 50, 50, 0),
                new PackedBlob(new ObjectId(0, 0, 0, 3), BlobType.DATA, 100, 50, 0));
        PackedBlob alone = new PackedBlob(new ObjectId(0, 0, 0, 4), BlobType.DATA, 0, 50, 0);

        index.add(pack, blobs.subList(0, 1));
        index.add(other, List.of(alone));
        index.add(pack, blobs.subList(0, 2));
        index.add(pack, blobs.subList(2, 3));

        for (PackedBlob blob : blobs) {
            assertEquals(List.of(new BlobLocation(pack, blob)), index.lookupAll(BlobType.DATA, blob.id()));
        }
        assertEquals(blobs, index.blobs(pack));
        assertEquals(List.of(alone), index.blobs(other));
        assertEquals(List.of(pack, other), index.packs());
        assertEquals(4, index.size());
    }

    @Test
    void placesAreKeptOfPacksWithGapsOverlapsAndManyBlobsInAnyOrder() {
        long seed = new Random().nextLong();
        System.out.println("IndexTest seed " + seed);
        Random random = new Random(seed);
        Map<ObjectId, List<PackedBlob>> expected = new HashMap<>();
        for (int p = 0; p < 60; p++) {
            List<PackedBlob> blobs = new ArrayList<>();
            int count = p % 20 == 0 ? 5000 : p % 20 == 1 ? 0 : 1 + random.nextInt(50);
            int end = 0;
            for (int b = 0; b < count; b++) {
                int gap = p % 3 == 0 ? random.nextInt(-16, 1000) : 0;
                PackedBlob blob = new PackedBlob(
                        id(random),
                        b % 7 == 0 ? BlobType.TREE : BlobType.DATA,
                        Math.max(0, end + gap),
                        32 + b,
                        b % 2 * 300);
                blobs.add(blob);
                end = blob.offset() + blob.length();
            }
            Collections.shuffle(blobs, random);
            expected.put(id(random), blobs);
        }
        expected.forEach(index::add);

        expected.forEach((pack, blobs) -> {
            assertEquals(Set.copyOf(blobs), Set.copyOf(index.blobs(pack)));
            for (PackedBlob blob : blobs) {
                assertEquals(
                        new BlobLocation(pack, blob),
                        index.lookup(blob.type(), blob.id()).orElseThrow());
            }
        });
        Set<BlobLocation> told = new HashSet<>();
        index.forEach(told::add);
        assertEquals(index.size(), told.size());
        assertTrue(told.stream().allMatch(place -> expected.get(place.pack()).contains(place.blob())));
    }

    @Test
    void offsetsBeyondTwoGibibytesAreKept() {
        ObjectId id = new ObjectId(1, 2, 3, 4);
        index.add(new ObjectId(1, 0, 0, 0), List.of(new PackedBlob(id, BlobType.DATA, (int) 3_000_000_000L, 50, 0)));

        PackedBlob found = index.lookup(BlobType.DATA, id).orElseThrow().blob();
        assertEquals(3_000_000_000L, Integer.toUnsignedLong(found.offset()));
    }
}
