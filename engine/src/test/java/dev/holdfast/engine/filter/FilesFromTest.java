package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilesFromTest {
    private static final NameLister TREE =
            new Tree("./six", "./a/b/f", "./a/.h", "./c/g.tmp", "./c/*", "./[x]", "/r/s/t", "/r/u", "../t/empty");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        *                | [x] a c six
        six              | six
        ./six            | ./six
        c/../six         | c/../six
        ./s*             | six
        a/*              | a/.h a/b
        ./a//*           | a/.h a/b
        */*              | a/.h a/b c/* c/g.tmp
        **/f             | ''
        **/*/f           | a/b/f
        c/\\*            | c/*
        \\[x\\]          | [x]
        [x]              | ''
        */               | ''
        */../six         | ''
        s[i]x            | six
        six/*            | ''
        /*               | /r
        /r/./*           | /r/s /r/u
        ../t/e*          | ../t/empty
        nope             | ''
        """)
    void patternIsExpanded(String pattern, String expected) {
        List<ByteString> paths = FilesFrom.patterns(bytes(pattern), TREE).paths();

        assertEquals(
                expected,
                String.join(" ", paths.stream().map(ByteString::toString).toList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "[a/b]", "nowhere/[a", "a\\", "a*\\/b"})
    void badPatternIsNamed(String pattern) {
        InvalidRequest refused = assertThrows(InvalidRequest.class, () -> FilesFrom.patterns(bytes(pattern), TREE));

        assertEquals("bad pattern: " + pattern, refused.getMessage());
    }

    @Test
    void linesWithoutMatchAreTold() {
        FilesFrom.Expansion expansion = FilesFrom.patterns(bytes("# no\n  six \r\n\nnope*\n$HOME\nsix"), TREE);

        assertEquals(Paths.all("six", "six"), expansion.paths());
        assertEquals(Paths.all("nope*", "$HOME"), expansion.unmatched());
    }

    @Test
    void verbatimLinesAreTakenAsTheyAre() {
        assertEquals(Paths.all(" a*", "# b ", "c"), FilesFrom.verbatim(bytes(" a*\r\n\n# b \nc")));
    }

    @Test
    void rawPathsEndWithAZeroByte() {
        assertEquals(Paths.all("a\nb ", "\ufeffc"), FilesFrom.raw(bytes("a\nb \0\ufeffc\0")));
        assertEquals(List.of(Paths.raw("\u00ff\u00fea")), FilesFrom.raw(new byte[] {-1, -2, 'a', 0}));
        assertEquals(List.of(), FilesFrom.raw(new byte[0]));
        assertThrows(InvalidRequest.class, () -> FilesFrom.raw(bytes("a\0b")));
        assertThrows(InvalidRequest.class, () -> FilesFrom.raw(bytes("a\0\0b\0")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A file system of a few paths. */
    private static final class Tree implements NameLister {
        private final TreeMap<String, Boolean> paths = new TreeMap<>();

        Tree(String... files) {
            for (String file : files) {
                for (String path = file; path.contains("/"); path = path.substring(0, path.lastIndexOf('/'))) {
                    paths.put(path, true);
                }
            }
        }

        @Override
        public boolean exists(ByteString path) {
            return !names(path).isEmpty() || paths.containsKey(normal(path));
        }

        @Override
        public List<ByteString> names(ByteString directory) {
            String normal = normal(directory);
            return paths.descendingKeySet().stream()
                    .filter(path -> path.substring(0, path.lastIndexOf('/')).equals(normal))
                    .map(path -> ByteString.of(path.substring(path.lastIndexOf('/') + 1)))
                    .toList();
        }

        private static String normal(ByteString path) {
            String text = PathNames.join(path, ByteString.EMPTY).toString();
            String clean = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            return clean.startsWith("/") || clean.isEmpty() && PathNames.isAbsolute(path) || clean.startsWith("..")
                    ? clean
                    : clean.isEmpty() ? "." : "./" + clean;
        }
    }
}
