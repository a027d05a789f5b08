package dev.holdfast.cli;

import dev.holdfast.engine.model.EngineException.Interrupted;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.posix.HiddenTyping;
import dev.holdfast.secret.Secret;
import dev.holdfast.service.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** Asks a person for a password without showing what is typed; where nobody is there, takes the first line of standard input. */
final class PasswordPrompt {
    private static final int MOST_BYTES = 64 << 10;

    /** A read from a terminal can't be interrupted, so it has a thread that nobody has to wait for. */
    private static final Executor READER = Thread.ofPlatform().daemon().name("password")::start;

    private final Surroundings surroundings;
    private final OptionNames names;

    /** @param names of the flags and variables that give the password where nobody can be asked */
    PasswordPrompt(Surroundings surroundings, OptionNames names) {
        this.surroundings = surroundings;
        this.names = names;
    }

    /** Whether someone is there to be asked. The question goes to standard error, so standard output may be a file. */
    boolean hasPerson() {
        return surroundings.terminal().input().getAsBoolean() || console().isPresent();
    }

    /** Where the system's own calls are not known, Java may know the terminal; some Java runtimes have no console at all. */
    private static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    /** Asks for the password of what exists. */
    Secret ask(String question) {
        return secret(
                line(question),
                hasPerson()
                        ? new InvalidRequest("an empty password is not a password", "type the repository's password")
                        : new InvalidRequest("no password was given", "use " + names.passwords()));
    }

    /** Asks for the password that something is to get. */
    Secret askNew(String question) {
        return secret(line(question), emptyNotAllowed("an empty password is not allowed"));
    }

    /** What is told of an empty password for something new. */
    InvalidRequest emptyNotAllowed(String what) {
        return new InvalidRequest(
                what,
                (hasPerson() ? "type one, or use " : "use ") + names.passwords() + "; to do without a password, pass "
                        + names.flag("insecure-no-password"));
    }

    private static Secret secret(byte[] line, InvalidRequest empty) {
        if (line.length == 0) {
            throw empty;
        }
        return Secret.copyOf(line);
    }

    private byte[] line(String question) {
        if (surroundings.terminal().input().getAsBoolean()) {
            return typedLine(question);
        }
        Optional<Console> console = console();
        if (console.isPresent()) {
            char[] line = console.get().readPassword("%s", question);
            byte[] bytes = line == null ? new byte[0] : new String(line).getBytes(StandardCharsets.UTF_8);
            if (line != null) {
                Arrays.fill(line, ' ');
            }
            return bytes;
        }
        return firstLine(surroundings.in());
    }

    private byte[] typedLine(String question) {
        Optional<HiddenTyping> hidden = surroundings.terminal().hidden().get();
        try {
            surroundings.out().flush();
            surroundings.err().print(question);
            surroundings.err().flush();
            return CompletableFuture.supplyAsync(() -> firstLine(surroundings.in()), READER)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            surroundings.err().println();
            throw new Interrupted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InvalidRequest cause ? cause : new IllegalStateException(e);
        } finally {
            hidden.ifPresent(HiddenTyping::close);
        }
    }

    private byte[] firstLine(InputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0 && b != '\n' && line.size() < MOST_BYTES; b = in.read()) {
                if (b != '\r') {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            throw new InvalidRequest("standard input can't be read: " + e.getMessage(), "use " + names.passwords());
        }
        return line.toByteArray();
    }
}
