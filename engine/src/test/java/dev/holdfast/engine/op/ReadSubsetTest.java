package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReadSubsetTest {
    private final Random random = new Random(3);
    private final List<FileInfo> packs = packs(256, 10);

    @Test
    void bucketsTakeEveryPackOnce() {
        List<FileInfo> all = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            all.addAll(ReadSubset.parse(i + "/7").choose(packs, random));
        }

        assertEquals(packs.size(), all.size());
        assertTrue(all.containsAll(packs));
        assertEquals(0x9e % 7, (int) (bucketOf("9e", 7) - 1));
    }

    private long bucketOf(String firstByte, int of) {
        FileInfo pack = pack(firstByte + "00".repeat(31), 1);
        for (int i = 1; i <= of; i++) {
            if (!new ReadSubset.Bucket(i, of).choose(List.of(pack), random).isEmpty()) {
                return i;
            }
        }
        return 0;
    }

    @Test
    void sharesTakeAtLeastOne() {
        assertEquals(128, ReadSubset.parse("50%").choose(packs, random).size());
        assertEquals(6, ReadSubset.parse("2.5%").choose(packs, random).size());
        assertEquals(1, ReadSubset.parse("0.01%").choose(packs, random).size());
        assertEquals(256, ReadSubset.parse("100%").choose(packs, random).size());
        assertEquals(0, ReadSubset.parse("100%").choose(List.of(), random).size());
    }

    @Test
    void sizesTakeWhatFitsButAtLeastOne() {
        assertEquals(102, ReadSubset.parse("1K").choose(packs, random).size());
        assertEquals(1, ReadSubset.parse("5b").choose(packs, random).size());
        assertEquals(256, ReadSubset.parse("1T").choose(packs, random).size());
    }

    @Test
    void everythingAndNothing() {
        assertEquals(packs, ReadSubset.all().choose(packs, random));
        assertEquals(List.of(), new ReadSubset.None().choose(packs, random));
    }

    @Test
    void nonsenseIsRefused() {
        for (String text :
                List.of("", "0/5", "6/5", "1/257", "0%", "-1%", "101%", "x%", "%", "0", "5", "1000", "1/", "much")) {
            assertThrows(InvalidRequest.class, () -> ReadSubset.parse(text), text);
        }
    }

    private static List<FileInfo> packs(int count, long size) {
        List<FileInfo> packs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packs.add(pack(String.format("%02x", i) + "11".repeat(31), size));
        }
        return packs;
    }

    private static FileInfo pack(String id, long size) {
        return new FileInfo(FileRef.of(FileType.PACK, ObjectId.parse(id)), size);
    }
}
