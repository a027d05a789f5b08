package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup into a repository whose index is lost or damaged tells what happened, and what to do. */
final class BackupDamageTest {
    @TempDir
    private Path folder = Path.of("/");

    private Path repository = Path.of("/");
    private Path source = Path.of("/");
    private TestProgram program = TestProgram.in(Path.of("/"), Map.of());

    @BeforeEach
    void backUp() throws IOException {
        repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        source = Files.createDirectories(folder.resolve("source/sub")).getParent();
        Files.writeString(source.resolve("a.txt"), "hello");
        Files.writeString(source.resolve("sub/b.txt"), "world");
        program = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
        assertEquals(0, program.run("backup", source.toString()).code());
    }

    private List<Path> indexes() throws IOException {
        try (Stream<Path> files = Files.list(repository.resolve("index"))) {
            return files.toList();
        }
    }

    @Test
    void withALostIndexTheSnapshotIsCompleteAndTheCheckIsNamed() throws IOException {
        for (Path index : indexes()) {
            Files.delete(index);
        }

        TestProgram.Run run = program.run("backup", source.toString());
        TestProgram.Run next = program.run("backup", source.toString());

        assertEquals(3, run.code());
        assertTrue(run.err().startsWith("warning: parent snapshot: tree blob "), run.err());
        assertTrue(
                run.err()
                        .endsWith("warning: the backup is complete, but the parent snapshot could not be read whole:"
                                + " run `holdfast check` to see what the repository lacks\n"),
                run.err());
        assertFalse(run.err().contains("incomplete"), run.err());
        assertEquals(0, next.code(), next.err());
        Path target = folder.resolve("restored");
        ResticProgram.newest(repository)
                .with("RESTIC_PASSWORD", RepositoryFixture.PASSWORD)
                .run("restore", "latest:" + source, "--target", target.toString());
        assertEquals("hello", Files.readString(target.resolve("a.txt")));
        assertEquals("world", Files.readString(target.resolve("sub/b.txt")));
    }

    @Test
    void whatIsMissingBesideALostIndexStillMakesItIncomplete() throws IOException {
        for (Path index : indexes()) {
            Files.delete(index);
        }

        TestProgram.Run run = program.run("backup", source.toString(), "/no/such/folder", "--parent", "latest");

        assertEquals(3, run.code());
        assertTrue(
                run.err().endsWith("warning: the backup is incomplete: 1 item could not be read or kept\n"), run.err());
    }

    @Test
    void aDamagedIndexIsRefusedWithTheWayToMendIt() throws IOException {
        Path index = indexes().getFirst();
        byte[] bytes = Files.readAllBytes(index);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(index);
        Files.write(index, bytes);

        TestProgram.Run run = program.run("backup", source.toString());
        TestProgram.Run repair = program.run("repair", "index");
        TestProgram.Run after = program.run("backup", source.toString());

        assertEquals(1, run.code());
        assertTrue(run.err().contains("error: index/" + index.getFileName() + " is damaged"), run.err());
        assertTrue(run.err().contains("build the index anew: `holdfast repair index`"), run.err());
        assertEquals(0, repair.code(), repair.err());
        assertEquals(0, after.code(), after.err());
    }
}
