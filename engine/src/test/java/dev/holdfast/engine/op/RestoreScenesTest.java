package dev.holdfast.engine.op;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.EngineException.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreScenesTest {
    @TempDir
    Path folder;

    @AfterEach
    void clear() throws IOException {
        FileTrees.clear(folder);
    }

    @Test
    void fullDiskIsToldAndRunningAgainCompletes() throws Exception {
        assertScene("full", "-rm");
    }

    @Test
    void everyPieceOfAFileThatDoesNotFitMeetsTheFullDisk() throws Exception {
        assertScene("no-room-for-one", "-rm");
    }

    @Test
    void readOnlyDiskIsTold() throws Exception {
        assertScene("read-only", "-rm");
    }

    @Test
    void targetOfAnotherUserIsTold() throws Exception {
        permit(Files.createDirectory(folder.resolve("open")), "rwxrwxrwx");
        permit(Files.createDirectory(folder.resolve("locked")), "r-xr-xr-x");
        assertScene("denied", "-U");
    }

    @Test
    void userWhoIsNotRootGetsReadOnlyFoldersBack() throws Exception {
        permit(Files.createDirectory(folder.resolve("open")), "rwxrwxrwx");
        assertScene("unprivileged", "-U", "--map-user=1000", "--map-group=1000");
    }

    @Test
    void targetThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            for (Path target : List.of(file, file.resolve("below"))) {
                Restore.Request request = Restoring.request(fixture.tree(), target);

                assertThrows(DestinationFailure.class, () -> Restoring.run(fixture, request));
            }
        }
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void interruptedThreadEndsTheRestore() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("file"), "content");
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            Restore.Request request =
                    Restoring.request(fixture, fixture.backup(source), source, folder.resolve("target"));
            Thread.currentThread().interrupt();

            assertThrows(Interrupted.class, () -> Restoring.run(fixture, request));

            assertTrue(Thread.interrupted());
        }
    }

    private void assertScene(String scene, String... nameSpaces) throws Exception {
        permit(folder, "rwxrwxrwx");
        assertScene(RestoreScenes.class, scene, folder, nameSpaces);
    }

    /** Has a program play a scene in name spaces of its own. */
    static void assertScene(Class<?> program, String scene, Path folder, String... nameSpaces) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(List.of(nameSpaces));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                scene,
                folder.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
