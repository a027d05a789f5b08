package dev.holdfast.engine.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.Timestamp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Owner, permissions, times and nodes. What only root may do is expected to be refused to others. */
class PosixMetadataTest {
    private static final ByteString FILE = ByteString.of("file");
    private static final ByteString LINK = ByteString.of("link");
    private static final ByteString FOLDER = ByteString.of("folder");
    private static final ByteString FIFO = ByteString.of("fifo");
    private static final ByteString NODE = ByteString.of("node");

    private final boolean root = Posix.userId() == 0;

    @TempDir
    Path temporary;

    private PosixDirectory folder;

    @BeforeEach
    void makeOneOfEach() throws PosixException {
        folder = PosixDirectory.open(ByteString.of(temporary.toString()), false);
        folder.createFile(FILE, 0600).close();
        folder.symbolicLink(FILE, LINK);
        folder.makeDirectory(FOLDER, 0700);
        folder.makeNode(FIFO, 0010600, 0);
    }

    @AfterEach
    void closeFolder() throws PosixException {
        folder.close();
    }

    @Test
    void statusAgreesWithTheJdk() throws Exception {
        Path path = temporary.resolve("file");
        Files.write(path, new byte[12_345]);

        FileStatus status = folder.status(FILE);

        assertEquals(12_345, status.size());
        assertEquals(Files.getAttribute(path, "unix:mode"), status.mode());
        assertEquals(Files.getAttribute(path, "unix:ino"), status.inode());
        assertEquals(Files.getAttribute(path, "unix:dev"), status.device());
        assertEquals(Files.getAttribute(path, "unix:nlink"), (int) status.links());
        assertEquals(Files.getAttribute(path, "unix:uid"), (int) status.uid());
        assertEquals(Files.getAttribute(path, "unix:gid"), (int) status.gid());
        assertEquals(Files.getLastModifiedTime(path).toInstant(), status.modified());
        assertTrue(status.blocks() * 512 >= 12_345);
        assertEquals(0, status.deviceNode());
    }

    @Test
    void nanosecondsAreKeptOnEverything() throws PosixException {
        Timestamp accessed = new Timestamp(1_000_000_000L, 123_456_789, 3600);
        Timestamp modified = new Timestamp(-86_400L, 999_999_999, 0);

        for (ByteString each : new ByteString[] {FILE, LINK, FOLDER, FIFO}) {
            folder.setTimes(each, accessed, modified);

            FileStatus status = folder.status(each);
            assertEquals(accessed.instant(), status.accessed(), each.toString());
            assertEquals(modified.instant(), status.modified(), each.toString());
        }
        folder.setTimes(accessed, modified);
        assertEquals(modified.instant(), folder.status().modified());
        try (PosixFile file = folder.openFile(FILE)) {
            file.setTimes(modified, accessed);
            assertEquals(accessed.instant(), file.status().modified());
        }
    }

    @Test
    void timesOutsideASecondAreProgrammingErrors() {
        Timestamp magic = new Timestamp(0, 0x3fff_ffff, 0);

        assertThrows(IllegalArgumentException.class, () -> folder.setTimes(FILE, magic, magic));
    }

    @Test
    void allTwelvePermissionBitsAreSet() throws PosixException {
        for (int permissions : new int[] {0, 0777, 04755, 02711, 01777, 07777}) {
            folder.setPermissions(FOLDER, permissions);
            assertEquals(permissions, folder.status(FOLDER).permissions());
            assertEquals(NodeType.DIRECTORY, folder.status(FOLDER).type());
        }
        folder.setPermissions(FILE, 06711);
        assertEquals(06711, folder.status(FILE).permissions());
        folder.setPermissions(FIFO, 0622);
        assertEquals(0622, folder.status(FIFO).permissions());
        try (PosixFile file = folder.openFile(FILE)) {
            file.setPermissions(0640);
            assertEquals(0640, folder.status(FILE).permissions());
        }
    }

    @Test
    void olderKernelsChangePermissionsWithoutFollowingLinksToo() throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            scratch.putText(Scratch.TEXT, FIFO);
            assertEquals(0, PermissionChange.pinned(scratch, folder.descriptor(), 0611));
            assertEquals(0611, folder.status(FIFO).permissions());

            scratch.putText(Scratch.TEXT, LINK);
            assertEquals(-Errno.ENOTSUP, PermissionChange.pinned(scratch, folder.descriptor(), 0777));
            assertEquals(0600, folder.status(FILE).permissions());

            scratch.putText(Scratch.TEXT, ByteString.of("missing"));
            assertEquals(-Errno.ENOENT, PermissionChange.pinned(scratch, folder.descriptor(), 0777));
        }
    }

    @Test
    void ownersAreSetOnLinksThemselves() throws PosixException {
        if (!root) {
            assertRefused("EPERM", () -> folder.setOwner(LINK, 0, 0));
            return;
        }
        folder.setOwner(LINK, 4_000_000_000L, 3_999_999_999L);
        folder.setOwner(FOLDER, 12, 34);
        folder.setOwner(56, 78);

        assertEquals(4_000_000_000L, folder.status(LINK).uid());
        assertEquals(3_999_999_999L, folder.status(LINK).gid());
        assertEquals(0, folder.status(FILE).uid());
        assertEquals(12, folder.status(FOLDER).uid());
        assertEquals(78, folder.status().gid());
    }

    @Test
    void anOwnerThatMeansNobodyIsAProgrammingError() {
        assertThrows(IllegalArgumentException.class, () -> folder.setOwner(FILE, 0xffff_ffffL, 0));
        assertThrows(IllegalArgumentException.class, () -> folder.setOwner(FILE, 0, -1));
    }

    @Test
    void fifosAndSocketsAreNodes() throws PosixException {
        folder.makeNode(NODE, 0140600, 0);

        assertEquals(NodeType.SOCKET, folder.status(NODE).type());
        assertEquals(NodeType.FIFO, folder.status(FIFO).type());
    }

    @Test
    void deviceNodesCarryTheirNumbers() throws PosixException {
        long device = FileStatus.deviceNumber(300, 70_000);
        if (!root) {
            assertRefused("EPERM", () -> folder.makeNode(NODE, 0020600, device));
            return;
        }
        folder.makeNode(NODE, 0020600, device);
        folder.makeNode(ByteString.of("block"), 0060600, 0x0801);

        assertEquals(NodeType.CHARACTER_DEVICE, folder.status(NODE).type());
        assertEquals(device, folder.status(NODE).deviceNode());
        assertEquals(
                NodeType.BLOCK_DEVICE, folder.status(ByteString.of("block")).type());
        assertEquals(0x0801, folder.status(ByteString.of("block")).deviceNode());
        assertRefused("EINVAL", () -> folder.makeNode(ByteString.of("big"), 0020600, 1L << 40));
    }

    @Test
    void deviceNumbersAreComposedAsByTheCLibrary() throws Exception {
        Path device = Path.of("/dev/null");

        assertEquals(0x103L, FileStatus.deviceNumber(1, 3));
        assertEquals(Files.getAttribute(device, "unix:rdev"), FileStatus.deviceNumber(1, 3));
        assertEquals(0xabcd_e123_4567_8978L, FileStatus.deviceNumber(0xabcd_e789, 0x1234_5678));
    }

    private static void assertRefused(String error, Executable call) {
        assertEquals(error, assertThrows(PosixException.class, call).name());
    }
}
