package dev.holdfast.engine.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RunningProgramTest {
    @Test
    void whatAChildPrintsAfterItsParentEndedBelongsToTheOutput() throws IOException {
        String script = "parent=$$; (tail --pid=$parent -f /dev/null; echo late) & echo early";

        RunningProgram running = RunningProgram.start(new ProcessBuilder("sh", "-c", script));

        try (InputStream output = running.output()) {
            assertEquals("early\nlate\n", new String(output.readAllBytes(), UTF_8));
        }
    }

    @Test
    void manyBytesArriveInOrderAndTheExitCodeAfterThem() throws IOException, InterruptedException {
        RunningProgram running = RunningProgram.start(new ProcessBuilder("sh", "-c", "seq 1 200000; exit 7"));

        try (InputStream output = running.output()) {
            assertEquals(
                    200_000, new String(output.readAllBytes(), UTF_8).lines().count());
        }
        assertEquals(7, running.process().waitFor());
    }

    @Test
    void closingTheOutputEndsAReadThatWaits() throws IOException, InterruptedException {
        RunningProgram running = RunningProgram.start(new ProcessBuilder("sh", "-c", "echo begun; exec sleep 600"));
        AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
        CountDownLatch reads = new CountDownLatch(1);
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try {
                running.output().readNBytes("begun\n".length());
                reads.countDown();
                running.output().read();
            } catch (IOException e) {
                ended.set(e);
            }
        });
        reads.await();

        running.output().close();

        reader.join(TimeUnit.SECONDS.toMillis(30));
        running.process().destroyForcibly();
        assertFalse(reader.isAlive());
        assertInstanceOf(IOException.class, ended.get());
    }

    @Test
    void aProgramThatIsNotThereLeavesNoDescriptorBehind() throws IOException {
        long before = descriptors();

        for (int i = 0; i < 20; i++) {
            assertThrows(IOException.class, () -> RunningProgram.start(new ProcessBuilder("/no/such/program")));
        }

        assertEquals(before, descriptors());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
