package dev.holdfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.op.ScratchRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of the real restics, which {@code ./test} names; it keeps no cache. */
public final class ResticProgram {
    private final Path program;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path folder;

    private ResticProgram(Path program) {
        this.program = program;
    }

    /** The newest one, with a repository that opens with {@link ScratchRepository#PASSWORD}. */
    public static ResticProgram newest(Path repository) {
        return newest().on(repository, ScratchRepository.PASSWORD);
    }

    /** The newest one. */
    public static ResticProgram newest() {
        return new ResticProgram(path());
    }

    /** The oldest one that is still in use. */
    public static ResticProgram old(Path repository) {
        String named = System.getenv("HOLDFAST_RESTIC_OLD");
        if (named == null) {
            throw new AssertionError("no old restic: run ./test, which sets HOLDFAST_RESTIC_OLD");
        }
        return new ResticProgram(Path.of(named)).on(repository, ScratchRepository.PASSWORD);
    }

    /** Where the newest one lies. */
    public static Path path() {
        String named = System.getenv("HOLDFAST_RESTIC");
        if (named != null) {
            return Path.of(named);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(directory -> Path.of(directory, "restic"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("restic is missing: run ./test, which installs it, or set"
                        + " HOLDFAST_RESTIC to the program"));
    }

    /** Works on this repository from now on. */
    public ResticProgram on(Path repository, String password) {
        return with("RESTIC_REPOSITORY", repository.toString()).with("RESTIC_PASSWORD", password);
    }

    /** Sets a variable for all later runs. */
    public ResticProgram with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Sets variables for all later runs. */
    public ResticProgram with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Works in this folder from now on. */
    public ResticProgram in(Path workingDirectory) {
        folder = workingDirectory;
        return this;
    }

    /** How a run ended. */
    public record Run(int code, String out, String err) {
        /** All that it printed. */
        public String output() {
            return out + err;
        }

        /** The lines that are JSON objects or arrays. */
        public List<String> json() {
            return output().lines()
                    .filter(line -> line.startsWith("{") || line.startsWith("["))
                    .toList();
        }
    }

    /** Runs it and gives what it printed; fails unless it ends well. */
    public String run(String... arguments) {
        return good(arguments).output();
    }

    /** As {@link #run}, but only the bytes that it printed to its standard output. */
    public byte[] bytes(String... arguments) {
        return good(arguments).out().getBytes(StandardCharsets.UTF_8);
    }

    private Run good(String... arguments) {
        Run run = attempt(arguments);
        assertEquals(0, run.code(), () -> String.join(" ", arguments) + "\n" + run.output());
        return run;
    }

    /** Runs it, however it ends. */
    public Run attempt(String... arguments) {
        try {
            Path out = Files.createTempFile("restic", ".out");
            Path err = Files.createTempFile("restic", ".err");
            try {
                int code = builder(arguments)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start()
                        .waitFor();
                return new Run(
                        code,
                        Files.readString(out, StandardCharsets.UTF_8),
                        Files.readString(err, StandardCharsets.UTF_8));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, with all that it prints going to a file. */
    public Process start(Path output, String... arguments) throws IOException {
        return builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-cache"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile());
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        builder.environment().putAll(environment);
        return builder;
    }
}
