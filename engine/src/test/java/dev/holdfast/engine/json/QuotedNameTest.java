package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.holdfast.engine.model.ByteString;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuotedNameTest {
    @Test
    void nameWithoutOdditiesStaysAsItIs() {
        byte[] name = "plain name, Grüße, 日本, \ud83d\ude00, e\u0301".getBytes(UTF_8);

        assertSame(name, QuotedName.quote(name));
    }

    @Test
    void quotesAndBackslashesGetABackslash() {
        assertEquals("a\\\"b\\\\c'", quoted("a\"b\\c'"));
    }

    @Test
    void controlCharactersAreEscaped() {
        assertEquals("\\a\\b\\t\\n\\v\\f\\r \\x00\\x1b\\x7f", quoted("\7\b\t\n\13\f\r \0\33\177"));
    }

    @Test
    void charactersThatDoNotPrintAreEscaped() {
        assertEquals(
                "\\u00a0\\u00ad\\u3000\\u200b\\u2028\\ufeff\\ue000\\u0378\\uffff\\U000e0041\\U0010fffd\ufffd",
                quoted("\u00a0\u00ad\u3000\u200b\u2028\ufeff\ue000\u0378\uffff\udb40\udc41\udbff\udffd\ufffd"));
    }

    @Test
    void charactersYoungerThanResticsTablesAreEscaped() {
        assertEquals(
                "\\u0897\u0898 \\u1c89\\u1c8a \\u2ffc\\u2fff\u3001",
                quoted("\u0897\u0898 \u1c89\u1c8a \u2ffc\u2fff\u3001"));
        assertEquals("\\U0002ebf0\\U0002ee5d", quoted(Character.toString(0x2ebf0) + Character.toString(0x2ee5d)));
        String older = Character.toString(0x2ebe0) + Character.toString(0x1f8b1) + Character.toString(0x1142f);
        assertEquals(older, quoted(older));
    }

    @Test
    void bytesThatAreNotUtf8AreEscapedOneByOne() {
        byte[] raw = "\377 \303\251 \303 \355\240\200 \300\257 \360\237\230".getBytes(ISO_8859_1);

        assertEquals(
                "\\xff é \\xc3 \\xed\\xa0\\x80 \\xc0\\xaf \\xf0\\x9f\\x98", new String(QuotedName.quote(raw), UTF_8));
    }

    @Test
    void everyEscapeIsUnderstood() {
        assertEquals(ByteString.of("\7\b\f\n\r\t\13\\\""), unquoted("\\a\\b\\f\\n\\r\\t\\v\\\\\\\""));
        assertEquals(ByteString.copyOf("\377A\377A".getBytes(ISO_8859_1)), unquoted("\\xFf\\x41\\377\\101"));
        assertEquals(ByteString.of("é\ud83d\ude00"), unquoted("\\u00E9\\U0001f600"));
    }

    @Test
    void anyBytesComeBack() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] raw = new byte[random.nextInt(12)];
            random.nextBytes(raw);
            byte[] quoted = QuotedName.quote(raw);

            ByteString back = QuotedName.unquote(quoted, 0, quoted.length);

            assertNotNull(back);
            assertArrayEquals(raw, back.toBytes());
        }
    }

    @Test
    void malformedQuotingIsRefused() {
        for (String text : new String[] {
            "\\",
            "\\x",
            "\\x4",
            "\\xg0",
            "\\u123",
            "\\ud800",
            "\\udfff",
            "\\U00110000",
            "\\Uffffffff",
            "\\U0000d800",
            "\\18",
            "\\400",
            "\\8",
            "\\'",
            "\\q",
            "a\"b",
            "a\nb",
            "\\é"
        }) {
            assertNull(unquoted(text), text);
        }
    }

    private static String quoted(String name) {
        return new String(QuotedName.quote(name.getBytes(UTF_8)), UTF_8);
    }

    private static @Nullable ByteString unquoted(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return QuotedName.unquote(bytes, 0, bytes.length);
    }
}
