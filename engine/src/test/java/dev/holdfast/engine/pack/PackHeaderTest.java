package dev.holdfast.engine.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackHeaderTest {
    private static final ObjectId ID = new ObjectId(1, 2, 3, 4);

    @Test
    void whatIsEncodedIsDecoded() {
        List<PackedBlob> blobs = List.of(
                new PackedBlob(ID, BlobType.DATA, 0, 100, 0),
                new PackedBlob(new ObjectId(5, 6, 7, 8), BlobType.DATA, 100, 40, 1000),
                new PackedBlob(new ObjectId(9, 1, 1, 1), BlobType.TREE, 140, 33, 0),
                new PackedBlob(new ObjectId(-1, -1, -1, -1), BlobType.TREE, 173, 64, 65));

        byte[] header = PackHeader.encode(blobs);

        assertEquals(37 + 41 + 37 + 41, header.length);
        assertEquals(blobs, PackHeader.decode(header, 237, "pack"));
        assertEquals(header.length + 36, PackHeader.sealedSize(blobs));
        assertEquals(237 + header.length + 36, PackHeader.packSize(blobs));
    }

    @Test
    void entryIsLaidOutAsTheFormatSays() {
        byte[] header = PackHeader.encode(List.of(new PackedBlob(ID, BlobType.TREE, 0, 0x01020304, 0x0a0b0c0d)));

        assertEquals(3, header[0]);
        assertEquals(List.of(4, 3, 2, 1), bytes(header, 1));
        assertEquals(List.of(0xd, 0xc, 0xb, 0xa), bytes(header, 5));
        assertEquals(ID, ObjectId.read(header, 9));
    }

    private static List<Integer> bytes(byte[] header, int at) {
        return List.of((int) header[at], (int) header[at + 1], (int) header[at + 2], (int) header[at + 3]);
    }

    @Test
    void headerThatDoesNotFitTheFileIsRefused() {
        byte[] header = PackHeader.encode(List.of(new PackedBlob(ID, BlobType.DATA, 0, 100, 0)));

        assertThrows(DamagedFile.class, () -> PackHeader.decode(header, 99, "pack"));
        assertThrows(DamagedFile.class, () -> PackHeader.decode(header, 101, "pack"));
    }

    @Test
    void unknownTypeCutEntryAndLyingLengthsAreRefused() {
        byte[] type = PackHeader.encode(List.of(new PackedBlob(ID, BlobType.DATA, 0, 100, 0)));
        type[0] = 4;
        byte[] cut = Arrays.copyOf(type, 30);
        cut[0] = 0;

        assertThrows(DamagedFile.class, () -> PackHeader.decode(type, 100, "pack"));
        assertThrows(DamagedFile.class, () -> PackHeader.decode(cut, 100, "pack"));
        refuse(new PackedBlob(ID, BlobType.DATA, 0, 31, 0));
        refuse(new PackedBlob(ID, BlobType.DATA, 0, -1, 0));
        refuse(new PackedBlob(ID, BlobType.DATA, 0, 100, -5));
    }

    private static void refuse(PackedBlob blob) {
        byte[] header = PackHeader.encode(List.of(blob));
        assertThrows(DamagedFile.class, () -> PackHeader.decode(header, Integer.toUnsignedLong(blob.length()), "pack"));
    }

    /** Random changes of a good header give another good header or a damaged file, never anything else. */
    @Test
    void randomDamageIsDecodedOrRefused() {
        long seed = new Random().nextLong();
        System.out.println("PackHeaderTest seed " + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            List<PackedBlob> blobs = randomBlobs(random);
            byte[] header = PackHeader.encode(blobs);
            long size = PackHeader.packSize(blobs) - PackHeader.sealedSize(blobs);
            header[random.nextInt(header.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                List<PackedBlob> read = PackHeader.decode(header, size, "pack");
                assertEquals(size, read.stream().mapToLong(PackedBlob::length).sum());
            } catch (DamagedFile e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "no damage was refused");
    }

    private static List<PackedBlob> randomBlobs(Random random) {
        List<PackedBlob> blobs = new ArrayList<>();
        int offset = 0;
        for (int i = random.nextInt(5); i >= 0; i--) {
            int length = 32 + random.nextInt(1000);
            BlobType type = random.nextBoolean() ? BlobType.DATA : BlobType.TREE;
            blobs.add(new PackedBlob(
                    new ObjectId(random.nextLong(), random.nextLong(), 0, 0),
                    type,
                    offset,
                    length,
                    random.nextBoolean() ? 0 : 1 + random.nextInt(5000)));
            offset += length;
        }
        return blobs;
    }
}
