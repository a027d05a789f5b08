package dev.holdfast.cli;

import dev.holdfast.service.Surroundings;
import dev.holdfast.service.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line that tells again and again how far the work is, and makes way for everything else that is printed.
 *
 * <p>On a terminal it is redrawn in place and leaves no trace; elsewhere it is printed line by line, and only if
 * RESTIC_PROGRESS_FPS asks for it, programs read along, or someone asks by a signal. Safe for use by many threads.
 */
final class ProgressLine implements AutoCloseable {
    private static final double USUAL_RATE = 10;
    private static final double HIGHEST_RATE = 60;
    private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

    private final PrintStream stream;
    private final boolean redrawn;
    private final Terminal terminal;
    private final IntFunction<String> text;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final @Nullable Thread painter;
    private boolean visible;

    private ProgressLine(
            PrintStream stream, boolean redrawn, Terminal terminal, IntFunction<String> text, Duration interval) {
        this.stream = stream;
        this.redrawn = redrawn;
        this.terminal = terminal;
        this.text = text;
        this.painter = interval.isZero()
                ? null
                : Thread.ofPlatform().daemon().name("progress").unstarted(() -> paint(interval));
    }

    /** Shows on standard output what {@code text} gives for a number of columns; never with {@code --quiet} or {@code --json}. */
    static ProgressLine forPeople(RepositoryOptions options, Surroundings surroundings, IntFunction<String> text) {
        Terminal terminal = surroundings.terminal();
        return start(surroundings.out(), terminal.output(), options, surroundings, text);
    }

    /** As {@link #forPeople}, on standard error: for commands whose output is data. */
    static ProgressLine besideData(RepositoryOptions options, Surroundings surroundings, IntFunction<String> text) {
        Terminal terminal = surroundings.terminal();
        return start(surroundings.err(), terminal.errors(), options, surroundings, text);
    }

    private static ProgressLine start(
            PrintStream stream,
            BooleanSupplier isTerminal,
            RepositoryOptions options,
            Surroundings surroundings,
            IntFunction<String> text) {
        boolean onTerminal = isTerminal.getAsBoolean()
                && !surroundings.environment().get("TERM").orElse("").equals("dumb");
        boolean shown = !options.quiet && !options.json && (onTerminal || isRateSet(surroundings));
        return new ProgressLine(
                        stream,
                        onTerminal,
                        surroundings.terminal(),
                        text,
                        shown ? interval(surroundings) : Duration.ZERO)
                .started(!options.quiet && !options.json);
    }

    /** Prints lines of JSON for programs, on a terminal or not; none with {@code --quiet}. */
    static ProgressLine forPrograms(RepositoryOptions options, Surroundings surroundings, Supplier<String> json) {
        Duration interval = options.quiet ? Duration.ZERO : interval(surroundings);
        return new ProgressLine(surroundings.out(), false, surroundings.terminal(), _ -> json.get(), interval)
                .started(!options.quiet);
    }

    /** Shows nothing, and passes on what is printed. */
    static ProgressLine hidden(Surroundings surroundings) {
        return new ProgressLine(surroundings.out(), false, surroundings.terminal(), _ -> "", Duration.ZERO);
    }

    private static boolean isRateSet(Surroundings surroundings) {
        return surroundings.environment().get("RESTIC_PROGRESS_FPS").isPresent();
    }

    /** The time between two lines: RESTIC_PROGRESS_FPS tells how many there are in a second. */
    private static Duration interval(Surroundings surroundings) {
        double rate;
        try {
            rate = surroundings
                    .environment()
                    .get("RESTIC_PROGRESS_FPS")
                    .map(Double::parseDouble)
                    .orElse(USUAL_RATE);
        } catch (NumberFormatException e) {
            rate = USUAL_RATE;
        }
        if (!(rate > 0)) {
            rate = USUAL_RATE;
        }
        return Duration.ofMillis((long) (1000 / Math.min(rate, HIGHEST_RATE)));
    }

    private ProgressLine started(boolean answers) {
        if (answers) {
            terminal.asked().accept(this::draw);
        }
        if (painter != null) {
            painter.start();
        }
        return this;
    }

    /** Whether it is shown to anyone. */
    boolean isShown() {
        return painter != null;
    }

    private void paint(Duration interval) {
        try {
            while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                draw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void draw() {
        if (closing.getCount() == 0) {
            return;
        }
        if (redrawn) {
            int columns = terminal.columns().getAsInt() - 1;
            stream.print(TO_LINE_START_AND_CLEAR + Columns.cut(text.apply(columns), columns));
            visible = true;
        } else {
            stream.println(text.apply(Integer.MAX_VALUE));
        }
        stream.flush();
    }

    /** Prints a line above. */
    synchronized void println(PrintStream to, Object line) {
        clear();
        if (to != stream) {
            stream.flush();
        }
        to.println(line);
        if (isShown()) {
            to.flush();
        }
    }

    private void clear() {
        if (visible) {
            stream.print(TO_LINE_START_AND_CLEAR);
            stream.flush();
            visible = false;
        }
    }

    /** Takes the line away; again does nothing. */
    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            clear();
        }
    }
}
