package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlockCommandTest {
    @TempDir
    Path folder = Path.of("/");

    @Test
    void checkTellsOfTemporaryFilesOfKilledRunsAndUnlockRemovesThem() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        TestProgram program = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
        Path shard = Files.createDirectories(repository.resolve("data/ab"));
        Path old = plant(shard.resolve("ab".repeat(32) + "-tmp-0123456789abcdef"), Duration.ofHours(25));
        Path young = plant(shard.resolve("ab".repeat(32) + "-tmp-0123456789abcde0"), Duration.ofHours(23));
        Path foreign = plant(shard.resolve("ab".repeat(32) + "-tmp-123456789"), Duration.ofDays(100));

        TestProgram.Run before = program.run("check");
        TestProgram.Run unlock = program.run("unlock");
        TestProgram.Run after = program.run("check");

        assertEquals(0, before.code(), before.err());
        assertTrue(before.err().contains("hint: temporary files: 1 are left from killed runs"), before.err());
        assertEquals("removed 1 temporary file of killed runs, 2.000 KiB" + System.lineSeparator(), unlock.out());
        assertEquals("", after.err());
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young));
        assertTrue(Files.exists(foreign));
    }

    private static Path plant(Path file, Duration age) throws IOException {
        Files.write(file, new byte[2048]);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}
