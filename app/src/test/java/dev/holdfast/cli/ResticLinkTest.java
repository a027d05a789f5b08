package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script written for restic, with the program in restic's place. */
class ResticLinkTest {
    /** Stands where the launcher stands: it calls the same program by the name of the link. */
    private static final String LAUNCHER = """
            #!/bin/sh
            exec "JAVA" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
                -Dholdfast.called="${0##*/}" -cp "CLASSES" dev.holdfast.Main "$@"
            """;

    private static final String SCRIPT = """
            set -eu
            export RESTIC_REPOSITORY="$PWD/repository" RESTIC_PASSWORD_FILE="$PWD/password"
            echo "a secret" > password
            mkdir -p data/sub && echo one > data/one && echo two > data/sub/two
            restic snapshots -q > /dev/null 2>&1 || restic init -q
            restic -q backup --tag nightly --exclude '*.tmp' --exclude-caches data
            echo three > data/three
            restic backup --json --host desk data | grep -q '"message_type":"summary"'
            test "$(restic snapshots --json --tag nightly | grep -o short_id | wc -l)" = 1
            restic --verbose=2 ls latest --host desk | grep -q /data/three
            restic find --host desk three | grep -q /data/three
            restic dump latest /data/sub/two --host desk | grep -qx two
            restic restore latest:/data --target restored --host desk -q
            diff -r data restored
            restic tag --add kept -q latest
            restic check --read-data -q
            restic unlock
            ! restic ls no-such-snapshot 2> told
            restic --limit-upload 1 --limit-upload 2 --limit-download 3 -o s3.connections=3 --cacert x snapshots -q -q > /dev/null 2>&1
            grep -q '`restic snapshots`' told
            code=0; restic -r nowhere snapshots 2> /dev/null || code=$?
            test $code = 10
            echo done
            """;

    @TempDir
    Path folder = Path.of("/");

    @Test
    void scriptRunsUnchanged() throws IOException, InterruptedException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path launcher = Files.writeString(
                programs.resolve("holdfast"),
                LAUNCHER.replace("JAVA", java.toString()).replace("CLASSES", System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(programs.resolve("restic"), Path.of("holdfast"));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", SCRIPT)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));

        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals("done", output.lines().reduce("", (before, line) -> line), output);
        assertEquals(0, process.waitFor(), output);
    }
}
