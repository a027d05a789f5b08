package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void versionSucceeds() {
        assertEquals(0, Main.run(List.of("version")));
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertEquals(System.getProperty("holdfast.version"), Main.VERSION);
    }

    @Test
    void unknownCommandFails() {
        assertEquals(1, Main.run(List.of("no-such-command")));
    }
}
