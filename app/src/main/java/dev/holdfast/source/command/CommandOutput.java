package dev.holdfast.source.command;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.EngineException.SourceFailure;
import dev.holdfast.engine.posix.RunningProgram;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The standard output of a running program. Its end is reached only if the program succeeded: a program that ends with an
 * error makes the last read throw.
 */
public final class CommandOutput extends InputStream {
    private final String name;
    private final Process process;
    private final InputStream out;
    private boolean succeeded;

    private CommandOutput(String name, RunningProgram running) {
        this.name = name;
        this.process = running.process();
        this.out = running.output();
    }

    /**
     * Starts a program, without a shell. What it writes to its standard error goes to ours.
     *
     * @throws SourceFailure if it can't be started
     */
    public static CommandOutput start(List<String> command) {
        try {
            RunningProgram running = RunningProgram.start(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT));
            return new CommandOutput(command.getFirst(), running);
        } catch (IOException e) {
            throw new SourceFailure(
                    "the command " + command.getFirst() + " can't be started: " + SystemError.reasonNotStarted(e), e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = out.read(target, offset, length);
        if (count < 0 && !succeeded) {
            awaitSuccess();
            succeeded = true;
        }
        return count;
    }

    private void awaitSuccess() throws IOException {
        int code;
        try {
            code = process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the command " + name + " was ending", e);
        }
        if (code != 0) {
            throw new SourceFailure("the command " + name + " ended with exit code " + code, null);
        }
    }

    /** Ends the program if it still runs. */
    @Override
    public void close() throws IOException {
        out.close();
        process.destroy();
    }
}
