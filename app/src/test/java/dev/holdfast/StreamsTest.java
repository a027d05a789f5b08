package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.op.Soundness;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program's standard streams as other processes give them to it. */
@Timeout(100)
final class StreamsTest {
    @TempDir
    private Path home;

    private Path repository;
    private Path folder;
    private Path errors;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = home.resolve("repository");
        folder = Files.createDirectory(home.resolve("folder"));
        errors = home.resolve("errors");
        ScratchRepository.make(LocalBackend.at(repository), 2);
    }

    private ProcessBuilder program(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Child.command(arguments)).redirectError(errors.toFile());
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.environment().put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);
        return builder;
    }

    private void backUpManyNames() throws IOException, InterruptedException {
        for (int i = 0; i < 2000; i++) {
            Files.createFile(folder.resolve("a-long-name".repeat(20) + i));
        }
        program("backup", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Reads one line of what is printed, then no more. */
    private int codeAfterOneLine(Process process) throws IOException, InterruptedException {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 100)) {
            out.readLine();
        }
        return process.waitFor();
    }

    @Test
    void aListThatNobodyReadsOnEndsInSilence() throws Exception {
        backUpManyNames();

        assertEquals(141, codeAfterOneLine(program("ls", "latest").start()));
        assertEquals("", Files.readString(errors));
        assertEquals(141, codeAfterOneLine(program("dump", "latest", "/").start()));
        assertEquals("", Files.readString(errors));
    }

    @Test
    void aBackupWhoseWordsNobodyReadsIsMade() throws Exception {
        Process process = program("backup", folder.toString(), "-vv").start();
        process.getInputStream().close();

        assertEquals(0, process.waitFor());
        assertEquals("", Files.readString(errors));
        assertEquals(1, Soundness.look(LocalBackend.at(repository)).size());
    }

    @Test
    void aListThatDoesNotFitWhereItGoesIsAnError() throws Exception {
        Process process =
                program("snapshots").redirectOutput(new File("/dev/full")).start();

        assertEquals(1, process.waitFor());
        String told = Files.readString(errors);
        assertTrue(told.startsWith("error: standard output could not be written"), told);
        assertTrue(told.contains("\nfix: "), told);
    }

    @Test
    void warningsAndWordsComeInTheirOrder() throws Exception {
        Process process = program("backup", folder.toString(), "/no/such/folder")
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(3, process.waitFor());
        int parent = told.indexOf("no parent snapshot");
        int warning = told.indexOf("warning: /no/such/folder");
        int files = told.indexOf("Files:");
        int end = told.indexOf("warning: the backup is incomplete: 1 item could not be read");
        assertTrue(0 <= parent && parent < warning && warning < files && files < end, told);
    }

    @Test
    void theSignalForStatusIsAnsweredAndDoesNoHarm() throws Exception {
        Process process = program("backup", "--stdin").start();
        awaitLock();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = "";
        while (!line.contains(" files, ")) {
            // Whether the program is ready to tell can't be seen from outside, so it is asked again and again.
            Child.signal("USR1", process);
            line = out.ready() ? out.readLine() : "";
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        process.getOutputStream().write('x');
        process.getOutputStream().close();

        assertTrue(line.startsWith("[0:"), line);
        out.transferTo(Writer.nullWriter());
        assertEquals(0, process.waitFor());
    }

    private void awaitLock() throws IOException {
        boolean[] locked = new boolean[1];
        while (!locked[0]) {
            LocalBackend.at(repository).list(FileType.LOCK, _ -> locked[0] = true);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2)); // another process can only be looked at
        }
    }
}
