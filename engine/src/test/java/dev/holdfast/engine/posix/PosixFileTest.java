package dev.holdfast.engine.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.ByteString;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PosixFileTest {
    private static final ByteString FILE = ByteString.of("file");
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path temporary;

    private PosixDirectory folder;

    @BeforeEach
    void openFolder() throws PosixException {
        folder = PosixDirectory.open(ByteString.of(temporary.toString()), false);
    }

    @AfterEach
    void closeFolder() throws PosixException {
        folder.close();
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        byte[] content = random(1_000_003);

        try (PosixFile file = folder.createFile(FILE, 0600)) {
            file.write(content, 0, 700_000);
            file.write(content, 700_000, 300_003);
            file.sync();
        }

        assertArrayEquals(content, Files.readAllBytes(temporary.resolve("file")));
        byte[] read = new byte[content.length + 10];
        try (PosixFile file = folder.openFile(FILE)) {
            assertEquals(content.length, file.openedStatus().size());
            assertEquals(5, file.read(read, 0, 5));
            assertEquals(content.length - 5, file.read(read, 5, read.length - 5));
            assertEquals(-1, file.read(read, 0, 1));
            assertEquals(0, file.read(read, 0, 0));
        }
        assertArrayEquals(content, Arrays.copyOf(read, content.length));
    }

    @Test
    void positionsAreIndependentOfTheSequence() throws PosixException {
        byte[] content = random(600_000);
        byte[] read = new byte[600_000];

        try (PosixFile file = folder.createFile(FILE, 0600)) {
            file.writeAt(300_000, content, 300_000, 300_000);
            file.writeAt(0, content, 0, 300_000);

            assertEquals(600_000, file.readAt(0, read, 0, 600_000));
            assertArrayEquals(content, read);
            assertEquals(1, file.readAt(599_999, read, 0, 10));
            assertEquals(-1, file.readAt(600_000, read, 0, 10));
            assertEquals(4, file.read(read, 0, 4));
            assertThrows(IllegalArgumentException.class, () -> file.readAt(-1, read, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> file.read(read, 600_000, 1));
        }
    }

    @Test
    void updatingKeepsTheRest() throws Exception {
        Files.writeString(temporary.resolve("file"), "abcdef");

        try (PosixFile file = folder.openForUpdate(FILE)) {
            file.writeAt(2, new byte[] {'X'}, 0, 1);
            file.truncate(4);
            file.adviseSequential();
            file.adviseDone();
        }

        assertEquals("abXd", Files.readString(temporary.resolve("file")));
    }

    @Test
    void holesAreFound() throws PosixException {
        int mib = 1 << 20;

        try (PosixFile file = folder.createFile(FILE, 0600)) {
            file.writeAt(4L * mib, random(mib), 0, mib);
            file.truncate(10L * mib);

            assertEquals(OptionalLong.of(4L * mib), file.nextData(0));
            assertEquals(OptionalLong.of(5L * mib), file.nextHole(4L * mib));
            assertEquals(OptionalLong.empty(), file.nextData(5L * mib));
            assertEquals(OptionalLong.empty(), file.nextHole(11L * mib));
            assertTrue(file.status().blocks() * 512 < 3L * mib);
        }
    }

    @Test
    void preallocationKeepsTheSize() throws PosixException {
        try (PosixFile file = folder.createFile(FILE, 0600)) {
            file.preallocate(1 << 20);
            file.preallocate(0);

            assertEquals(0, file.status().size());
        }
    }

    @Test
    void roomThatIsNotThereIsToldBeforeWriting() throws PosixException {
        try (PosixFile file = folder.createFile(FILE, 0600)) {
            long tooMuch = file.space().totalBytes() + (1L << 30);

            PosixException full = assertThrows(PosixException.class, () -> file.preallocate(tooMuch));

            assertTrue(full.isFull(), full.getMessage());
        }
    }

    @Test
    void creationGivesThePermissionsButNotToWhatIsThere() throws PosixException {
        folder.createFile(FILE, 0400).close();

        assertEquals(0400, folder.status(FILE).permissions());
        assertRefused("EEXIST", () -> folder.createFile(FILE, 0600));
        assertRefused("ENOENT", () -> folder.openFile(ByteString.of("missing")));
    }

    @Test
    void aFifoOpenedAsAFileDoesNotHang() throws PosixException {
        folder.makeNode(FILE, 0010600, 0);

        assertTimeoutPreemptively(SOON, () -> {
            assertRefused("EINVAL", () -> folder.openFile(FILE));
            assertRefused("EINVAL", () -> folder.openForUpdate(FILE));
        });
    }

    @Test
    void onlyRegularFilesAreOpened() throws PosixException {
        folder.makeDirectory(ByteString.of("inside"), 0700);
        folder.makeNode(ByteString.of("socket"), 0140600, 0);

        assertRefused("EISDIR", () -> folder.openFile(ByteString.of("inside")));
        assertRefused("ENXIO", () -> folder.openFile(ByteString.of("socket")));
        try (PosixDirectory devices = PosixDirectory.open(ByteString.of("/dev"), false)) {
            assertRefused("EINVAL", () -> devices.openFile(ByteString.of("null")));
        }
    }

    @Test
    void aLeaseOfAnotherIsWaitedFor() throws Exception {
        Files.writeString(temporary.resolve("file"), "leased");
        MemorySegment fcntl =
                Linker.nativeLinker().defaultLookup().find("fcntl").orElseThrow();

        try (Scratch scratch = Scratch.take();
                PosixFile holder = folder.openForUpdate(FILE)) {
            assertEquals(0, scratch.call(fcntl, holder.descriptor(), 10, 23)); // notify by SIGURG, which is ignored
            assertEquals(0, scratch.call(fcntl, holder.descriptor(), 1024, 1)); // take a lease for writing
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(this::readFirstByte);
            assertTimeoutPreemptively(SOON, () -> {
                while (scratch.call(fcntl, holder.descriptor(), 1025) == 1 && !reader.isDone()) {
                    Thread.onSpinWait(); // until the kernel asks for the lease back
                }
            });
            assertEquals(0, scratch.call(fcntl, holder.descriptor(), 1024, 2)); // let go

            assertEquals('l', reader.get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private int readFirstByte() {
        byte[] first = new byte[1];
        try (PosixFile file = folder.openFile(FILE)) {
            file.read(first, 0, 1);
            return first[0];
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClosedFileIsNotUsed() throws PosixException {
        PosixFile file = folder.createFile(FILE, 0600);

        file.close();
        file.close();

        assertThrows(IllegalStateException.class, () -> file.read(new byte[1], 0, 1));
    }

    @Test
    void manyFilesDoNotUseUpDescriptors() throws PosixException {
        folder.createFile(FILE, 0600).close();
        folder.symbolicLink(FILE, ByteString.of("link"));
        folder.makeNode(ByteString.of("fifo"), 0010600, 0);

        for (int i = 0; i < 30_000; i++) {
            folder.openFile(FILE).close();
            assertRefused("ELOOP", () -> folder.openFile(ByteString.of("link")));
            assertRefused("EINVAL", () -> folder.openFile(ByteString.of("fifo")));
            folder.setPermissions(FILE, 0600);
        }

        try (PosixDirectory open = PosixDirectory.open(ByteString.of("/proc/self/fd"), false)) {
            assertTrue(open.names().size() < 1000);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void assertRefused(String error, Executable call) {
        assertEquals(error, assertThrows(PosixException.class, call).name());
    }
}
