package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is full at whatever step of a command: one error with a fix, nothing lost, nothing left behind, and with room the
 * same command succeeds. Starts {@link FullDisk} in a name space of its own; needs {@code unshare}.
 */
final class FullDiskTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup",
                "copy",
                "prune",
                "forget",
                "rewrite",
                "tag",
                "restore",
                "migrate",
                "key-add",
                "recover",
                "repair-index",
                "repair-packs",
                "repair-packs-copy",
                "repair-snapshots"
            })
    void harmsNothingAndIsToldAtEveryStep(String scene) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        "unshare",
                        "-rm",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDisk.class.getName(),
                        scene,
                        folder.toString()))
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        System.out.print(output);
    }
}
