package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "foo, /foo, true",
        "foo, /a/foo, true",
        "foo, /a/foo/b, true",
        "foo, /a/food, false",
        "foo/, /a/foo, true",
        "./foo//bar/../baz, /x/foo/baz, true",
        "foo/bar, /foo/bar/x, true",
        "foo/bar, /foo/x/bar, false",
        "*.c, /a/b.c/d, true",
        "a/*/c, /x/a/b/c, true",
        "a/*/c, /a/b/b/c, false",
        "/foo, /foo, true",
        "/foo, /a/foo, false",
        "/foo/*, /foo, false",
        "/foo/*, /foo/a, true",
        "/*, /foo, true",
        "/*/b, /a/b, true",
        "/a/b, /a, false",
        "/a//b/, /a/b/c, true",
        "/../a, /a, true",
        "/, /a, true",
        "/, /, true",
        "*, /, true",
        "**, /, true",
        "/a, /, false",
        "., /a, false",
        "!, /a, false",
        "../a, /a, false",
        "**, /a/b, true",
        "**/foo, /foo, true",
        "**/foo, /a/b/foo/c, true",
        "foo/**, /a/foo, true",
        "foo/**, /a/foo/b, true",
        "/foo/**, /foo, true",
        "/foo/**, /a/foo, false",
        "/foo/**/bar, /foo/bar, true",
        "/foo/**/bar, /foo/a/b/bar/c, true",
        "/foo/**/bar, /foo/a/b, false",
        "foo/**/bar/*.c, /x/foo/a/bar/b/bar/x.c, true",
        "foo/**/bar/*.c, /x/foo/a/bar/b/x.c, false",
        "fo**, /foo, true",
        "f**o, /f/o, false",
        "/**/a/**, /a, false",
        "/**/a/**, /x/a, false",
        "/**/a/**, /x/a/b, true",
        "**/a/**, /x/a, true",
        "**/**/**, /a, true",
        "**/**/**/**, /a, false",
        "**/**/**/**, /a/b, true",
    })
    void pathsAndWhatIsBeneathMatch(String pattern, String path, boolean expected) {
        assertEquals(expected, pattern(pattern).matches(Paths.names(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "foo, /a, true",
        "**/foo, /a, true",
        "/a/b/c, /a, true",
        "/a/b/c, /a/b, true",
        "/a/b/c, /b, false",
        "/a/b/c, /a/b/c/d, true",
        "/a/b/c, /a/b/d, false",
        "/a/*/c, /a/x, true",
        "/a/**/c, /a/x/y/z, true",
        "/a/**/c, /b/x, false",
        "/**, /b/x, true",
    })
    void directoriesOnTheWayMayHoldMatches(String pattern, String path, boolean expected) {
        assertEquals(expected, pattern(pattern).childMayMatch(Paths.names(path)));
    }

    @Test
    void namesOfAnyBytesMatch() {
        ByteString latin = Paths.raw("/caf\u00e9");

        assertEquals(true, PathPattern.parse(latin).matches(PathNames.split(latin)));
        assertEquals(true, pattern("caf?").matches(PathNames.split(latin)));
        assertEquals(false, pattern("café").matches(PathNames.split(latin)));
    }

    @Test
    void malformedPatternIsNamed() {
        InvalidRequest refused =
                assertThrows(InvalidRequest.class, () -> PatternList.of(Paths.all("ok", "x/[a/y", "b\\/c", "fine")));

        assertEquals("bad pattern: x/[a/y\nbad pattern: b\\/c", refused.getMessage());
    }

    @Test
    void hostilePatternTakesNoExponentialTime() {
        String deep = "/a".repeat(300);

        assertEquals(false, pattern("/**/a".repeat(30) + "/b").matches(Paths.names(deep)));
        assertEquals(false, pattern("a/**/".repeat(30) + "b").matches(Paths.names(deep)));
    }

    /** The simple definition, written down as such: every {@code **} grows step by step to that many {@code *}. */
    @Test
    void randomPatternsMatchAsDefined() {
        long seed = 4711;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = (random.nextBoolean() ? "/" : "") + words(random, List.of("a", "b", "**", "**", "*"), 6);
            String path = "/" + words(random, List.of("a", "b"), 6);

            boolean expected = grown(List.of(parts(pattern)), List.of(parts(path)));

            assertEquals(
                    expected,
                    pattern(pattern).matches(Paths.names(path)),
                    "seed " + seed + ": " + pattern + " " + path);
            boolean walked = PatternList.of(Paths.all(pattern)).matches(Paths.names(path));
            assertEquals(expected, walked, "seed " + seed + ", walked: " + pattern + " " + path);
        }
    }

    private static String words(Random random, List<String> from, int most) {
        StringBuilder words = new StringBuilder(from.get(random.nextInt(from.size())));
        for (int i = random.nextInt(most); i > 0; i--) {
            words.append('/').append(from.get(random.nextInt(from.size())));
        }
        return words.toString();
    }

    /** The root is a part of its own. */
    private static String[] parts(String path) {
        return (path.startsWith("/") ? "ROOT" + path : path).split("/", -1);
    }

    private static boolean grown(List<String> pattern, List<String> path) {
        int any = pattern.indexOf("**");
        if (any < 0) {
            return anchored(pattern, path);
        }
        for (int stars = 0; stars <= path.size() - pattern.size() + 1; stars++) {
            List<String> longer = new ArrayList<>(pattern.subList(0, any));
            longer.addAll(Collections.nCopies(stars, "*"));
            longer.addAll(pattern.subList(any + 1, pattern.size()));
            if (grown(longer, path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anchored(List<String> pattern, List<String> path) {
        boolean absolute = !pattern.isEmpty() && pattern.getFirst().equals("ROOT");
        for (int start = absolute ? 0 : 1; start + pattern.size() <= path.size(); start++) {
            boolean same = !pattern.isEmpty();
            for (int i = 0; i < pattern.size(); i++) {
                same &= pattern.get(i).equals("*") || pattern.get(i).equals(path.get(start + i));
            }
            if (same || absolute) {
                return same;
            }
        }
        return false;
    }

    private static PathPattern pattern(String text) {
        return PathPattern.parse(ByteString.of(text));
    }
}
