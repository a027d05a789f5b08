package dev.holdfast.engine.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealerTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final MasterKey key = MasterKey.random(random);
    private final Sealer sealer = new Sealer(key, new SecureRandom());

    @Test
    void opensWhatResticSealed() throws SealBroken {
        Base64.Decoder base64 = Base64.getDecoder();
        MasterKey resticKey = MasterKey.of(
                base64.decode("eCuuDSi13uvwlT22odoirMqAxG2trp5N/vy9VtDUdgM="),
                base64.decode("MhuKOBrtDa7/LqLsz/rV8A=="),
                base64.decode("Pftmw0zS46eTEXmY/QJRWw=="));
        byte[] config = base64.decode("UCs/GYVnNlRDGZ4wUS6+KD+S4JyAREROON6/4YE5pNsNCdq3CMHQxjNkLg4RPfFtRuurgUpGN53PD5Mx"
                + "Yu5AfiEZ4vHeoFY9Z5Rb+m3/MgTa/X4zi/eWKX+x7Y+OZq64m6tdB1cWFUW5Fk9V1GNavBP3lAzHb36S43/2F/vnrN6ZiPjMZqlESIr0ruuH"
                + "TAjAScM3f8U84FChnk0=");
        byte[] plain = new byte[config.length];

        int length = new Sealer(resticKey, new SecureRandom()).open(config, 0, config.length, plain, 0);

        assertEquals(
                "{\"version\":2,\"id\":\"70a31df05676528e76030db6cde20683911d41faecd653f8b767ca843e02b902\","
                        + "\"chunker_polynomial\":\"22d6690708f829\"}",
                new String(plain, 0, length, StandardCharsets.US_ASCII));
    }

    @Test
    void opensWhatItSealedAtEveryLengthAndOffset() throws SealBroken {
        int[] lengths = {0, 1, 15, 16, 17, 127, 128, 129, 1000, 16383, 16384, 16385, 50_001, 1_000_000};
        for (int length : lengths) {
            byte[] plain = bytes(length + 5);
            byte[] sealed = new byte[length + Sealer.OVERHEAD + 9];
            byte[] opened = new byte[length + 3];

            int sealedLength = sealer.seal(plain, 5, length, sealed, 7);
            int openedLength = sealer.open(sealed, 7, sealedLength, opened, 2);

            assertEquals(length + Sealer.OVERHEAD, sealedLength);
            assertEquals(length, openedLength);
            assertArrayEquals(
                    Arrays.copyOfRange(plain, 5, 5 + length),
                    Arrays.copyOfRange(opened, 2, 2 + length),
                    "seed " + seed);
            assertEquals(0, opened[0] | opened[1] | opened[length + 2] | sealed[6] | sealed[length + 39]);
        }
    }

    @Test
    void worksInsideOneArrayInAnyPosition() throws SealBroken {
        int length = 40_000;
        for (int from : new int[] {0, 1, 16, 20, 33, 3000}) {
            for (int to : new int[] {0, 1, 16, 20, 33, 3000}) {
                byte[] plain = bytes(length);
                byte[] array = new byte[length + 4000];
                System.arraycopy(plain, 0, array, from, length);

                int sealedLength = sealer.seal(array, from, length, array, to);
                byte[] sealed = Arrays.copyOfRange(array, to, to + sealedLength);
                sealer.open(array, to, sealedLength, array, from);

                assertArrayEquals(plain, Arrays.copyOfRange(array, from, from + length), "seed " + seed);
                byte[] opened = new byte[length];
                sealer.open(sealed, 0, sealedLength, opened, 0);
                assertArrayEquals(plain, opened, "seed " + seed);
            }
        }
    }

    @Test
    void everyFlippedBitIsFoundAndNothingIsWritten() {
        byte[] sealed = new byte[100 + Sealer.OVERHEAD];
        sealer.seal(bytes(100), 0, 100, sealed, 0);
        byte[] opened = new byte[100];
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            sealed[bit / 8] ^= (byte) (1 << bit % 8);

            assertThrows(SealBroken.class, () -> sealer.open(sealed, 0, sealed.length, opened, 0));

            assertArrayEquals(new byte[100], opened);
            sealed[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void cutOffAndShortBytesAreRefused() {
        byte[] sealed = new byte[50 + Sealer.OVERHEAD];
        sealer.seal(bytes(50), 0, 50, sealed, 0);
        for (int length = 0; length < sealed.length; length++) {
            int cut = length;

            assertThrows(SealBroken.class, () -> sealer.open(sealed, 0, cut, new byte[50], 0));
        }
    }

    @Test
    void anotherKeyDoesNotOpen() {
        byte[] sealed = new byte[50 + Sealer.OVERHEAD];
        sealer.seal(bytes(50), 0, 50, sealed, 0);
        Sealer other = new Sealer(MasterKey.random(random), new SecureRandom());

        assertThrows(SealBroken.class, () -> other.open(sealed, 0, sealed.length, new byte[50], 0));
    }

    @Test
    void aTargetThatIsTooSmallIsLeftAlone() {
        assertThrows(IndexOutOfBoundsException.class, () -> sealer.seal(new byte[10], 0, 10, new byte[41], 0));
        assertThrows(IndexOutOfBoundsException.class, () -> sealer.open(new byte[42], 0, 42, new byte[9], 0));
    }

    @Test
    void initialisationVectorsDifferAndAreNeverZero() {
        byte[] zeroFirst = new byte[16];
        SecureRandom oddRandom = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (i / 16);
                }
            }
        };
        byte[] first = new byte[Sealer.OVERHEAD];
        byte[] second = new byte[Sealer.OVERHEAD];
        Sealer odd = new Sealer(key, oddRandom);

        odd.seal(zeroFirst, 0, 0, first, 0);
        odd.seal(zeroFirst, 0, 0, second, 0);

        assertEquals(1, first[0]);
        assertEquals(2, second[0]);
    }

    @Test
    void keysTellNothingAndRefuseZeros() {
        assertEquals("***", key.toString());
        assertThrows(IllegalArgumentException.class, () -> MasterKey.of(new byte[32], key.macK(), key.macR()));
        assertThrows(IllegalArgumentException.class, () -> MasterKey.of(key.encrypt(), new byte[16], key.macR()));
        assertThrows(IllegalArgumentException.class, () -> MasterKey.of(key.encrypt(), key.macK(), new byte[16]));
        assertThrows(IllegalArgumentException.class, () -> MasterKey.of(key.macK(), key.macK(), key.macR()));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
