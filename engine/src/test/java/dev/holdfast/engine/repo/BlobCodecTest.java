package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.holdfast.engine.crypto.MasterKey;
import dev.holdfast.engine.crypto.Sealer;
import dev.holdfast.engine.json.JsonBytes;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlobCodecTest {
    private static final byte[] TEXT = "to be or not to be, to be or not to be".getBytes(StandardCharsets.UTF_8);

    private final Sealer sealer = new Sealer(MasterKey.random(new SecureRandom()), new SecureRandom());
    private final BlobCodec codec = new BlobCodec(sealer);

    @AfterEach
    void close() {
        codec.close();
    }

    private byte[] seal(byte[] plain) {
        byte[] sealed = new byte[plain.length + 32];
        sealer.seal(plain, 0, plain.length, sealed, 0);
        return sealed;
    }

    private PackedBlob blob(byte[] plain, byte[] sealed, int plainLength) {
        return new PackedBlob(codec.hash(plain, 0, plain.length), BlobType.DATA, 0, sealed.length, plainLength);
    }

    @Test
    void theLongestListThatCanBeWrittenCanBeReadAndFitsInAnArrayEvenIfItDoesNotShrink() {
        assertTrue(BlobCodec.MAX_JSON >= JsonBytes.LARGEST);
        assertTrue(Zstd.compressBound(JsonBytes.LARGEST) + Sealer.OVERHEAD < Integer.MAX_VALUE - 8);
    }

    @Test
    void plainAndCompressedBlobsComeBack() {
        byte[] plain = seal(TEXT);
        byte[] compressed = seal(Zstd.compress(TEXT));

        assertArrayEquals(TEXT, codec.decode(plain, 0, blob(TEXT, plain, 0), "pack"));
        assertArrayEquals(TEXT, codec.decode(compressed, 0, blob(TEXT, compressed, TEXT.length), "pack"));
    }

    @Test
    void frameWithoutItsSizeIsRead() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (var out = new com.github.luben.zstd.ZstdOutputStreamNoFinalizer(frame)) {
            out.write(TEXT);
        }
        byte[] sealed = seal(frame.toByteArray());

        assertArrayEquals(TEXT, codec.decode(sealed, 0, blob(TEXT, sealed, TEXT.length), "pack"));
    }

    @Test
    void whatFailedHalfWayDoesNotGetIntoTheNextId() {
        byte[] large = new byte[2_000_000];
        new Random(1).nextBytes(large);
        byte[] frame = Zstd.compress(large);
        byte[] sealed = seal(Arrays.copyOf(frame, frame.length / 2));
        ObjectId right = codec.hash(TEXT, 0, TEXT.length);

        assertThrows(DamagedFile.class, () -> codec.verify(sealed, 0, blob(large, sealed, large.length), "pack"));

        assertEquals(right, codec.hash(TEXT, 0, TEXT.length));
    }

    @Test
    void contentThatIsNotWhatTheIdSaysIsRefused() {
        byte[] sealed = seal(TEXT);
        PackedBlob other = new PackedBlob(new ObjectId(1, 2, 3, 4), BlobType.DATA, 0, sealed.length, 0);

        assertThrows(DamagedFile.class, () -> codec.decode(sealed, 0, other, "pack"));
    }

    @Test
    void sizesThatLieAreRefusedBeforeMemoryIsTaken() {
        byte[] sealed = seal(Zstd.compress(TEXT));

        assertThrows(DamagedFile.class, () -> codec.decode(sealed.clone(), 0, blob(TEXT, sealed, 5), "pack"));
        assertThrows(DamagedFile.class, () -> codec.decode(sealed.clone(), 0, blob(TEXT, sealed, 500), "pack"));
        assertThrows(
                DamagedFile.class,
                () -> codec.decode(sealed.clone(), 0, blob(TEXT, sealed, Integer.MAX_VALUE), "pack"));
    }

    @Test
    void bombIsRefused() {
        byte[] zeros = new byte[80 << 20];
        byte[] sealed = seal(Zstd.compress(zeros));

        DamagedFile refused = assertThrows(
                DamagedFile.class, () -> codec.decode(sealed, 0, blob(zeros, sealed, zeros.length), "pack"));
        assertTrue(refused.getMessage().contains("more than any blob has"), refused.getMessage());
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] sealed = seal(Zstd.compress(TEXT));
        PackedBlob blob = blob(TEXT, sealed, TEXT.length);
        int found = 0;
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(DamagedFile.class, () -> codec.decode(flipped, 0, blob, "pack"));
            found++;
        }
        assertEquals(sealed.length * 8, found);
    }

    @Test
    void randomFramesAreRefused() {
        long seed = new Random().nextLong();
        System.out.println("BlobCodecTest seed " + seed);
        Random random = new Random(seed);
        byte[] frame = Zstd.compress(TEXT);
        for (int round = 0; round < 5_000; round++) {
            byte[] changed = frame.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
            byte[] sealed = seal(changed);
            PackedBlob blob = blob(TEXT, sealed, TEXT.length);
            try {
                assertArrayEquals(TEXT, codec.decode(sealed, 0, blob, "pack"));
            } catch (DamagedFile e) {
                assertTrue(e.getMessage().startsWith("pack is damaged"), e.getMessage());
            }
        }
    }
}
