package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of the real restics, working on a scratch repository in a folder. */
public final class ResticProgram {
    private final Path program;
    private final Path repository;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private ResticProgram(Path program, Path repository) {
        this.program = program;
        this.repository = repository;
    }

    /** The newest one. */
    public static ResticProgram newest(Path repository) {
        return new ResticProgram(named("HOLDFAST_RESTIC"), repository);
    }

    /** The oldest one that is still in use. */
    public static ResticProgram old(Path repository) {
        return new ResticProgram(named("HOLDFAST_RESTIC_OLD"), repository);
    }

    private static Path named(String variable) {
        String path = System.getenv(variable);
        return path != null
                ? Path.of(path)
                : fail("this test compares with restic: run ./test, which sets " + variable);
    }

    /** Sets a variable for all later runs. */
    public ResticProgram with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** How a run ended. */
    public record Run(int code, String output) {}

    /** Runs it and gives what it printed; fails unless it ends well. */
    public String run(String... arguments) {
        Run run = attempt(arguments);
        assertEquals(0, run.code(), () -> String.join(" ", arguments) + "\n" + run.output());
        return run.output();
    }

    /** Runs it and gives what it printed, errors included. */
    public Run attempt(String... arguments) {
        try {
            Path output = Files.createTempFile("restic", ".out");
            try {
                int code = start(output, arguments).waitFor();
                return new Run(code, Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, with what it prints going to a file. */
    public Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-cache", "-r", repository.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }
}
