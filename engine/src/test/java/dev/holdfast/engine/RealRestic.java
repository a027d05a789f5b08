package dev.holdfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The real restic, on a repository that opens with {@link RepositoryFixture#PASSWORD}. */
public final class RealRestic {
    private final Path program;
    private final Path repository;

    public RealRestic(Path repository) {
        this.program = find();
        this.repository = repository;
    }

    private static Path find() {
        String named = System.getenv("HOLDFAST_RESTIC");
        if (named != null) {
            return Path.of(named);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, "restic"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("restic is missing: run ./test, which installs it, or set"
                        + " HOLDFAST_RESTIC to the program"));
    }

    /** Runs restic, which must succeed; gives what it printed. */
    public String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-cache", "--repo"));
        command.add(repository.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("RESTIC_PASSWORD", RepositoryFixture.PASSWORD);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + "\n" + output);
        return output;
    }
}
