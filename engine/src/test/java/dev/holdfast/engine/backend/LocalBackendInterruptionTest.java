package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.EngineException.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBackendInterruptionTest {
    private static final byte[] CONTENT = Samples.bytes(1, 1000);

    @TempDir
    Path folder;

    private Backend backend;

    @BeforeEach
    void create() {
        backend = LocalBackend.at(folder);
        backend.create();
    }

    @AfterEach
    void clearTheMark() {
        assertTrue(!Thread.interrupted(), "the test has left the thread interrupted");
    }

    @Test
    void interruptedThreadSavesNothing() throws IOException {
        for (byte[] content : new byte[][] {CONTENT, new byte[0]}) {
            FileRef file = Samples.file(FileType.INDEX, content);
            Thread.currentThread().interrupt();

            assertThrows(Interrupted.class, () -> backend.save(file, content));

            assertTrue(Thread.interrupted());
            assertEquals(Optional.empty(), backend.stat(file));
            assertEquals(List.of(), files());
        }
    }

    @Test
    void interruptedThreadLoadsNothing() {
        FileRef file = Samples.file(FileType.INDEX, CONTENT);
        backend.save(file, CONTENT);
        Thread.currentThread().interrupt();

        assertThrows(Interrupted.class, () -> backend.load(file, Range.ALL));

        assertTrue(Thread.interrupted());
        assertArrayEquals(CONTENT, backend.load(file, Range.ALL));
    }

    @Test
    void interruptedThreadCanStillDeleteItsLock() {
        FileRef file = Samples.file(FileType.LOCK, CONTENT);
        backend.save(file, CONTENT);
        Thread.currentThread().interrupt();

        backend.delete(file);

        assertTrue(Thread.interrupted());
        assertEquals(Optional.empty(), backend.stat(file));
    }

    @Test
    void interruptionAtAnyMomentLeavesTheFileWholeOrNotAtAll() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("seed of the moments: " + seed);
        Random random = new Random(seed);
        byte[] content = Samples.bytes(2, 4 << 20);
        FileRef file = Samples.file(FileType.SNAPSHOT, content);

        for (int i = 0; i < 40; i++) {
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    backend.save(file, content);
                } catch (Interrupted _) {
                    interrupted.set(true);
                }
            });
            LockSupport.parkNanos(random.nextLong(20_000_000));
            writer.interrupt();
            writer.join();

            Optional<FileInfo> there = backend.stat(file);
            assertTrue(interrupted.get() || there.isPresent());
            assertEquals(there.isPresent() ? List.of(file.name()) : List.of(), files());
            if (there.isPresent()) {
                assertArrayEquals(content, backend.load(file, Range.ALL));
            }
            backend.delete(file);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }
}
