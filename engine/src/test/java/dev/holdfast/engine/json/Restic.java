package dev.holdfast.engine.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real restic with a repository of its own, for data that it alone has made. */
final class Restic {
    private final Path program;
    private final Path folder;
    private final Map<String, String> environment;

    /** @param folder where repository and output may lie */
    Restic(Path folder, Map<String, String> environment) {
        this.program = find();
        this.folder = folder;
        this.environment = environment;
    }

    private static Path find() {
        @Nullable String told = System.getProperty("holdfast.restic", System.getenv("HOLDFAST_RESTIC"));
        if (told != null) {
            return Path.of(told);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(directory -> Path.of(directory, "restic"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("restic is missing: run ./test, which installs it, or set"
                        + " HOLDFAST_RESTIC to the program"));
    }

    /** Runs restic and gives what it printed. */
    byte[] run(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(program.toString(), "--no-cache", "--quiet"));
            command.addAll(List.of(arguments));
            Path output = Files.createTempFile(folder, "output", "");
            Path errors = Files.createTempFile(folder, "errors", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment()
                    .put("RESTIC_REPOSITORY", folder.resolve("repository").toString());
            builder.environment().put("RESTIC_PASSWORD", "golden");
            builder.environment().putAll(environment);
            Process process = builder.start();
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError(command + " ended with " + code + ": " + Files.readString(errors));
            }
            return Files.readAllBytes(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The names that {@code restic list} prints for a type of file. */
    List<String> list(String type) {
        return new String(run("list", type), StandardCharsets.US_ASCII).lines().toList();
    }
}
