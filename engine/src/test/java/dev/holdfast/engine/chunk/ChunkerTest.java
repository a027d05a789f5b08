package dev.holdfast.engine.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTest {
    private static final long POLYNOMIAL = 0x3da3358b4dc173L;
    private static final int MIN = Chunker.MIN;
    private static final int MAX = Chunker.MAX;

    private final Chunker chunker = new Chunker(POLYNOMIAL);
    private final PlainChunker plain = new PlainChunker(POLYNOMIAL);

    @Test
    void cutsTheConformanceStreamAsResticDoes() throws NoSuchAlgorithmException {
        byte[] stream = conformanceStream(12 << 20);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        assertEquals(
                "0f78c12f2d13674ba09743337837f4b2a529cb2c028cc49c23c2158bf3bde416",
                HexFormat.of().formatHex(sha256.digest(stream)));

        assertEquals(List.of(3984077, 2316530, 862674, 2464071, 2180267, 775293), chunks(stream));
    }

    @Test
    void cutsMonotonousContentAsResticDoes() {
        byte[] ones = new byte[20 << 20];
        Arrays.fill(ones, (byte) 0xff);

        assertEquals(List.of(MAX, MAX, 4194304), chunks(ones));
        assertEquals(List.of(MIN, MIN, MIN, MIN), chunks(new byte[2 << 20]));
        assertEquals(List.of(MIN, 1), chunks(new byte[MIN + 1]));
        assertEquals(List.of(MIN - 1), chunks(new byte[MIN - 1]));
        assertEquals(List.of(), chunks(new byte[0]));
    }

    @Test
    void agreesWithThePlainChunkerOnRandomContent() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 6; round++) {
            byte[] content = new byte[(8 << 20) + random.nextInt(1 << 20)];
            random.nextBytes(content);

            assertEquals(plain.chunks(content), chunks(content), "seed " + seed);
        }
    }

    @Test
    void agreesWithThePlainChunkerOnRepetitiveContent() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 6; round++) {
            byte[] content = new byte[(4 << 20) + random.nextInt(1 << 20)];
            for (int at = 0; at < content.length; ) {
                int run = Math.min(content.length - at, 1 + random.nextInt(1 << random.nextInt(18)));
                int kind = random.nextInt(3);
                int period = 1 + random.nextInt(100);
                for (int i = at; i < at + run; i++) {
                    content[i] =
                            (byte) (kind == 0 || i < period ? 0 : kind == 1 ? content[i - period] : random.nextInt());
                }
                at += run;
            }

            assertEquals(plain.chunks(content), chunks(content), "seed " + seed);
        }
    }

    /** Candidates planted at chosen places: the first one that is not too early wins, wherever the lanes begin. */
    @Test
    void theFirstCandidateAfterTheLeastLengthWins() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            byte[] content = contentWithoutCandidates(MIN + (1 << 18));
            for (int i = random.nextInt(6); i >= 0; i--) {
                int near = random.nextInt(3) == 0 ? 200 : 1 << 18;
                int end = Math.clamp(MIN - 100 + random.nextInt(near), 64, content.length);
                Arrays.fill(content, end - 64, end, (byte) 0);
            }

            assertEquals(plain.chunks(content), chunks(content), "seed " + seed);
        }
    }

    @Test
    void everyWayOfComingToKnowTheContentGivesTheSameCut() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] content = conformanceStream(6 << 20);
        byte[] shifted = new byte[content.length + 1000];
        for (int round = 0; round < 40; round++) {
            int offset = random.nextInt(1000);
            System.arraycopy(content, 0, shifted, offset, content.length);
            int cut = 0;
            int scanned = 0;
            int length = 0;
            while (cut == 0) {
                length = Math.min(content.length, length + 1 + random.nextInt(1 << (1 + random.nextInt(21))));
                cut = chunker.cut(shifted, offset, length, scanned);
                scanned = random.nextInt(4) == 0 ? 0 : length;
            }

            assertEquals(3984077, cut, "seed " + seed);
        }
    }

    @Test
    void aCutNeedsNothingBeyondIt() {
        byte[] content = conformanceStream(3984077);

        assertEquals(3984077, chunker.cut(content, 0, 3984077, 0));
        assertEquals(3984077, chunker.cut(content, 0, 3984077, 3984076));
        assertEquals(0, chunker.cut(content, 0, 3984076, 0));
        assertEquals(0, chunker.cut(content, 0, 3984076, 3984076));
    }

    @Test
    void theGreatestLengthIsACutEvenWhenAllIsScanned() {
        byte[] ones = new byte[MAX];
        Arrays.fill(ones, (byte) 0xff);

        assertEquals(0, chunker.cut(ones, 0, MAX - 1, 0));
        assertEquals(MAX, chunker.cut(ones, 0, MAX, MAX - 1));
        assertEquals(MAX, chunker.cut(ones, 0, MAX, 0));
    }

    @Test
    void aPolynomialThatCannotCutIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Chunker(POLYNOMIAL + 1));
        assertThrows(IllegalArgumentException.class, () -> new Chunker(0));
        assertThrows(IllegalArgumentException.class, () -> new Chunker(7));
    }

    private List<Integer> chunks(byte[] content) {
        List<Integer> lengths = new ArrayList<>();
        int offset = 0;
        while (offset < content.length) {
            int cut = chunker.cut(content, offset, content.length - offset, 0);
            int length = cut == 0 ? content.length - offset : cut;
            lengths.add(length);
            offset += length;
        }
        return lengths;
    }

    /** 0xff throughout never makes a candidate with this polynomial. */
    private static byte[] contentWithoutCandidates(int length) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) 0xff);
        return content;
    }

    /** SHA-256("restic-conformance" || i) for i = 0, 1, ... as 64 bit big endian. */
    private static byte[] conformanceStream(int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] name = "restic-conformance".getBytes(StandardCharsets.US_ASCII);
            ByteBuffer stream = ByteBuffer.allocate(length + 32);
            for (long i = 0; stream.position() < length; i++) {
                sha256.update(name);
                stream.put(sha256.digest(ByteBuffer.allocate(8).putLong(i).array()));
            }
            return Arrays.copyOf(stream.array(), length);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
