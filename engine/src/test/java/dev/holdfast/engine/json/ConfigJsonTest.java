package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.RepositoryConfig;
import org.junit.jupiter.api.Test;

class ConfigJsonTest {
    private static final String ID = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String JSON =
            "{\"version\":2,\"id\":\"" + ID + "\",\"chunker_polynomial\":\"3da3358b4dc173\"}";

    @Test
    void configComesBackByteForByte() {
        RepositoryConfig config = decode(JSON);

        assertEquals(new RepositoryConfig(2, ID, 0x3da3358b4dc173L), config);
        assertEquals(JSON, new String(ConfigJson.encode(config), UTF_8));
    }

    @Test
    void keysOfRusticArePassedOver() {
        assertEquals(
                decode(JSON), decode(JSON.replace("{", "{\"compression\":-3,\"is_hot\":true,\"extra_verify\":null,")));
    }

    @Test
    void unknownVersionIsToldWhateverElseTheConfigHolds() {
        assertEquals(new RepositoryConfig(3, "", 0), decode("{\"id\":{},\"chunker_polynomial\":7,\"version\":3}"));
        assertEquals(new RepositoryConfig(0, "", 0), decode("{\"version\":0}"));
        assertEquals(new RepositoryConfig(Integer.MAX_VALUE, "", 0), decode("{\"version\":18446744073709551615}"));
    }

    @Test
    void damageIsNamed() {
        for (String text : new String[] {
            "{}",
            "{\"version\":\"2\"}",
            "{\"version\":-1}",
            "{\"version\":2,\"version\":2}",
            JSON.replace("3da3358b4dc173", "3dx"),
            JSON.replace("3da3358b4dc173", ""),
            JSON.replace("3da3358b4dc173", "11112222333344445"),
            JSON.replace(ID, "../../etc"),
            JSON.replace("\"id\"", "\"ids\""),
            JSON + "x"
        }) {
            assertThrows(DamagedFile.class, () -> decode(text), text);
        }
    }

    private static RepositoryConfig decode(String text) {
        return ConfigJson.decode("config", text.getBytes(UTF_8));
    }
}
