package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told about a command line that can't be done: one message, one way out, the right exit code. */
class BadInputTest {
    @TempDir
    Path folder = Path.of("/");

    private TestProgram program = TestProgram.in(Path.of("/"), Map.of());

    @BeforeEach
    void makeRepository() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        program = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
    }

    private void assertTold(int code, String error, String fix, TestProgram.Run run) {
        assertEquals("error: " + error + "\nfix:   " + fix + "\n", run.err());
        assertEquals(code, run.code());
    }

    @Test
    void nearestFlagIsNamed() {
        assertTold(
                1, "unknown flag --exlude", "did you mean `--exclude`?", program.run("backup", "--exlude=*.o", "/etc"));
    }

    @Test
    void nearestCommandIsNamed() {
        assertTold(1, "unknown command \"snapshot\"", "did you mean `snapshots`?", program.run("snapshot"));
    }

    @Test
    void missingValueIsTold() {
        assertTold(1, "--host needs a value: NAME", "see `holdfast backup --help`", program.run("backup", "--host"));
    }

    @Test
    void halfACommandIsTold() {
        assertTold(
                1,
                "\"key\" is not a whole command",
                "use one of: key add, key list, key passwd, key remove",
                program.run("key"));
    }

    @Test
    void badSizeIsTold() {
        assertTold(
                1,
                "not a size: \"10X\"",
                "write a whole number with k, M, G or T behind it, such as 500M",
                program.run("backup", "--exclude-larger-than", "10X", "/etc"));
    }

    @Test
    void badPackSizeIsTold() {
        assertTold(
                1,
                "pack size 1 is not a number from 4 to 128",
                "give MiB, such as --pack-size 16",
                program.run("backup", "--pack-size", "1", "/etc"));
    }

    @Test
    void unknownSnapshotIsTold() {
        assertTold(
                1,
                "snapshot ffff: no snapshot has an id that begins so",
                "see what there is with `holdfast snapshots`",
                program.run("ls", "ffff"));
    }

    @Test
    void wrongPasswordHasItsExitCode() {
        assertEquals(
                12,
                program.runWith("wrong\n", "snapshots", "--password-command", "echo wrong")
                        .code());
    }

    @Test
    void missingRepositoryHasItsExitCode() {
        assertEquals(
                10,
                program.run("snapshots", "--repo", folder.resolve("nothing").toString())
                        .code());
    }

    @Test
    void quietAndVerboseExcludeEachOther() {
        assertTold(1, "--quiet and --verbose exclude each other", "give one of them", program.run("check", "-q", "-v"));
    }

    @Test
    void programsAreToldInJson() {
        TestProgram.Run run = program.run("ls", "ffff", "--json");

        assertEquals(
                "{\"message_type\":\"exit_error\",\"code\":1,\"message\":\"Fatal: snapshot ffff: no snapshot has an id that"
                        + " begins so\"}\n",
                run.err());
        assertEquals("", run.out());
    }

    @Test
    void adviceNamesTheProgramAsItWasCalled() {
        TestProgram.Run run = program.called("restic").run("ls", "ffff");

        assertTrue(run.err().contains("`restic snapshots`"), run.err());
    }

    @Test
    void helpNamesTheProgramAsItWasCalled() {
        TestProgram.Run run = program.called("restic").run("key", "add", "--help");

        assertTrue(run.out().startsWith("Usage: restic key add "), run.out());
        assertEquals(0, run.code());
    }

    @Test
    void keyInUseIsNotRemoved() {
        String key = program.run("list", "keys").out().strip();

        TestProgram.Run run = program.run("key", "remove", key);

        assertEquals(1, run.code());
        assertEquals(key, program.run("list", "keys").out().strip());
    }
}
