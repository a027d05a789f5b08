package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One snapshot file of three is damaged: it is told, and the others can be had. */
class DamagedSnapshotTest {
    private static final String FIX =
            "fix:   put that file back from another copy of the repository, or delete it with `holdfast forget ID`: the other snapshots are sound\n";

    @TempDir
    Path folder = Path.of("/");

    private TestProgram program = TestProgram.in(Path.of("/"), Map.of());
    private Path repository = Path.of("/");
    private String sound = "";
    private String damaged = "";
    private String damage = "";

    @BeforeEach
    void makeRepository() throws IOException {
        repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        program = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
        Files.writeString(folder.resolve("file"), "content");
        backup("2026-01-01 10:00:00");
        backup("2026-01-02 10:00:00");
        sound = newestOf(List.of());
        backup("2026-01-03 10:00:00");
        damaged = newestOf(List.of(sound));
        damage = "snapshots/" + damaged + " is damaged: its content does not have the hash that is its name";
        Path file = repository.resolve("snapshots").resolve(damaged);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
    }

    private void backup(String time) {
        assertEquals(
                0,
                program.run("backup", "--time", time, folder.resolve("file").toString())
                        .code());
    }

    private String newestOf(List<String> notThis) {
        String[] fields = program.run("snapshots", "--json", "latest").out().split("\"", -1);
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].equals("id") && !notThis.contains(fields[i + 2])) {
                return fields[i + 2];
            }
        }
        throw new AssertionError("no new snapshot");
    }

    private String warning() {
        return "warning: " + damage + "\n" + FIX;
    }

    @Test
    void listingsTellItShowTheOthersAndDoNotEndWithSuccess() {
        for (List<String> command : List.of(List.of("snapshots"), List.of("find", "file"), List.of("stats"))) {
            TestProgram.Run run = program.run(command.toArray(String[]::new));

            assertEquals(warning(), run.err());
            assertEquals(1, run.code());
        }
        assertTrue(program.run("snapshots").out().contains("\n2 snapshots\n"));
        assertTrue(program.run("find", "file").out().contains(sound.substring(0, 8)));
        assertTrue(program.run("stats").out().contains("Snapshots processed:  2\n"));
    }

    @Test
    void tagsOfTheOthersAreChangedAndItIsTold() {
        TestProgram.Run run = program.run("tag", "--add", "x");

        assertEquals(warning(), run.err());
        assertEquals("modified 2 snapshots\n", run.out());
        assertEquals(1, run.code());
    }

    @Test
    void theLatestIsNotAnOlderOne() {
        String told =
                "error: which snapshot is the latest can't be told: " + damage + "\nfix:   name a snapshot by its id,"
                        + " such as " + sound.substring(0, 8)
                        + ", the newest that can be read; or put the damaged file back from"
                        + " another copy of the repository, or delete it\n";
        for (String command : List.of(
                "ls latest",
                "restore latest --target restored",
                "dump latest /",
                "diff latest " + sound,
                "check latest",
                "snapshots latest",
                "cat snapshot latest")) {
            TestProgram.Run run = program.run(command.split(" "));

            assertEquals(told, run.err(), command);
            assertEquals(1, run.code());
        }
        assertFalse(Files.exists(folder.resolve("restored")));
    }

    @Test
    void theOthersCanBeHadById() throws IOException {
        TestProgram.Run run = program.run("restore", "-q", sound + ":" + folder, "--target", "restored");

        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertEquals("content", Files.readString(folder.resolve("restored/file")));
    }

    @Test
    void itselfIsAnErrorWhenNamed() {
        TestProgram.Run run = program.run("ls", damaged.substring(0, 10));

        assertEquals("error: " + damage + "\n" + FIX, run.err());
        assertEquals(1, run.code());
    }

    @Test
    void aBackupGoesOnWithAnOlderParent() {
        TestProgram.Run run = program.run("backup", folder.resolve("file").toString());

        assertEquals(warning(), run.err());
        assertTrue(run.out().contains("using parent snapshot " + sound.substring(0, 8)), run.out());
        assertEquals(0, run.code());
    }

    @Test
    void checkTellsItWithAFix() {
        TestProgram.Run run = program.run("check");

        assertTrue(run.err().contains("error: " + damage.replace(" is damaged", "") + "\n"), run.err());
        assertTrue(
                run.err()
                        .contains("fix:   put snapshots/" + damaged
                                + " back from another copy of the repository, or delete it with `holdfast forget "
                                + damaged + "`: only that snapshot is lost\n"),
                run.err());
        assertEquals(1, run.code());
    }
}
