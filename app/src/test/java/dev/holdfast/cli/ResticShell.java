package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shell in which {@code restic} is the real restic. */
final class ResticShell {
    private final Path folder;
    private final Path programs;

    /** @param folder to work in */
    ResticShell(Path folder, Path programs) throws IOException {
        this.folder = folder;
        this.programs = Files.createDirectories(programs);
        Files.createSymbolicLink(
                programs.resolve("restic"), ResticProgram.path().toRealPath());
    }

    /** Runs a command line, which must succeed; gives what it printed. */
    String run(String line) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        builder.environment().put("RESTIC_CACHE_DIR", programs.resolve("cache").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> line + "\n" + output);
        return output;
    }
}
