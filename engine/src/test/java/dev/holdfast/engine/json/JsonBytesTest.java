package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ObjectId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
    private final JsonBytes out = new JsonBytes(1);

    @Test
    void textIsEscapedAsGoDoes() {
        out.text("a\"\\/ <>& \b\f\n\r\t \u0000\u001f\u007f é \u2027\u2028\u2029\u202a \ufffd \ud83d\ude00");

        assertEquals(
                "\"a\\\"\\\\/ \\u003c\\u003e\\u0026 \\b\\f\\n\\r\\t \\u0000\\u001f\u007f é \u2027\\u2028\\u2029\u202a \ufffd \ud83d\ude00\"",
                out.toString());
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        out.text("a\ud83d");
        out.text("\ude00\ud83d");

        assertEquals("\"a\\ufffd\"\"\\ufffd\\ufffd\"", out.toString());
    }

    @Test
    void eachInvalidByteIsReplaced() {
        out.text(latin("\377a\300\257\355\240\200\342\202\364\220\200\200\303\251"));

        assertEquals("\"" + replaced(1) + "a" + replaced(2 + 3 + 2 + 4) + "é\"", out.toString());
    }

    @Test
    void bytesWithoutNeedForEscapesStandAsTheyAre() {
        out.text(ByteString.of("plain text ~"));

        assertEquals("\"plain text ~\"", out.toString());
    }

    @Test
    void numbersAreUnsigned() {
        out.number(-1);
        out.raw(' ');
        out.number(Long.MIN_VALUE);

        assertEquals("18446744073709551615 9223372036854775808", out.toString());
    }

    @Test
    void everyNumberOfDigitsIsWritten() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >>> random.nextInt(64);
            out.truncate(0);

            out.number(number);

            assertEquals(Long.toUnsignedString(number), out.toString());
        }
        for (long power = 1; power < 1_000_000_000_000_000_000L; power *= 10) {
            out.truncate(0);

            out.number(power - 1);
            out.number(power);

            assertEquals("" + (power - 1) + power, out.toString());
        }
    }

    @Test
    void idsAreHexadecimal() {
        ObjectId id = new ObjectId(0x0123456789abcdefL, 0xfedcba9876543210L, 0, -1);

        out.id(id);

        assertEquals('"' + id.toString() + '"', out.toString());
    }

    @Test
    void base64IsPadded() {
        out.base64(latin("\377\376\375>?"));
        out.base64(ByteString.EMPTY);

        assertEquals("\"//79Pj8=\"\"\"", out.toString());
    }

    private static ByteString latin(String bytes) {
        return ByteString.copyOf(bytes.getBytes(ISO_8859_1));
    }

    private static String replaced(int count) {
        return "\\ufffd".repeat(count);
    }
}
