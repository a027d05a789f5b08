package dev.holdfast.engine.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyFileTest {
    private static final ScryptParameters FAST = new ScryptParameters(16, 1, 1);
    private static final byte[] PASSWORD = bytes("p<a>ss & wörd");
    private static final Timestamp CREATED = new Timestamp(1_700_000_000L, 120_000_000, 3600);

    /** Made by restic 0.19.1 with {@link #PASSWORD}. */
    private static final String RESTIC = "{\"created\":\"2026-11-21T04:13:33.052962105Z\",\"username\":\"alice\","
            + "\"hostname\":\"a\\u003cb\\u003e\\u0026c.example.org\",\"kdf\":\"scrypt\",\"N\":32768,\"r\":8,\"p\":2,"
            + "\"salt\":\"pFYiDfdHIfc4ljBjZ8wCo9GZcIP+FN2jXANQZ99f9RwSGRcoGSZiuLIfoS3WsAznvSIFaKK6b2oZckoP+WFXvg==\","
            + "\"data\":\"b/7OkRlVRsmHFS8hoRQaLYjgZGvOhRHBj983vLyj/PhhwgM41Q0pzacyFWx8UQrtOkkmtd3DgkMVyZiz4a78SCLLD6GOnGh7"
            + "/n27EKa8sGSXwKmrE4TkpaBq0B0iL3XJNEbhh1mvkOerGQvAfj6pmDTvm4bHrZh967Z3Ebs8k7S2i5BlUoUvdMhtEMzKI/0XrP9RW4j7mjV6"
            + "FZ8bLJLhFw==\"}";

    private final MasterKey key = MasterKey.random(new Random(7));

    @Test
    void opensWhatResticMade() throws KeyFileBroken {
        KeyFile file = KeyFile.parse(bytes(RESTIC));

        MasterKey master = file.open(PASSWORD).orElseThrow();

        assertEquals("eCuuDSi13uvwlT22odoirMqAxG2trp5N/vy9VtDUdgM=", base64(master.encrypt()));
        assertEquals("MhuKOBrtDa7/LqLsz/rV8A==", base64(master.macK()));
        assertEquals("Pftmw0zS46eTEXmY/QJRWw==", base64(master.macR()));
        assertEquals("alice", file.username());
        assertEquals("a<b>&c.example.org", file.hostname());
        assertEquals(Optional.of(new Timestamp(1_795_234_413L, 52_962_105, 0)), file.created());
        assertEquals(new ScryptParameters(32768, 8, 2), file.parameters());
        assertArrayEquals(bytes(RESTIC), file.json());
    }

    @Test
    void writesWhatResticWrites() throws KeyFileBroken {
        KeyFile file = create("alice", "a<b>&c\u2028\"\\\n\u0001é\ud800");
        String json = new String(file.json(), StandardCharsets.UTF_8);

        String expected = "{\"created\":\"2023-11-14T23:13:20.12+01:00\",\"username\":\"alice\","
                + "\"hostname\":\"a\\u003cb\\u003e\\u0026c\\u2028\\\"\\\\\\n\\u0001é\\ufffd\",\"kdf\":\"scrypt\","
                + "\"N\":16,\"r\":1,\"p\":1,\"salt\":\"";
        assertEquals(expected, json.substring(0, expected.length()));
        assertTrue(
                json.substring(expected.length()).matches("[A-Za-z0-9+/]{86}==\",\"data\":\"[A-Za-z0-9+/]{214}==\"}"),
                json);
        assertEquals(Optional.of(CREATED), file.created());
        assertArrayEquals(key.encrypt(), file.open(PASSWORD).orElseThrow().encrypt());
    }

    @Test
    void opensOnlyWithItsPassword() throws KeyFileBroken {
        KeyFile file = KeyFile.parse(create("", "").json());

        assertArrayEquals(key.macR(), file.open(PASSWORD).orElseThrow().macR());
        assertTrue(file.open(bytes("wrong")).isEmpty());
        assertTrue(file.open(new byte[0]).isEmpty());
    }

    @Test
    void thePasswordMayBeEmpty() throws KeyFileBroken {
        KeyFile file = KeyFile.create(new byte[0], key, FAST, "", "", CREATED, new SecureRandom());

        assertArrayEquals(key.macK(), file.open(new byte[0]).orElseThrow().macK());
        assertTrue(file.open(PASSWORD).isEmpty());
    }

    @Test
    void toleratesMissingAndUnknownFields() throws KeyFileBroken {
        String json = RESTIC.replaceFirst("\"created\".*\"kdf\"", "\"more\":{\"a\":[{\"b\":{}}]},\"x\":null,\"kdf\"");

        KeyFile file = KeyFile.parse(bytes(json));

        assertEquals("", file.username());
        assertEquals("", file.hostname());
        assertEquals(Optional.empty(), file.created());
        assertTrue(file.open(PASSWORD).isPresent());
    }

    @Test
    void damagedFilesAreRefused() {
        String[] damaged = {
            "",
            "null",
            "[]",
            "{}",
            "{",
            RESTIC.substring(0, 300),
            RESTIC + "x",
            RESTIC + RESTIC,
            RESTIC.replace("scrypt", "argon2"),
            RESTIC.replace("32768", "32767"),
            RESTIC.replace("32768", "1e3"),
            RESTIC.replace("32768", "99999999999999"),
            RESTIC.replace("32768", "1073741824"),
            RESTIC.replace("\"p\":2", "\"p\":536870912"),
            RESTIC.replace("\"p\":2", "\"p\":null"),
            RESTIC.replace("\"p\":2", "\"p\":{}"),
            RESTIC.replace("pFYiDf", "pFYiD"),
            RESTIC.replace("pFYiDf", "pFYi*f"),
            RESTIC.replace("pFYiDfdH", ""),
            RESTIC.replace("alice", "al\nice"),
            "[".repeat(60_000),
            "{\"a\":".repeat(12_000),
            " ".repeat(70_000) + RESTIC,
        };
        for (String json : damaged) {
            assertThrows(KeyFileBroken.class, () -> KeyFile.parse(bytes(json)).open(PASSWORD), json);
        }
    }

    @Test
    void mutatedFilesNeverFailInAnotherWay() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] original = create("alice", "host").json();
        for (int round = 0; round < 3000; round++) {
            byte[] json = original.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                json[random.nextInt(json.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(10));
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(json, random.nextInt(json.length)) : json;
            try {
                KeyFile file = KeyFile.parse(cut);
                assertTrue(file.hostname().length() < 100);
            } catch (KeyFileBroken e) {
                assertTrue(!e.getMessage().isEmpty());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void whatIsSealedMustBeAKey() {
        String[] plains = {"", "{}", "{\"mac\":{\"k\":\"AA==\",\"r\":\"AA==\"},\"encrypt\":\"AA==\"}", "nothing"};
        for (String plain : plains) {
            byte[] json = withSealed(bytes(plain));

            assertThrows(KeyFileBroken.class, () -> KeyFile.parse(json).open(PASSWORD), plain);
        }
        String shortData = RESTIC.replaceFirst("\"data\":\".*\"", "\"data\":\"AAAA\"");
        assertThrows(KeyFileBroken.class, () -> KeyFile.parse(bytes(shortData)).open(PASSWORD));
    }

    /** A key file around {@code plain} instead of a key. */
    private byte[] withSealed(byte[] plain) {
        byte[] salt = new byte[64];
        byte[] derived = new Scrypt(FAST).derive(PASSWORD, salt, 64);
        MasterKey passwordKey = MasterKey.of(
                Arrays.copyOf(derived, 32), Arrays.copyOfRange(derived, 32, 48), Arrays.copyOfRange(derived, 48, 64));
        byte[] data = new byte[plain.length + Sealer.OVERHEAD];
        new Sealer(passwordKey, new SecureRandom()).seal(plain, 0, plain.length, data, 0);
        return bytes("{\"kdf\":\"scrypt\",\"N\":16,\"r\":1,\"p\":1,\"salt\":\"" + base64(salt) + "\",\"data\":\""
                + base64(data) + "\"}");
    }

    private KeyFile create(String username, String hostname) {
        return KeyFile.create(PASSWORD, key, FAST, username, hostname, CREATED, new SecureRandom());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
