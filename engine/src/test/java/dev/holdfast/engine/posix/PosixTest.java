package dev.holdfast.engine.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PosixTest {
    @Test
    void factsAgreeWithTheSystem() throws Exception {
        assertTrue(Posix.isSupported());
        assertEquals(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(), Posix.hostname());
        assertEquals(Files.getAttribute(Path.of("/proc/self/status"), "unix:uid"), (int) Posix.userId());
        assertEquals(Files.getAttribute(Path.of("/proc/self/status"), "unix:gid"), (int) Posix.groupId());
        assertEquals(System.getProperty("user.name"), Posix.userName());
        assertEquals(36, Posix.bootId().length());
        assertTrue(Posix.processNamespace().orElseThrow() > 0);
    }

    @Test
    void livingProcessesAreKnownWhoeverOwnsThem() {
        assertTrue(Posix.isProcessAlive(1));
        assertTrue(Posix.isProcessAlive(ProcessHandle.current().pid()));
        assertFalse(Posix.isProcessAlive(Integer.MAX_VALUE));
        assertFalse(Posix.isProcessAlive(0));
        assertFalse(Posix.isProcessAlive(-1));
        assertFalse(Posix.isProcessAlive(1L << 32 | 1));
    }

    @Test
    void anEndedProcessIsNotAlive() throws Exception {
        Process process = new ProcessBuilder("true").start();

        process.waitFor();

        assertFalse(Posix.isProcessAlive(process.pid()));
    }

    @Test
    void aFileIsNoTerminal() throws PosixException {
        try (PosixDirectory root = PosixDirectory.open(ByteString.of("/"), false)) {
            assertFalse(Posix.isTerminal(root.descriptor()));
            assertEquals(OptionalInt.empty(), Posix.terminalWidth(root.descriptor()));
        }
        assertFalse(Posix.isTerminal(-1));
    }

    @Test
    void spaceIsThatOfTheFileSystem() throws Exception {
        FileSystemSpace space = Posix.space(ByteString.of("/"));

        assertEquals(Files.getFileStore(Path.of("/")).getTotalSpace(), space.totalBytes());
        assertTrue(space.availableBytes() <= space.freeBytes() && space.freeBytes() <= space.totalBytes());
        assertEquals(
                "ENOENT",
                assertThrows(PosixException.class, () -> Posix.space(ByteString.of("/missing/x")))
                        .name());
    }

    @Test
    void accountsAreFoundBothWays() {
        Accounts accounts = new Accounts();

        assertEquals("root", accounts.userName(0));
        assertEquals("root", accounts.userName(0));
        assertEquals("root", accounts.groupName(0));
        assertEquals("", accounts.userName(3_999_999_999L));
        assertEquals("", accounts.groupName(3_999_999_999L));
        assertEquals(OptionalLong.of(0), accounts.userId("root"));
        assertEquals(OptionalLong.of(0), accounts.groupId("root"));
        assertEquals(OptionalLong.empty(), accounts.userId("no such user"));
        assertEquals(OptionalLong.empty(), accounts.groupId("a\0b"));
        assertEquals(OptionalLong.empty(), accounts.groupId("x".repeat(100_000)));
    }

    @Test
    void failuresTellWhatWhereAndWhy() {
        PosixException missing = new PosixException("open", ByteString.of("/srv/a\u001b[2J"), 2);

        assertEquals("open /srv/a\\x1b[2J: no such file or directory (ENOENT)", missing.getMessage());
        assertEquals(2, missing.number());
        assertEquals("ENOENT", missing.name());
        assertEquals("open", missing.operation());
        assertEquals("/srv/a\\x1b[2J", missing.path());
        assertTrue(missing.isMissing());
        assertFalse(missing.isDenied());
    }

    @Test
    void errorsHaveTheirNamesAndKinds() {
        assertTrue(failure(28).isFull() && failure(122).isFull());
        assertTrue(
                failure(1).isDenied() && failure(13).isDenied() && failure(30).isDenied());
        assertTrue(failure(17).isExisting());
        assertTrue(failure(95).isUnsupported() && failure(38).isUnsupported());
        assertEquals("EDQUOT", failure(122).name());
        assertEquals("ENOTSUP", failure(95).name());
        assertEquals("ELOOP", failure(40).name());
        assertEquals("x y: error 4095 (E4095)", failure(4095).getMessage());
    }

    private static PosixException failure(int number) {
        return new PosixException("x", ByteString.of("y"), number);
    }
}
