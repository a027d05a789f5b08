package dev.holdfast.engine.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;

class ScryptTest {
    @Test
    void vectorsOfTheRfcHold() {
        assertEquals(
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
                derive("", "", 16, 1, 1));
        assertEquals(
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
                derive("password", "NaCl", 1024, 8, 16));
        assertEquals(
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
                derive("pleaseletmein", "SodiumChloride", 16384, 8, 1));
    }

    @Test
    void agreesWithBouncyCastle() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            byte[] password = new byte[random.nextInt(100)];
            byte[] salt = new byte[random.nextInt(100)];
            random.nextBytes(password);
            random.nextBytes(salt);
            ScryptParameters parameters =
                    new ScryptParameters(2 << random.nextInt(10), 1 + random.nextInt(9), 1 + random.nextInt(5));
            int length = 1 + random.nextInt(100);

            byte[] derived = new Scrypt(parameters).derive(password, salt, length);

            HexFormat hex = HexFormat.of();
            byte[] expected = SCrypt.generate(password, salt, parameters.n(), parameters.r(), parameters.p(), length);
            assertEquals(hex.formatHex(expected), hex.formatHex(derived), () -> parameters + ", seed " + seed);
        }
    }

    @Test
    void hostileParametersAreRefused() {
        int[][] hostile = {
            {0, 8, 1},
            {1, 8, 1},
            {-2, 8, 1},
            {Integer.MIN_VALUE, 8, 1},
            {32767, 8, 1},
            {32768, 0, 1},
            {32768, 8, 0},
            {32768, -8, 1},
            {2, 1 << 15, 1 << 15},
            {2, Integer.MAX_VALUE, Integer.MAX_VALUE},
            {1 << 30, 8, 1},
            {1 << 21, 8, 1},
            {2, 1, 1 << 29},
            {1 << 20, 8, 1000},
        };
        for (int[] p : hostile) {
            assertThrows(IllegalArgumentException.class, () -> new ScryptParameters(p[0], p[1], p[2]));
        }
    }

    @Test
    void parametersInUseAreAccepted() {
        assertEquals(1, new ScryptParameters(131072, 8, 1).p());
        assertEquals(20, new ScryptParameters(32768, 8, 20).p());
        assertEquals(128, new ScryptParameters(128, 1, 1).n());
    }

    @Test
    void calibrationKeepsWhatResticAlwaysUses() {
        ScryptParameters parameters = ScryptParameters.calibrated();

        assertEquals(32768, parameters.n());
        assertEquals(8, parameters.r());
        assertTrue(parameters.p() >= 1 && parameters.p() <= 16, parameters.toString());
    }

    private static String derive(String password, String salt, int n, int r, int p) {
        byte[] derived = new Scrypt(new ScryptParameters(n, r, p))
                .derive(password.getBytes(StandardCharsets.UTF_8), salt.getBytes(StandardCharsets.UTF_8), 64);
        return HexFormat.of().formatHex(derived);
    }
}
