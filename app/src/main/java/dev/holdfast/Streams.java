package dev.holdfast;

import dev.holdfast.engine.backend.SystemError;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** This process's standard output, buffered, and its standard error, line by line and never ahead of the output. */
final class Streams {
    private static final int BUFFER_BYTES = 1 << 14;

    private final PrintStream out = stream(new Output(), false);
    private final PrintStream err = stream(new Errors(), true);
    private volatile boolean readerLeft;

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Whether whoever read the output has gone before its end, which a print stream does not tell. */
    boolean hasReaderLeft() {
        return readerLeft;
    }

    private static PrintStream stream(OutputStream to, boolean eachLine) {
        return new PrintStream(new BufferedOutputStream(to, BUFFER_BYTES), eachLine, StandardCharsets.UTF_8);
    }

    private final class Output extends OutputStream {
        private final FileOutputStream file = new FileOutputStream(FileDescriptor.out);

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                file.write(bytes, offset, length);
            } catch (IOException e) {
                readerLeft |= SystemError.isReaderGone(e);
                throw e;
            }
        }
    }

    private final class Errors extends OutputStream {
        private final FileOutputStream file = new FileOutputStream(FileDescriptor.err);

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.flush();
            file.write(bytes, offset, length);
        }
    }
}
