package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program where it may make no calls of Linux: a process that is told another name of its system. */
final class OtherSystemTest {
    @TempDir
    private Path home;

    private record Outcome(int code, String told) {}

    private Outcome run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Child.command(words));
        // Not the name by which this program knows Linux, but one by which zstd finds its library.
        command.add(command.indexOf("-cp"), "-Dos.name=linux");
        Path told = home.resolve("told");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        builder.environment().put("HOME", home.toString());
        builder.environment()
                .put("TMPDIR", Files.createDirectories(home.resolve("tmp")).toString());
        return new Outcome(builder.start().waitFor(), Files.readString(told, StandardCharsets.UTF_8));
    }

    /** SQLite does not find its library, so it is shown too that no backup depends on the history. */
    @Test
    void aFirstBackupIsProvedAndRunsAgain() throws Exception {
        Path documents = Files.createDirectories(home.resolve("my documents/closed"));
        Files.writeString(documents.resolve("letter"), "Dear reader");
        Files.createLink(documents.resolve("letter, its other name"), documents.resolve("letter"));
        Files.createSymbolicLink(documents.resolve("link"), Path.of("nowhere"));

        Outcome first = run("quickstart", documents.getParent().toString());
        Outcome next = run("run");

        assertEquals(0, first.code(), first.told());
        assertTrue(first.told().contains("note: not kept on this system: "), first.told());
        assertTrue(first.told().contains("Proved: snapshot "), first.told());
        assertEquals(0, next.code(), next.told());
        assertTrue(next.told().contains("history.db can't be used: "), next.told());
        assertTrue(next.told().contains("note: not kept on this system: "), next.told());
        assertTrue(next.told().contains("2 files (0 new, 0 changed)"), next.told());
        try (Stream<Path> left = Files.list(home.resolve("tmp"))) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.getFileName().toString().startsWith("holdfast"))
                            .toList());
        }
    }
}
