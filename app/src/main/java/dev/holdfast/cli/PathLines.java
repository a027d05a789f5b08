package dev.holdfast.cli;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.service.Surroundings;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Prints paths, a line each: the bytes as they are for other programs, without what could rule the terminal for people. Ends
 * the command when nobody reads them any more.
 */
final class PathLines {
    private static final int LOOK_LINES = 256;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PrintStream out;
    private final boolean forPeople;
    private long lines;
    private long looked = System.nanoTime();

    PathLines(Surroundings surroundings) {
        this.out = surroundings.out();
        this.forPeople = surroundings.terminal().output().getAsBoolean();
    }

    void print(String before, ByteString path) {
        out.print(before);
        if (forPeople) {
            out.println(Text.safe(path.toString()));
        } else {
            byte[] bytes = path.toBytes();
            out.write(bytes, 0, bytes.length);
            out.println();
        }
        look();
    }

    /** Prints a line that has no path for people in it. */
    void println(Object line) {
        out.println(line);
        look();
    }

    /** From time to time: it flushes. */
    private void look() {
        long now = System.nanoTime();
        if (++lines % LOOK_LINES == 0 || now - looked > LOOK_NANOS) {
            looked = now;
            StandardOutput.check(out);
        }
    }
}
