package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "*, abc, true",
        "*, '', true",
        "*c, abc, true",
        "a*, a, true",
        "a*, abc, true",
        "a*, ba, false",
        "a**, a, true",
        "**c, abc, true",
        "a*b*c, axbxc, true",
        "a*b*c, abcbc, true",
        "a*b*c, abcb, false",
        "a*b?c*x, abxbbxdbxebxczzx, true",
        "a*b?c*x, abxbbxdbxebxczzy, false",
        "*a, aa, true",
        "*aa, a, false",
        "a*a, a, false",
        "ab[c], abc, true",
        "ab[b-d], abc, true",
        "ab[e-g], abc, false",
        "ab[^c], abc, false",
        "ab[^b-d], abc, false",
        "ab[^e-g], abc, true",
        "ab[^e-g], ab, false",
        "[z-a], m, false",
        "[a-c]?*, b, false",
        "[a-c]?*, bx, true",
        "a\\*b, a*b, true",
        "a\\*b, ab, false",
        "a\\b, ab, true",
        "[\\]a], ], true",
        "[\\-], -, true",
        "[x\\-], x, true",
        "[x\\-], z, false",
        "[a\\-z], b, false",
        "a]b, a]b, true",
        "[!a], !, true",
        "[!a], b, false",
        "a???b, aαβγb, true",
        "a?b, aαb, true",
        "a[^a]b, aαb, true",
        "a???b, aαb, false",
        "a[^a][^a][^a]b, aαb, false",
        "[a-ζ]*, α, true",
        "*[a-ζ], A, false",
        "*.[ch], x.c, true",
        "*.[ch], x.o, false",
    })
    void wholeNameIsMatched(String glob, String name, boolean expected) {
        assertEquals(expected, glob(ByteString.of(glob)).matches(ByteString.of(name)), glob + " on " + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[", "[a", "[a-", "[a-]", "[-x]", "[x-]", "[]", "[]a]", "[^]", "[^]a]", "[^", "a[", "*[", "a*[b", "\\",
                "a\\", "[a\\", "[\\", "[a-\\", "[--b]", "x[^bc"
            })
    void incompleteGlobIsRefused(String glob) {
        InvalidRequest refused = assertThrows(InvalidRequest.class, () -> glob(ByteString.of(glob)));

        assertTrue(refused.getMessage().contains(glob));
    }

    @Test
    void byteThatIsNoUtf8CountsAsOneCharacter() {
        ByteString name = Paths.raw("a\u00ffb");

        assertTrue(glob(ByteString.of("a?b")).matches(name));
        assertTrue(glob(ByteString.of("a[^x]b")).matches(name));
        assertTrue(glob(ByteString.of("a[\ufffd]b")).matches(name));
        assertTrue(glob(name).matches(name));
        assertThrows(InvalidRequest.class, () -> glob(Paths.raw("[\u00ff]")));
    }

    @Test
    void starMayStopWithinACharacter() {
        assertTrue(glob(ByteString.of("*[^é]")).matches(ByteString.of("é")));
    }

    @Test
    void manyStarsTakeNoExponentialTime() {
        ByteString name = ByteString.of("a".repeat(4000) + "c");

        assertEquals(false, glob(ByteString.of("*a".repeat(200) + "b")).matches(name));
        assertEquals(false, glob(ByteString.of("*a?".repeat(100) + "[b]")).matches(name));
    }

    private static Glob glob(ByteString text) {
        return Glob.parse(text, text);
    }
}
