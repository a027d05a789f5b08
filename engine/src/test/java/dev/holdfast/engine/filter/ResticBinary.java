package dev.holdfast.engine.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The real restic with a repository to throw away, asked what it would back up. */
final class ResticBinary {
    private final Path program;
    private final Path repository;

    private ResticBinary(Path program, Path repository) {
        this.program = program;
        this.repository = repository;
    }

    /** Finds restic and makes a repository in {@code folder}. */
    static ResticBinary withRepository(Path folder) {
        ResticBinary restic = new ResticBinary(find(System.getenv()), folder);
        restic.run(folder.getParent(), List.of("init", "--quiet"));
        return restic;
    }

    private static Path find(Map<String, String> environment) {
        String named = environment.get("HOLDFAST_RESTIC");
        if (named != null) {
            return Path.of(named);
        }
        return Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, "restic"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(
                        () -> fail("this test compares with restic, which is not here: run ./test, which installs it"));
    }

    private static String withoutItems(List<String> lines) {
        return String.join(
                "\n",
                lines.stream().filter(line -> !line.contains("verbose_status")).toList());
    }

    /** The lines that restic prints, warnings among them. */
    List<String> run(Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-cache"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("RESTIC_PASSWORD", "test");
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            List<String> lines = process.inputReader().readAllLines();
            assertEquals(0, process.waitFor(), () -> command + "\n" + withoutItems(lines));
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
