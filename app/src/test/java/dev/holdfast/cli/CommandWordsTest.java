package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.service.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
    private final CommandTable commands = new CommandTable(
            TestProgram.surroundings(Map.of(), Path.of("/"), "", System.out, System.err, Terminal.NONE));

    @Test
    void globalFlagsMayStandBeforeTheCommand() {
        assertOrder(List.of("-r", "x", "--json", "ls", "latest"), List.of("ls", "-r", "x", "--json", "latest"));
    }

    @Test
    void theCommandsOwnFlagsMayStandBeforeItToo() {
        assertOrder(List.of("--tag", "a", "backup", "docs"), List.of("backup", "--tag", "a", "docs"));
        assertOrder(
                List.of("-r", "x", "--host", "h", "--tag", "a", "key", "add"),
                List.of("key add", "-r", "x", "--host", "h", "--tag", "a"));
    }

    @Test
    void wordThatIsNoCommandIsNotPassedOver() {
        assertOrder(List.of("snapshto", "ls"), List.of("snapshto", "ls"));
        assertOrder(List.of("-q", "snapshto"), List.of("snapshto"));
    }

    @Test
    void countedVerboseIsWrittenOut() {
        assertOrder(List.of("backup", "--verbose=2", "docs"), List.of("backup", "-v", "-v", "docs"));
    }

    private void assertOrder(List<String> words, List<String> expected) {
        assertEquals(expected, CommandWords.commandFirst(words, commands));
    }
}
