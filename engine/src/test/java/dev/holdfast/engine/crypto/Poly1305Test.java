package dev.holdfast.engine.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

class Poly1305Test {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 8439, section 2.5.2 and appendix A.3: r, s, message, tag. */
    private static final String[][] VECTORS = {
        {
            "85d6be7857556d337f4452fe42d506a8",
            "0103808afb0db2fd4abff6af4149f51b",
            HEX.formatHex("Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII)),
            "a8061dc1305136c6c22b8baf0c0127a9"
        },
        {"00".repeat(16), "00".repeat(16), "00".repeat(64), "00".repeat(16)},
        {"02" + "00".repeat(15), "00".repeat(16), "ff".repeat(16), "03" + "00".repeat(15)},
        {"02" + "00".repeat(15), "ff".repeat(16), "02" + "00".repeat(15), "03" + "00".repeat(15)},
        {
            "01" + "00".repeat(15),
            "00".repeat(16),
            "ff".repeat(16) + "f0" + "ff".repeat(15) + "11" + "00".repeat(15),
            "05" + "00".repeat(15)
        },
        {
            "01" + "00".repeat(15),
            "00".repeat(16),
            "ff".repeat(16) + "fb" + "fe".repeat(15) + "01".repeat(16),
            "00".repeat(16)
        },
        {"02" + "00".repeat(15), "00".repeat(16), "fd" + "ff".repeat(15), "fa" + "ff".repeat(15)},
        {
            "0100000000000000" + "0400000000000000",
            "00".repeat(16),
            "e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001"
                    + "00".repeat(15),
            "14000000000000005500000000000000"
        },
        {
            "0100000000000000" + "0400000000000000",
            "00".repeat(16),
            "e33594d7505e43b900000000000000003394d7505e4379cd010000000000000000000000000000000000000000000000",
            "13" + "00".repeat(15)
        },
    };

    @Test
    void vectorsOfTheRfcHold() {
        for (String[] vector : VECTORS) {
            byte[] message = HEX.parseHex(vector[2]);
            byte[] tag = tag(HEX.parseHex(vector[0]), HEX.parseHex(vector[1]), message, message.length);

            assertEquals(vector[3], HEX.formatHex(tag), Arrays.toString(vector));
        }
    }

    @Test
    void agreesWithBouncyCastle() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 4000; round++) {
            byte[] r = bytes(random, 16);
            byte[] s = bytes(random, 16);
            byte[] message = bytes(random, random.nextInt(round % 10 == 0 ? 5000 : 300));
            int piece = 16 * (1 + random.nextInt(20));

            byte[] tag = tag(r, s, message, piece);

            assertEquals(
                    HEX.formatHex(reference(r, s, message)),
                    HEX.formatHex(tag),
                    () -> "seed " + seed + ", length " + message.length);
        }
    }

    @Test
    void agreesWithBouncyCastleOverLongMessagesOfExtremeBytes() {
        for (int fill : new int[] {0, 1, 0x7f, 0x80, 0xfe, 0xff}) {
            byte[] key = new byte[16];
            Arrays.fill(key, (byte) 0xff);
            byte[] message = new byte[100_003];
            Arrays.fill(message, (byte) fill);

            byte[] tag = tag(key, key, message, 4096);

            assertEquals(HEX.formatHex(reference(key, key, message)), HEX.formatHex(tag));
        }
    }

    /** Random bytes, often with long runs of zeros or ones, where carries go wrong. */
    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int i = 0; i < length; ) {
            int run = Math.min(1 + random.nextInt(24), length - i);
            int kind = random.nextInt(4);
            if (kind < 2) {
                Arrays.fill(bytes, i, i + run, (byte) -kind);
            }
            i += run;
        }
        return bytes;
    }

    private static byte[] tag(byte[] r, byte[] s, byte[] message, int piece) {
        Poly1305 poly = new Poly1305(r);
        poly.update(message, 0, message.length);
        poly.reset();
        for (int at = 0; at < message.length; at += piece) {
            poly.update(message, at, Math.min(piece, message.length - at));
        }
        ByteBuffer numbers = ByteBuffer.wrap(s).order(ByteOrder.LITTLE_ENDIAN);
        poly.finish(numbers.getLong(), numbers.getLong());
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(poly.tagLow())
                .putLong(poly.tagHigh())
                .array();
    }

    private static byte[] reference(byte[] r, byte[] s, byte[] message) {
        byte[] key = Arrays.copyOf(r, 32);
        System.arraycopy(s, 0, key, 16, 16);
        var poly = new org.bouncycastle.crypto.macs.Poly1305();
        poly.init(new KeyParameter(key));
        poly.update(message, 0, message.length);
        byte[] tag = new byte[16];
        poly.doFinal(tag, 0);
        return tag;
    }
}
