package dev.holdfast.engine.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts {@link HostileMounts} in name spaces of its own; needs {@code unshare} and the right to make user name spaces.
 */
class LocalBackendMountsTest {
    @TempDir
    Path folder;

    /** So that the folder can be deleted. */
    @AfterEach
    void allowEverything() throws IOException {
        for (String each : new String[] {"index", "snapshots"}) {
            if (Files.exists(folder.resolve(each))) {
                permit(each, "rwx------");
            }
        }
    }

    @Test
    void fullDiskLosesNothingAndLeavesNoTemporaryFile() throws Exception {
        assertScene("full", "-rm");
    }

    @Test
    void diskWithoutRoomForNamesIsFull() throws Exception {
        assertScene("full-of-names", "-rm");
    }

    @Test
    void readOnlyDiskCanBeReadAndSaysSo() throws Exception {
        assertScene("read-only", "-rm");
    }

    @Test
    void missingPermissionIsToldAndPermanent() throws Exception {
        Backend backend = LocalBackend.at(folder);
        backend.create();
        byte[] content = Samples.bytes(1, 1000);
        backend.save(Samples.file(FileType.INDEX, content), content);
        backend.save(FileRef.CONFIG, content);
        permit("config", "---------");
        permit("index", "r-x------");
        permit("snapshots", "---------");

        // In a user name space without a mapping even root has no more rights than the modes give it.
        assertScene("denied", "-U");
    }

    private void assertScene(String scene, String nameSpaces) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        "unshare",
                        nameSpaces,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileMounts.class.getName(),
                        scene,
                        folder.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private void permit(String path, String permissions) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(path), PosixFilePermissions.fromString(permissions));
    }
}
