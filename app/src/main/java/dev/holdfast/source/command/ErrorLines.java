package dev.holdfast.source.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** Passes on the lines that a program writes to its standard error, and remembers the last. */
final class ErrorLines {
    private static final int LONGEST_LINE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InputStream stream;
    private final Consumer<String> each;
    private final Thread reader;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private volatile String last = "";

    private ErrorLines(InputStream stream, Consumer<String> each) {
        this.stream = stream;
        this.each = each;
        this.reader = Thread.ofVirtual().name("command-errors").unstarted(this::read);
    }

    static ErrorLines of(InputStream stream, Consumer<String> each) {
        ErrorLines lines = new ErrorLines(stream, each);
        lines.reader.start();
        return lines;
    }

    /** The last line with something in it; waits a moment for its end, but not for what the program left running. */
    String last() {
        try {
            reader.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return last;
    }

    private void read() {
        byte[] some = new byte[4096];
        try (stream) {
            for (int count = stream.read(some); count >= 0; count = stream.read(some)) {
                for (int i = 0; i < count; i++) {
                    add(some[i]);
                }
            }
        } catch (IOException e) {
            // The program was ended; what it said before is all there is.
            tell();
            return;
        }
        tell();
    }

    private void add(byte next) {
        if (next == '\n') {
            tell();
        } else if (length < line.length) {
            line[length++] = next;
        }
    }

    private void tell() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", " ")
                .strip();
        length = 0;
        if (!text.isEmpty()) {
            last = text;
            each.accept(text);
        }
    }
}
