package dev.holdfast.engine.posix;

import dev.holdfast.engine.model.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A program that was started, and what it prints.
 *
 * <p>The output ends when every process that holds it has ended. Java's own pipe may end with the program itself: what a child
 * that it left running prints afterwards would be lost without a word. Where this package does not work, it is Java's.
 *
 * @param output may be closed by any thread; a platform thread that waits in a read fails then
 */
public record RunningProgram(Process process, InputStream output) {
    /**
     * Starts a program; where its standard output goes is set here.
     *
     * @throws IOException if it can't be started
     */
    public static RunningProgram start(ProcessBuilder builder) throws IOException {
        if (!LibC.SUPPORTED) {
            Process process = builder.redirectOutput(Redirect.PIPE).start();
            return new RunningProgram(process, process.getInputStream());
        }
        try (Pipe pipe = Pipe.open()) {
            FileChannel output = FileChannel.open(pipe.readEnd(), StandardOpenOption.READ);
            boolean started = false;
            try {
                builder.redirectOutput(Redirect.to(pipe.writeEnd().toFile()));
                RunningProgram running = new RunningProgram(builder.start(), Channels.newInputStream(output));
                started = true;
                return running;
            } finally {
                if (!started) {
                    output.close();
                }
            }
        }
    }

    /**
     * Ends the program and its children at once. A child that has left its parent can't be found any more, so the output is closed
     * too: nobody waits for its end.
     */
    public void stop() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            output.close();
        } catch (IOException e) {
            // It was for reading only; whoever reads is told that it is closed.
        }
    }

    /** The system's own pipe, of which this process holds both ends until closed; each can be opened anew by its path. */
    private record Pipe(int read, int write) implements AutoCloseable {
        static Pipe open() throws PosixException {
            try (Scratch scratch = Scratch.take()) {
                int result = scratch.call(LibC.PIPE2, scratch.at(Scratch.STRUCTURE), OpenFlag.CLOSE_ON_EXEC);
                if (result < 0) {
                    throw new PosixException("make a pipe for", ByteString.of("a program's output"), -result);
                }
                return new Pipe(
                        scratch.memory().getInt(Scratch.STRUCTURE),
                        scratch.memory().getInt(Scratch.STRUCTURE + 4));
            }
        }

        Path readEnd() {
            return Path.of("/proc/self/fd/" + read);
        }

        Path writeEnd() {
            return Path.of("/proc/self/fd/" + write);
        }

        @Override
        public void close() {
            try (Scratch scratch = Scratch.take()) {
                scratch.closeDescriptor(read);
                scratch.closeDescriptor(write);
            }
        }
    }
}
