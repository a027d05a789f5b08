package dev.holdfast.engine.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.posix.ProgramSearch.Obstacle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramSearchTest {
    @TempDir
    Path folder;

    private Path program(String name, String permissions) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\nexit 0\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(permissions));
    }

    private boolean starts(String name) throws InterruptedException {
        try {
            return new ProcessBuilder(name).directory(folder.toFile()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void findsWhatCanBeStartedAndSaysWhatKeepsOthers() throws Exception {
        Path good = program("a/good", "rwxr-xr-x");
        Path plain = program("a/plain", "rw-r--r--");
        ProgramSearch search = new ProgramSearch(folder, Optional.ofNullable(System.getenv("PATH")));

        for (String name : new String[] {good.toString(), "a/good", "./a/good", "sh"}) {
            assertEquals(Optional.empty(), search.obstacle(name), name);
            assertEquals(true, starts(name.equals("sh") ? "true" : name), name);
        }
        for (String name : new String[] {plain.toString(), "a", folder.toString(), "./a/plain"}) {
            Obstacle expected = name.equals("a") ? Obstacle.MISSING : Obstacle.NOT_EXECUTABLE;
            assertEquals(Optional.of(expected), search.obstacle(name), name);
            assertEquals(false, starts(name), name);
        }
        assertEquals(Optional.of(Obstacle.MISSING), search.obstacle("a/nothing"));
        assertEquals(Optional.of(Obstacle.MISSING), search.obstacle("a\0b"));
    }

    @Test
    void aLaterFolderOfThePathCountsWhereTheFirstHasNoExecutableFile() throws Exception {
        program("first/tool", "rw-r--r--");
        ProgramSearch one = new ProgramSearch(folder, Optional.of("first:nowhere"));
        ProgramSearch two = new ProgramSearch(folder, Optional.of("first:nowhere:second"));
        program("second/tool", "rwxr-xr-x");

        assertEquals(Optional.of(Obstacle.NOT_EXECUTABLE), one.obstacle("tool"));
        assertEquals(Optional.empty(), two.obstacle("tool"));
    }
}
