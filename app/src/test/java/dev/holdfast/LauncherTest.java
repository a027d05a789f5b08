package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside a program that is built and up to date; in Java's place a script notes what it was started with. */
final class LauncherTest {
    @TempDir
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Files.copy(Path.of("..", "holdfast").toAbsolutePath().normalize(), home.resolve("holdfast"));
        Path java = Files.createDirectories(home.resolve("jdk").resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                in=$(readlink /proc/$$/fd/0); out=$(readlink /proc/$$/fd/1); err=$(readlink /proc/$$/fd/2)
                printf '%s\\n' "$in" "$out" "$err" >"$NOTED"
                printf '%s' "${LC_ALL:-},${LC_CTYPE:-}" >"$NOTED.locale"
                """);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("jdk").resolve("release"), "JAVA_RUNTIME_VERSION=\"25\"\n");
        Path state = Files.createDirectories(
                home.resolve(".holdfast").resolve("program-1").resolve("lib"));
        Files.createFile(state.resolve("holdfast.jar"));
        Files.writeString(
                home.resolve(".holdfast").resolve("program"),
                home.resolve("jdk") + "\nJAVA_RUNTIME_VERSION=\"25\"\nprogram-1\n");
    }

    private List<String> streamsAfter(String redirections) throws IOException, InterruptedException {
        Path noted = home.resolve("noted");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", "exec " + redirections + "; exec sh ./holdfast snapshots")
                .inheritIO()
                .directory(home.toFile());
        builder.environment().put("NOTED", noted.toString());
        assertEquals(0, builder.start().waitFor());
        return Files.readAllLines(noted);
    }

    @Test
    void closedStreamsAreNotGivenToTheNextFilesThatAreOpened() throws Exception {
        assertEquals(Collections.nCopies(3, "/dev/null"), streamsAfter("<&- >&- 2>&-"));
        assertEquals("/dev/null", streamsAfter("2>&-").get(2));
        assertEquals("/dev/null", streamsAfter(">&-").get(1));
    }

    private String localeWith(String assignments) throws IOException, InterruptedException {
        streamsAfter("<&0; unset LC_ALL LC_CTYPE LANG; export PATH " + assignments);
        return Files.readString(home.resolve("noted.locale"));
    }

    @Test
    void withoutALocaleNamesAreUtf8AllTheSame() throws Exception {
        assertEquals(",C.UTF-8", localeWith(""));
        assertEquals(",C.UTF-8", localeWith("LANG=POSIX"));
        assertEquals("C.UTF-8,", localeWith("LC_ALL=C LANG=de_DE.UTF-8"));
    }

    @Test
    void namesAreUtf8ThoughTheLocaleThatIsNamedWasNotGenerated() throws Exception {
        assertEquals("C.UTF-8,", localeWith("LANG=xx_XX.UTF-8"));
        assertEquals("C.UTF-8,", localeWith("LC_ALL=xx_XX.utf8"));
        assertEquals(",", localeWith("LANG=C.UTF-8"));
    }

    @Test
    void openStreamsStayAsTheyAre() throws Exception {
        Path file = Files.createFile(home.resolve("file"));

        assertEquals(Collections.nCopies(3, file.toString()), streamsAfter("<file >file 2>file"));
    }
}
