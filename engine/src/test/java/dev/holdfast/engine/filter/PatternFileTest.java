package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.model.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatternFileTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("FOO", "t/six", "_a1", "x");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a$FOO-b$/c$         | at/six-b$/c$
        ${FOO}x             | t/sixx
        $$d                 | $d
        ${$}e               | $e
        f${                 | f
        g${x                | gx
        h$1z                | hz
        i$*z                | iz
        j${}z               | jz
        k$FOO_z             | k
        l$?m                | lm
        ${1}${10}n          | n
        ${a b}q             | q
        $_a1$.              | x$.
        $é                  | $é
        ~/a                 | ~/a
        """)
    void variablesArePutIn(String line, String expected) {
        assertEquals(Paths.all(expected), patterns(line.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void commentsAndSpaceDoNotCount() {
        String file = "\ufeff# c\n#x\n\t a b \r\n\n \u00a0c\u2003\n\\#yes\n!p\n$UNSET\nlast";

        assertEquals(
                Paths.all("a b", "c", "\\#yes", "!p", "", "last"), patterns(file.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void utf16IsReadIfItSaysSo() {
        assertEquals(Paths.all("é", "b"), patterns("\ufeffé\nb\n".getBytes(StandardCharsets.UTF_16LE)));
        assertEquals(Paths.all("é", "b"), patterns("\ufeffé\nb\n".getBytes(StandardCharsets.UTF_16BE)));
    }

    @Test
    void otherBytesAreKept() {
        assertEquals(List.of(Paths.raw("\u0085\u00ff")), patterns(new byte[] {(byte) 0x85, (byte) 0xff, ' ', '\n'}));
    }

    private static List<ByteString> patterns(byte[] file) {
        return PatternFile.patterns(file, ENVIRONMENT);
    }
}
