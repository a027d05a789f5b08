package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** The command line of rewrite beside the real restic's. */
final class RewriteCommandTest {
    @TempDir
    Path folder;

    private TestProgram holdfast;
    private ResticProgram restic;

    @BeforeEach
    void make() throws IOException {
        Path repository = folder.resolve("repository");
        RepositoryFixture.at(repository).close();
        Map<String, String> environment =
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
        holdfast = TestProgram.in(folder, environment);
        restic = ResticProgram.newest().in(folder).with(environment);
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("keep"), "keep");
        Files.writeString(source.resolve("drop"), "drop");
        restic.run("backup", "source", "--host", "one", "--quiet");
    }

    @Test
    void exitCodesAreThoseOfRestic() throws IOException {
        Files.writeString(folder.resolve("patterns"), "dr*\n");
        List<List<String>> lines = List.of(
                List.of(),
                List.of("--exclude", "a", "--include", "b"),
                List.of("--exclude", "["),
                List.of("--new-time", "never"),
                List.of("--exclude", "x", "nope"),
                List.of("--exclude", "x", "--host", "nobody"),
                List.of("--new-host", ""),
                List.of("--dry-run", "--exclude-file", "patterns"),
                List.of("--dry-run", "--iexclude-file", "patterns", "--forget"),
                List.of("--dry-run", "--include-file", "missing"));
        for (List<String> line : lines) {
            String[] words = Stream.concat(Stream.of("rewrite"), line.stream()).toArray(String[]::new);

            TestProgram.Run ours = holdfast.run(words);

            assertEquals(restic.attempt(words).code(), ours.code(), () -> line + "\n" + ours.out() + ours.err());
        }
        assertEquals(1, count());
    }

    @Test
    void forgetReplacesTheSnapshotAndTellsIt() {
        TestProgram.Run run = holdfast.run("rewrite", "-vv", "--exclude", "drop", "--forget", "--new-host", "two");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("excluding \""), run.out());
        assertTrue(run.out().contains("saved new snapshot "), run.out());
        assertTrue(run.out().contains("removed old snapshot "), run.out());
        assertTrue(run.out().contains("modified 1 snapshot"), run.out());
        assertEquals(1, count());
        String listed = restic.run("ls", "latest", "--host", "two");
        assertTrue(listed.contains("/keep") && !listed.contains("/drop"), listed);
        restic.run("check", "--read-data");
    }

    @Test
    void newTimeIsTakenInTheZoneOfTheMachine() {
        assertEquals(
                0, holdfast.run("rewrite", "--new-time", "2020-07-01 10:00:00").code());

        String snapshots = restic.run("snapshots", "--json", "--tag", "rewrite");
        assertTrue(snapshots.contains("\"time\":\"2020-07-01T10:00:00Z\""), snapshots);
        assertEquals(2, count());
    }

    private long count() {
        return restic.run("list", "snapshots", "--quiet").lines().count();
    }
}
