package dev.holdfast.source.command;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.SourceFailure;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.posix.RunningProgram;
import dev.holdfast.engine.tree.Content;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.job.CommandSource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The output of one command, which runs when the content is opened. A command that fails or prints nothing fails the backup. */
final class Dump implements Content {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final CommandSource source;
    private final Setting setting;
    private final Metadata metadata;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Guarded by this. */
    private @Nullable RunningProgram program;

    /** Guarded by this. */
    private boolean stopped;

    private volatile Instant started = Instant.EPOCH;
    private volatile Instant finished = Instant.EPOCH;
    private final AtomicLong bytes = new AtomicLong();

    Dump(CommandSource source, Setting setting, Metadata metadata) {
        this.source = source;
        this.setting = setting;
        this.metadata = metadata;
    }

    CommandSource source() {
        return source;
    }

    Instant started() {
        return started;
    }

    Instant finished() {
        return finished;
    }

    /** Bytes printed so far. */
    long bytes() {
        return bytes.get();
    }

    /** Waits until the output was read; ends the command if the work fails or is stopped meanwhile. */
    void await(Sink sink) {
        boolean done = false;
        try {
            while (!ended.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                sink.ensureWanted();
            }
            done = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        } finally {
            if (!done) {
                stop();
            }
        }
    }

    @Override
    public Reading open() {
        try {
            return new Output(start());
        } catch (RuntimeException e) {
            ended.countDown();
            throw e;
        }
    }

    private synchronized RunningProgram start() {
        if (stopped) {
            throw new Interrupted();
        }
        ProcessBuilder builder = new ProcessBuilder(source.run()).directory(setting.folder());
        builder.environment().clear();
        builder.environment().putAll(setting.environment());
        try {
            started = setting.clock().instant();
            RunningProgram running = RunningProgram.start(builder);
            running.process().getOutputStream().close();
            program = running;
            return running;
        } catch (IOException e) {
            throw new SourceFailure(
                    "the command " + program() + " can't be started: " + SystemError.reasonNotStarted(e), e);
        } catch (IllegalArgumentException e) {
            throw new SourceFailure("the command " + program() + " can't be started: " + e.getMessage(), e);
        }
    }

    private synchronized void stop() {
        stopped = true;
        if (program != null) {
            program.stop();
        }
    }

    private String program() {
        return source.run().getFirst();
    }

    private final class Output implements Reading {
        private final RunningProgram running;
        private final InputStream out;
        private final ErrorLines errors;
        private boolean succeeded;

        Output(RunningProgram running) {
            this.running = running;
            this.out = running.output();
            this.errors = ErrorLines.of(
                    running.process().getErrorStream(), line -> setting.says().accept(source.name() + ": " + line));
        }

        @Override
        public Metadata metadata() {
            return metadata;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count;
            try {
                count = out.read(target, offset, length);
            } catch (IOException e) {
                throw new SourceFailure(
                        "the output of the command " + program() + " can't be read: " + e.getMessage(), e);
            }
            if (count > 0) {
                bytes.addAndGet(count);
            } else if (count < 0 && !succeeded) {
                requireSuccess();
                succeeded = true;
            }
            return count;
        }

        private void requireSuccess() {
            int code;
            try {
                code = running.process().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Interrupted();
            }
            finished = setting.clock().instant();
            if (code != 0) {
                String said = errors.last();
                String what = "the command " + program() + " for " + source.name() + " ended with exit code " + code;
                throw new SourceFailure(said.isEmpty() ? what : what + ": " + said, null);
            }
            if (bytes.get() == 0) {
                throw new SourceFailure(
                        "the command " + program() + " for " + source.name() + " succeeded but printed nothing", null);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                if (!succeeded) {
                    running.stop();
                }
                out.close();
            } finally {
                ended.countDown();
            }
        }
    }
}
