package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.LockFile;
import dev.holdfast.engine.model.Timestamp;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockJsonTest {
    private static final String RESTIC =
            "{\"time\":\"2024-05-03T10:11:12.5+02:00\",\"exclusive\":true,\"hostname\":\"h\","
                    + "\"username\":\"u\",\"pid\":4711,\"uid\":1000,\"gid\":1001}";
    private static final String OURS = RESTIC.substring(0, RESTIC.length() - 1)
            + ",\"holdfast\":{\"boot\":\"b\",\"pid_namespace\":4026531836,\"process_start\":12345}}";

    @Test
    void locksComeBackByteForByte() {
        String root =
                "{\"time\":\"0001-01-01T00:00:00Z\",\"exclusive\":false,\"hostname\":\"\",\"username\":\"\",\"pid\":0}";

        assertEquals(RESTIC, encode(decode(RESTIC)));
        assertEquals(OURS, encode(decode(OURS)));
        assertEquals(root, encode(decode(root)));
        assertEquals(root, encode(decode("{}")));
    }

    @Test
    void valuesAreRead() {
        assertEquals(
                new LockFile(
                        new Timestamp(1_714_723_872, 500_000_000, 7200),
                        true,
                        "h",
                        "u",
                        4711,
                        1000,
                        1001,
                        false,
                        new LockFile.Owner("b", 4_026_531_836L, 12_345)),
                decode(OURS));
    }

    @Test
    void foreignValueUnderOurKeyIsPassedOver() {
        for (String value : new String[] {
            "5",
            "{}",
            "[{}]",
            "\"x\"",
            "null",
            "{\"boot\":\"b\"}",
            "{\"boot\":5,\"pid_namespace\":1,\"process_start\":2}"
        }) {
            LockFile lock = decode("{\"holdfast\":" + value + ",\"pid\":-7,\"other\":[]}");

            assertEquals(Optional.empty(), lock.owner());
            assertEquals(-7, lock.pid());
        }
    }

    @Test
    void damageIsNamed() {
        for (String text : new String[] {
            "",
            "[]",
            "{\"pid\":\"x\"}",
            "{\"pid\":9223372036854775808}",
            "{\"exclusive\":1}",
            "{\"holdfast\":[}",
            "{\"pid\":1"
        }) {
            assertThrows(DamagedFile.class, () -> decode(text), text);
        }
    }

    private static LockFile decode(String text) {
        return LockJson.decode("lock x", text.getBytes(UTF_8));
    }

    private static String encode(LockFile lock) {
        return new String(LockJson.encode(lock), UTF_8);
    }
}
