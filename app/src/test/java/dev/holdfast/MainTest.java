package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void versionSucceeds() {
        assertEquals(0, Main.run("version"));
    }

    @Test
    void unknownCommandFails() {
        assertEquals(1, Main.run("no-such-command"));
    }
}
