package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.EngineException.InvalidRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "+5, 5",
        "-0, 0",
        "12b, 12",
        "12B, 12",
        "5k, 5120",
        "5K, 5120",
        "1m, 1048576",
        "2G, 2147483648",
        "3T, 3298534883328",
        "9223372036854775807, 9223372036854775807",
        "8388607t, 9223370937343148032"
    })
    void unitsArePowersOf1024(String text, long bytes) {
        assertEquals(bytes, Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k",
                "-1",
                "16MiB",
                "5kb",
                "5 k",
                " 5",
                "1.5g",
                "0x10",
                "1_000",
                "9223372036854775808",
                "8388608T",
                "٣",
                "5\u212a"
            })
    void everythingElseIsRefused(String text) {
        assertThrows(InvalidRequest.class, () -> Sizes.parse(text));
    }
}
