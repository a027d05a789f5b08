package dev.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The real restic, run in a folder of its own. */
record RealRestic(Path folder, Map<String, String> environment) {
    TestProgram.Run run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "restic", ".out");
        Path err = Files.createTempFile(folder, "restic", ".err");
        List<String> command = new ArrayList<>(List.of(program(), "--no-cache"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        int code = process.waitFor();
        TestProgram.Run run = new TestProgram.Run(
                code,
                new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
                new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
        Files.delete(out);
        Files.delete(err);
        return run;
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
}
