package dev.holdfast.cli;

import dev.holdfast.engine.op.BackupProgress;
import dev.holdfast.service.QuickstartListener.Amount;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.IntFunction;

/** The progress line of a command with several steps: it shows the one that is under way. */
final class StepLine {
    private static final int PATH_COLUMNS = 60;

    private final Surroundings surroundings;
    private final RepositoryOptions shown = new RepositoryOptions();
    private ProgressLine line;

    StepLine(Surroundings surroundings, boolean quiet) {
        this.surroundings = surroundings;
        this.shown.quiet = quiet;
        this.line = ProgressLine.hidden(surroundings);
    }

    /** Shows a backup. */
    synchronized void begin(BackupProgress progress) {
        show(speed -> {
            speed.add(System.nanoTime(), progress.bytes());
            String problems = progress.problems() == 0 ? "" : ", " + Text.count(progress.problems(), "error");
            return "backing up: " + Text.count(progress.files(), "file") + ", " + Text.shortBytes(progress.bytes())
                    + ", "
                    + Text.rate(speed.perSecond()) + problems + "  "
                    + Columns.end(Text.safe(progress.current()), PATH_COLUMNS);
        });
    }

    /** Shows another step. */
    synchronized void begin(String what, Amount amount) {
        show(speed -> {
            long total = amount.total().getAsLong();
            long done = amount.done().getAsLong();
            speed.add(System.nanoTime(), done);
            return what
                    + (total == 0
                            ? ""
                            : ": " + Text.shortBytes(done) + "/" + Text.shortBytes(total) + ", "
                                    + Text.rate(speed.perSecond()));
        });
    }

    private interface Painter {
        String paint(Speed speed);
    }

    private void show(Painter painter) {
        line.close();
        long start = System.nanoTime();
        Speed speed = new Speed(start);
        IntFunction<String> text =
                _ -> "[" + Text.duration(Duration.ofNanos(System.nanoTime() - start)) + "] " + painter.paint(speed);
        line = ProgressLine.forPeople(shown, surroundings, text);
    }

    /** Prints a line above. */
    synchronized void println(PrintStream to, String text) {
        line.println(to, text);
    }

    /** Takes the line away. */
    synchronized void end() {
        line.close();
    }
}
