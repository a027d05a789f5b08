package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people and programs are told of packs that are marked. */
class PruneTwoPhaseTest {
    @TempDir
    private Path folder;

    private Path repository = Path.of("/");
    private TestProgram holdfast = TestProgram.in(Path.of("/"), Map.of());

    @BeforeEach
    void makeRepository() throws IOException {
        repository = Files.createDirectories(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        holdfast = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
        Path source = Files.createDirectories(folder.resolve("source"));
        for (int i = 0; i < 3; i++) {
            Files.write(source.resolve("file"), ("content " + i).getBytes(StandardCharsets.UTF_8));
            assertEquals(0, holdfast.run("backup", source.toString()).code());
        }
        assertEquals(0, holdfast.run("forget", "--keep-last", "1").code());
    }

    @Test
    void itMarksBesideOthersAndTellsHowLongPacksStay() throws IOException {
        long files = packs();
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository);
                Repository other = fixture.repository();
                RepositoryLock _ = RepositoryLock.acquire(other, false)) {
            assertEquals(11, holdfast.run("prune").code());
            TestProgram.Run plan = holdfast.run("prune", "--two-phase", "--dry-run", "-v");
            assertTrue(plan.out().contains("to mark:               4 packs"), plan.out());
            assertTrue(plan.out().contains("unused packs that would be marked:\n"), plan.out());

            TestProgram.Run marking = holdfast.run("prune", "--two-phase", "--grace", "1h30m");

            assertEquals(0, marking.code(), marking.err());
            assertTrue(marking.out().contains("to mark:               4 packs"), marking.out());
            assertTrue(marking.out().contains("the last that is marked may go after 2"), marking.out());
            assertEquals(files, packs());
        }

        String json = holdfast.run("prune", "--two-phase", "--json").out();
        assertTrue(json.startsWith("{\"message_type\":\"summary\",\"dry_run\":false,\"marked_packs\":0,"), json);
        assertTrue(json.contains("\"swept_packs\":0,") && json.contains("\"waiting_packs\":4,"), json);
        assertTrue(json.contains("\"kept_until\":\"2"), json);
        assertEquals(1, json.lines().count());
        TestProgram.Run check = holdfast.run("check", "--read-data");
        assertEquals(0, check.code(), check.err());
        assertTrue(check.err().contains("hint: packs: 4 with "), check.err());
        ResticProgram.newest().on(repository, RepositoryFixture.PASSWORD).run("check", "--read-data", "--quiet");

        assertEquals(0, holdfast.run("prune").code());
        assertTrue(packs() < files);
        assertEquals("", holdfast.run("check", "--read-data").err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--grace 2h",
                "--two-phase --grace 59m",
                "--two-phase --grace tomorrow",
                "--two-phase --unsafe-recover-no-free-space foo"
            })
    void mistakesAreRefused(String flags) {
        TestProgram.Run run = holdfast.run(("prune " + flags).split(" "));

        assertEquals(1, run.code());
        assertTrue(run.err().contains("fix:"), run.err());
    }

    private long packs() throws IOException {
        try (var files = Files.walk(repository.resolve("data"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
