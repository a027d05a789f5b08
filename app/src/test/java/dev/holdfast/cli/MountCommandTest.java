package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.RepositoryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told where nothing can be mounted. */
final class MountCommandTest {
    @TempDir
    private Path folder;

    private TestProgram program = TestProgram.in(Path.of("/"), Map.of());

    @BeforeEach
    void makeRepository() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        program = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
    }

    private static void assertTold(String error, String fix, TestProgram.Run run) {
        assertEquals("error: " + error + "\nfix:   " + fix + "\n", run.err());
        assertEquals(1, run.code());
    }

    @Test
    void aFolderMustBeNamed() {
        assertTold("mount needs one folder", "name an empty one, such as `holdfast mount /mnt`", program.run("mount"));
    }

    @Test
    void aMissingFolderIsTold() {
        Path missing = folder.resolve("missing");

        assertTold(
                missing + " does not exist", "make it with `mkdir " + missing + "`", program.run("mount", "missing"));
    }

    @Test
    void aFileIsNoMountPoint() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertTold(
                file + " can't be mounted on: open directory " + file + ": not a directory (ENOTDIR)",
                "name an empty folder, or make one with mkdir",
                program.run("mount", "file"));
    }

    @Test
    void whatLiesInAFolderIsNotHidden() throws IOException {
        Files.createFile(Files.createDirectory(folder.resolve("full")).resolve("file"));

        assertTold(
                folder.resolve("full") + " is not empty",
                "name an empty folder, or make one with mkdir",
                program.run("mount", "full"));
    }

    @Test
    void noMountPointLiesInTheRepository() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("repository/inside"));

        assertTold(
                inside + " lies in the repository " + folder.resolve("repository"),
                "name a folder elsewhere",
                program.run("mount", "repository/inside"));
    }

    @Test
    void aTimeTemplateThatIsNoNameIsRefused() {
        assertTold(
                "--time-template must not be empty, and not begin or end with a slash",
                "leave it out, or write one such as 2006-01-02_15-04-05",
                program.run("mount", "--time-template", "/2006", "somewhere"));
    }
}
