package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The program running in a process of its own. */
final class Child {
    private static final long PATIENCE_SECONDS = 100;

    private final Process process;
    private final Path repository;
    private final Path errors;

    private Child(Process process, Path repository, Path errors) {
        this.process = process;
        this.repository = repository;
        this.errors = errors;
    }

    /** The words of a command line that runs the program with {@code arguments}. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        // Whoever runs the tests in the background may have them ignore Ctrl-C, and then all that they start does.
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.add("dev.holdfast.Main");
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts the program on a repository; {@code before} are words that come before its command line. */
    static Child start(Path repository, List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(command(arguments));
        Path errors = Files.createTempFile("child", ".err");
        errors.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.environment().put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);
        return new Child(builder.start(), repository, errors);
    }

    /** Waits until the repository has so many files of a type. */
    void awaitFiles(FileType type, int atLeast) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (count(type) < atLeast) {
            assertTrue(process.isAlive(), () -> "ended before it was in the middle: " + errors());
            assertTrue(System.nanoTime() < end, "nothing was stored");
            LockSupport.parkNanos(2_000_000); // another process's progress can only be looked for
        }
    }

    private int count(FileType type) {
        AtomicInteger count = new AtomicInteger();
        LocalBackend.at(repository).list(type, _ -> count.incrementAndGet());
        return count.get();
    }

    /** Sends a signal, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        signal(name, process);
    }

    /** Sends a signal by the shell: a program for it is not on every machine. */
    static void signal(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits for the end and gives the exit code. */
    int exitCode() throws InterruptedException {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertTrue(ended, () -> "it does not end: " + errors());
        return process.exitValue();
    }

    Process process() {
        return process;
    }

    /** What it told on its standard error so far. */
    String errors() {
        try {
            return Files.readString(errors, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
