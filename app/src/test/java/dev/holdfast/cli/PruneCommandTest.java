package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command and the real restic over one repository: the same figures, the same exit codes, and each prunes what the other wrote. */
class PruneCommandTest {
    @TempDir
    static Path folder;

    private static Path repository = Path.of("/");
    private static TestProgram holdfast = TestProgram.in(Path.of("/"), Map.of());
    private static ResticProgram restic = ResticProgram.newest();

    @BeforeAll
    static void makeRepository() throws IOException {
        repository = Files.createDirectories(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        Map<String, String> environment =
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
        holdfast = TestProgram.in(folder, environment);
        restic = ResticProgram.newest().in(folder).with(environment);
        Path source = Files.createDirectories(folder.resolve("source"));
        Random random = new Random(1);
        for (int size : new int[] {2_500_000, 600_000, 300_000}) {
            for (int i = 0; i < 6; i++) {
                byte[] content = new byte[size];
                random.nextBytes(content);
                Files.write(source.resolve("steady-" + size + "-" + i), content);
                Files.write(
                        source.resolve("text"),
                        "a text of which much can be spared\n".repeat(100 + i).getBytes(StandardCharsets.UTF_8));
                byte[] other = new byte[size / 4];
                random.nextBytes(other);
                Files.write(source.resolve("changing"), other);
                restic.run("backup", "source", "--quiet", "--compression", i % 2 == 0 ? "auto" : "off");
            }
        }
        restic.run("forget", "--keep-last", "3", "--quiet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--max-unused 0",
                "--max-unused 99%",
                "--max-unused unlimited",
                "--max-unused 1M",
                "--max-repack-size 0",
                "--max-repack-size 3M --max-unused 0",
                "--repack-cacheable-only",
                "--repack-uncompressed",
                "--repack-small",
                "--repack-smaller-than 4M",
                "--repack-smaller-than 100k"
            })
    void thePlanHasResticsFigures(String flags) {
        String[] words = ("prune --dry-run -v " + flags).strip().split(" ");

        ResticProgram.Run theirs = restic.attempt(words);
        TestProgram.Run ours = holdfast.run(words);

        assertEquals(0, ours.code(), ours.err());
        assertEquals(figures(theirs.out()), figures(ours.out()));
        assertTrue(ours.out().contains("partly used packs:          15"), ours.out());
    }

    private static List<String> figures(String out) {
        return out.lines()
                .filter(line -> line.matches("(used|unused|total|to |this|remaining|totally|partly|not yet|dupl).*")
                        && !line.endsWith(":"))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--max-unused x",
                "--max-unused 100%",
                "--max-unused -1",
                "--max-repack-size 3x",
                "--repack-smaller-than 40M",
                "--unsafe-recover-no-free-space foo",
                "--no-such-flag"
            })
    void mistakesEndLikeRestics(String flags) {
        String[] words = ("prune " + flags).split(" ");

        assertEquals(restic.attempt(words).code(), holdfast.run(words).code());
    }

    @Test
    void aLockKeepsOutWithTheRightCode() {
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository);
                RepositoryLock _ = RepositoryLock.acquire(fixture.repository(), false)) {
            assertEquals(11, holdfast.run("prune").code());
            assertEquals(11, restic.attempt("prune").code());
        }
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository);
                RepositoryLock _ = RepositoryLock.acquire(fixture.repository(), true)) {
            assertEquals(11, holdfast.run("backup", "source").code());
            assertEquals(11, restic.attempt("backup", "source").code());
        }
    }

    @Test
    void itEndsWithWhatResticFindsSoundAndHasNothingToPruneOf() throws IOException {
        Path copy = folder.resolve("copy");
        try (var files = Files.walk(repository)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(repository.relativize(file)));
            }
        }

        TestProgram.Run run =
                holdfast.run("prune", "-r", copy.toString(), "--max-unused", "0", "--repack-uncompressed");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().endsWith("done\n"), run.out());
        restic.run("-r", copy.toString(), "check", "--read-data", "--quiet");
        String again = restic.run("-r", copy.toString(), "prune", "--dry-run", "--max-unused", "0");
        assertTrue(again.contains("total prune:           0 blobs / 0 B"), again);
        restic.run(
                "-r",
                copy.toString(),
                "restore",
                "latest",
                "--target",
                folder.resolve("restored").toString());
        for (String name : List.of("text", "changing", "steady-300000-5", "steady-2500000-0")) {
            Path file = folder.resolve("source").resolve(name);
            Path restored = folder.resolve("restored/source").resolve(name);
            assertEquals(-1, Files.mismatch(file, restored), name);
        }
    }
}
