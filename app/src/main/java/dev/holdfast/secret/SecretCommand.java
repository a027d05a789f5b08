package dev.holdfast.secret;

import dev.holdfast.engine.backend.SystemError;
import dev.holdfast.engine.posix.RunningProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the program that prints a secret. */
record SecretCommand(SecretRef.Command ref, Environment environment, Duration timeout) {
    /** Closing the output wakes a platform thread that waits for it, but no virtual one. */
    private static final Executor READERS = Thread.ofPlatform().daemon().name("secret-command")::start;

    byte[] output() {
        RunningProgram running = start();
        Process process = running.process();
        CompletableFuture<byte[]> output = read(running.output());
        CompletableFuture<byte[]> errors = read(process.getErrorStream());
        try {
            long deadline = System.nanoTime() + timeout.toNanos();
            // The output's end is waited for too: a program may leave a child behind that holds it open.
            byte[] bytes = output.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (bytes.length > SecretResolver.LIMIT) {
                throw new SecretException.TooLarge(ref, SecretResolver.LIMIT);
            }
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new SecretException.CommandTimedOut(program(), timeout);
            }
            if (process.exitValue() != 0) {
                byte[] said = errors.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                throw failed(process.exitValue(), lastLine(said));
            }
            return bytes;
        } catch (TimeoutException e) {
            throw new SecretException.CommandTimedOut(program(), timeout);
        } catch (ExecutionException e) {
            throw new SecretException.CommandFailed("the output of " + program() + " can't be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecretException.CommandFailed("interrupted while waiting for " + program(), e);
        } finally {
            running.stop();
        }
    }

    private RunningProgram start() {
        ProcessBuilder builder = new ProcessBuilder(ref.run());
        builder.environment().clear();
        builder.environment().putAll(environment.variables());
        try {
            RunningProgram running = RunningProgram.start(builder);
            running.process().getOutputStream().close();
            return running;
        } catch (IOException e) {
            throw new SecretException.CommandFailed(
                    program() + " can't be started: " + SystemError.reasonNotStarted(e), e);
        } catch (IllegalArgumentException e) {
            throw new SecretException.CommandFailed(program() + " can't be started: " + e.getMessage(), e);
        }
    }

    private CompletableFuture<byte[]> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        byte[] bytes = stream.readNBytes(SecretResolver.LIMIT + 1);
                        // Read on, or the program would hang or be killed by a full pipe instead of ending by itself.
                        stream.transferTo(OutputStream.nullOutputStream());
                        return bytes;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                READERS);
    }

    private SecretException failed(int exitCode, String said) {
        String what = program() + " ended with exit code " + exitCode;
        return new SecretException.CommandFailed(said.isEmpty() ? what : what + ": " + said, null);
    }

    private String program() {
        return ref.run().getFirst();
    }

    private static String lastLine(byte[] said) {
        List<String> lines = new String(said, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String last = lines.isEmpty() ? "" : lines.getLast().replaceAll("\\p{Cntrl}", "?");
        return last.length() > 300 ? last.substring(0, 300) + "…" : last;
    }
}
