package dev.holdfast.engine.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathsTest {
    private static final PlainPaths WINDOWS = new PlainPaths(true, "D:\\data\\here");

    @ParameterizedTest
    @CsvSource({
        "C:\\x, /C/x, C:\\x",
        "C:/x/y, /C/x/y, C:\\x\\y",
        "C:\\, /C, C:\\",
        "C:\\..\\x, /C/x, C:\\x",
        "\\x, /D/x, D:\\x",
        "x\\y, /D/data/here/x/y, D:\\data\\here\\x\\y",
        "..\\y, /D/data/y, D:\\data\\y",
        "., /D/data/here, D:\\data\\here"
    })
    void drivesBecomeFolders(String written, String slashed, String system) {
        ByteString absolute = WINDOWS.absolute(ByteString.of(written));

        assertEquals(slashed, absolute.toString());
        assertEquals(system, WINDOWS.system(absolute));
        assertEquals(absolute, WINDOWS.absolute(ByteString.of(system)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\\server\\share\\x", "C:x", "C:"})
    void pathsWithoutDriveAreRefused(String written) {
        assertThrows(InvalidRequest.class, () -> WINDOWS.slashed(ByteString.of(written)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "/a", "x\0y"})
    void nameThatLeadsElsewhereIsRefused(String name) {
        assertThrows(IOException.class, () -> PlainPaths.child(Path.of("/folder"), ByteString.of(name), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\b",
                "..\\x",
                "C:",
                "C:x",
                "x:stream",
                "nul",
                "NUL.txt",
                "com1",
                "lpt9.x",
                "x.",
                "x ",
                "...",
                "a\nb"
            })
    void nameThatWindowsTakesForSomethingElseIsRefused(String name) {
        assertThrows(IOException.class, () -> PlainPaths.child(Path.of("/folder"), ByteString.of(name), true));
    }

    @Test
    void ordinaryNamesAreTaken() throws IOException {
        for (String name : new String[] {"x", "..x", ".hidden", "console", "a b.c", "~$doc"}) {
            assertEquals(Path.of("/folder", name), PlainPaths.child(Path.of("/folder"), ByteString.of(name), true));
        }
    }

    @Test
    void lossesAreListedForEachKindOfSystem() {
        assertFalse(NotKept.plain(true).contains(NotKept.OWNERS));
        assertEquals(NotKept.values().length, NotKept.plain(false).size());
    }
}
