package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.DestinationFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * A print stream for data: what can't be written is an error at once, where a print stream would go on in silence. Closing it
 * only flushes.
 */
final class StandardOutput extends OutputStream {
    /** As it is named in errors. */
    static final String NAME = "standard output";

    private static final String LOST = "it can't be written: its reader has ended, or there is no room";

    private final PrintStream out;

    StandardOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        check();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        check();
    }

    @Override
    public void flush() throws IOException {
        check();
    }

    /** Throws if what was printed so far could not be written; flushes too. */
    static void check(PrintStream out) {
        if (out.checkError()) {
            throw new DestinationFailure(NAME, LOST, null);
        }
    }

    /** Flushes too. */
    private void check() throws IOException {
        if (out.checkError()) {
            throw new IOException(LOST);
        }
    }

    @Override
    public void close() throws IOException {
        check();
    }
}
