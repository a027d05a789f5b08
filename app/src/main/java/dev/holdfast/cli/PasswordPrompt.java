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
    private final String otherWays;

    /** @param otherWays to give the password where nobody can be asked, as in {@code --password-file or RESTIC_PASSWORD} */
    PasswordPrompt(Surroundings surroundings, String otherWays) {
        this.surroundings = surroundings;
        this.otherWays = otherWays;
    }

    /** Whether someone is there to be asked. The question goes to standard error, so standard output may be a file. */
    boolean hasPerson() {
        return surroundings.terminal().input().getAsBoolean() || console().isPresent();
    }

    /** Where the system's own calls are not known, Java may know the terminal; some Java runtimes have no console at all. */
    private static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    Secret ask(String question) {
        if (surroundings.terminal().input().getAsBoolean()) {
            return typed(typedLine(question));
        }
        Optional<Console> console = console();
        if (console.isPresent()) {
            char[] line = console.get().readPassword("%s", question);
            byte[] bytes = line == null ? new byte[0] : new String(line).getBytes(StandardCharsets.UTF_8);
            if (line != null) {
                Arrays.fill(line, ' ');
            }
            return typed(bytes);
        }
        byte[] line = firstLine(surroundings.in());
        if (line.length == 0) {
            throw new InvalidRequest("no password was given", "use " + otherWays);
        }
        return Secret.copyOf(line);
    }

    private static Secret typed(byte[] line) {
        if (line.length == 0) {
            throw new InvalidRequest("an empty password is not a password", "type the repository's password");
        }
        return Secret.copyOf(line);
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
            throw new InvalidRequest("standard input can't be read: " + e.getMessage(), "use " + otherWays);
        }
        return line.toByteArray();
    }
}
