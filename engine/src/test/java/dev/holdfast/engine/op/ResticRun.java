package dev.holdfast.engine.op;

import dev.holdfast.engine.RepositoryFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the real restic said of a repository that opens with {@link RepositoryFixture#PASSWORD}. */
record ResticRun(int code, String output) {
    static ResticRun of(Path repository, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(), "--no-cache", "--repo", repository.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("RESTIC_PASSWORD", RepositoryFixture.PASSWORD);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ResticRun(process.waitFor(), output);
    }

    private static String program() {
        String named = System.getenv("HOLDFAST_RESTIC");
        return named != null
                ? named
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .map(folder -> Path.of(folder, "restic"))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .map(Path::toString)
                        .orElseThrow(() -> new AssertionError("restic is missing: run ./test, which installs it, or set"
                                + " HOLDFAST_RESTIC to the program"));
    }

    /** The lines that are JSON objects or arrays. */
    List<String> json() {
        return output.lines()
                .filter(line -> line.startsWith("{") || line.startsWith("["))
                .toList();
    }
}
