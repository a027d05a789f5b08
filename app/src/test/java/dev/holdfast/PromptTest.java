package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens at a password prompt, on a pseudo-terminal made by {@code script}. */
@Timeout(100)
final class PromptTest {
    private static final String QUESTION = "enter password for repository: ";

    @TempDir
    private Path home;

    private Path repository;
    private Process process;
    private final StringBuilder screen = new StringBuilder();

    @BeforeEach
    void makeRepository() {
        repository = home.resolve("repository");
        ScratchRepository.make(LocalBackend.at(repository), 1);
    }

    /** @param shell a shell's command in which {@code "$@"} is the program */
    private void start(String shell, String... arguments) throws IOException {
        Path script = Files.writeString(
                home.resolve("run"),
                "set -- "
                        + String.join(
                                " ",
                                Child.command(arguments).stream()
                                        .map(word -> "'" + word + "'")
                                        .toList()) + "\n" + shell + "\necho \"code $?\"\n");
        ProcessBuilder builder =
                new ProcessBuilder(List.of("script", "-qec", "sh " + script, "/dev/null")).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RESTIC_"));
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        process = builder.start();
    }

    /** Reads the screen until something stands on it that was not there before. */
    private void await(String text) throws IOException {
        InputStream in = process.getInputStream();
        int seen = screen.length();
        while (screen.indexOf(text, seen) < 0) {
            int c = in.read();
            assertTrue(c >= 0, () -> "not on the screen: " + text + " in: " + screen);
            screen.append((char) c);
        }
    }

    private void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void theRightPasswordAtTheThirdTryOpens() throws Exception {
        start("\"$@\"", "snapshots");
        await(QUESTION);
        type("wrong\n");
        await(QUESTION);
        type("wrong too\n");
        await(QUESTION);
        type(ScratchRepository.PASSWORD + "\n");

        await("code 0");
    }

    @Test
    void threeWrongPasswordsEndWithTheirExitCode() throws Exception {
        start("\"$@\"", "snapshots");
        for (int i = 0; i < 3; i++) {
            await(QUESTION);
            type("wrong" + i + "\n");
        }

        await("code 12");
        assertTrue(screen.indexOf("error: no key of repository") > 0, screen::toString);
        assertFalse(screen.toString().contains("wrong0"), screen::toString);
    }

    @Test
    void thePasswordIsAskedForAndNotShownWhereOutputGoesToAFile() throws Exception {
        Path file = home.resolve("output");
        start("\"$@\" >'" + file + "'", "snapshots");
        await(QUESTION);
        type(ScratchRepository.PASSWORD + "\n");

        await("code 0");
        assertFalse(screen.toString().contains(ScratchRepository.PASSWORD), screen::toString);
        assertTrue(Files.readString(file).contains("0 snapshots"));
    }

    @Test
    void controlCEndsThePromptAtOnceAndTypingShowsAgain() throws Exception {
        start("trap : INT; \"$@\"; echo \"code $?\"; stty -a", "snapshots");
        await(QUESTION);
        long start = System.nanoTime();
        type("\u0003");

        await("code 130");
        assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) < 20);
        await(" echo ");
    }

    @Test
    void nobodyIsAskedForThePasswordOfARepositoryThatIsNotThere() throws Exception {
        start("\"$@\"", "snapshots", "--repo", home.resolve("none").toString());

        await("code 10");
        assertEquals(-1, screen.indexOf(QUESTION));
    }
}
