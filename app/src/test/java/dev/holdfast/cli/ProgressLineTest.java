package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.service.Surroundings;
import dev.holdfast.service.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final Terminal NARROW = new Terminal(() -> true, () -> true, () -> 11);
    private static final String CLEARED = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch drawnTwice = new CountDownLatch(3);

    private Surroundings surroundings(Map<String, String> environment, Terminal terminal) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return TestProgram.surroundings(environment, Path.of("/"), "", out, out, terminal);
    }

    private String text(int columns) {
        assertTrue(columns > 0);
        drawnTwice.countDown();
        return "0123456789abcdef";
    }

    private void awaitDrawing() throws InterruptedException {
        assertTrue(drawnTwice.await(30, TimeUnit.SECONDS));
    }

    @Test
    void lineIsRedrawnInPlaceCutAndTakenAway() throws InterruptedException {
        Surroundings surroundings = surroundings(Map.of("RESTIC_PROGRESS_FPS", "60"), NARROW);

        try (ProgressLine line = ProgressLine.forPeople(new RepositoryOptions(), surroundings, this::text)) {
            awaitDrawing();
            line.println(surroundings.out(), "a warning");
        }

        String out = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(out.startsWith(CLEARED + "012345678…" + CLEARED + "012345678…"), out);
        assertTrue(out.contains(CLEARED + "a warning" + System.lineSeparator()), out);
        assertFalse(out.endsWith("…"), out);
    }

    @Test
    void nothingIsShownWherePiped() {
        Surroundings surroundings = surroundings(Map.of(), Terminal.NONE);

        try (ProgressLine line = ProgressLine.forPeople(new RepositoryOptions(), surroundings, this::text)) {
            assertFalse(line.isShown());
        }

        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void quietShowsNothing() {
        RepositoryOptions options = new RepositoryOptions();
        options.quiet = true;
        Surroundings surroundings = surroundings(Map.of(), NARROW);

        try (ProgressLine people = ProgressLine.forPeople(options, surroundings, this::text);
                ProgressLine programs = ProgressLine.forPrograms(options, surroundings, () -> "{}")) {
            assertFalse(people.isShown());
            assertFalse(programs.isShown());
        }
    }

    @Test
    void variableAsksForLinesWherePiped() throws InterruptedException {
        Surroundings surroundings = surroundings(Map.of("RESTIC_PROGRESS_FPS", "60"), Terminal.NONE);

        try (ProgressLine _ = ProgressLine.forPeople(new RepositoryOptions(), surroundings, this::text)) {
            awaitDrawing();
        }

        String first =
                bytes.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
        assertEquals("0123456789abcdef", first);
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertEquals("漢字…", Columns.cut("漢字漢字", 6));
        assertEquals("…字", Columns.end("漢字漢字", 4));
        assertEquals("short", Columns.end("short", 6));
        assertEquals("half done  …/long/path", Columns.beside("half done", "/a/very/long/path", 22));
        assertEquals("half done", Columns.beside("half done", "/a/very/long/path", 16));
    }
}
