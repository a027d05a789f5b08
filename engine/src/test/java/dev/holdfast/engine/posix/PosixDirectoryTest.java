package dev.holdfast.engine.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PosixDirectoryTest {
    @TempDir
    Path temporary;

    private PosixDirectory folder;

    @BeforeEach
    void openFolder() throws PosixException {
        folder = PosixDirectory.open(name(temporary.toString()), false);
    }

    @AfterEach
    void closeFolder() throws PosixException {
        folder.close();
    }

    @Test
    void everyByteButSlashAndNulMayBeInAName() throws PosixException {
        Set<ByteString> names = new HashSet<>();
        for (int b = 1; b < 256; b++) {
            if (b != '/') {
                names.add(ByteString.copyOf(new byte[] {'n', (byte) b}));
            }
        }

        for (ByteString each : names) {
            folder.createFile(each, 0600).close();
        }

        assertEquals(names, new HashSet<>(folder.names()));
        assertEquals(254, folder.names().size());
        for (ByteString each : names) {
            assertTrue(folder.status(each).isFile());
            folder.remove(each);
        }
        assertEquals(List.of(), folder.names());
    }

    @Test
    void aNameThatTheSystemListsTwiceCountsOnce() {
        List<ByteString> listed = new ArrayList<>(List.of(name("b"), name("a"), name("c"), name("b"), name("a")));

        assertEquals(List.of(name("a"), name("b"), name("c")), PosixDirectory.sorted(listed));
    }

    @Test
    void namesThatAreNotSingleNamesAreRefused() {
        List<ByteString> refused = List.of(
                name(""), name("."), name(".."), name("/"), name("a/b"), name("../x"), name("a/"), name("a\0b"));

        for (ByteString each : refused) {
            assertRefused("EINVAL", () -> folder.status(each));
            assertRefused("EINVAL", () -> folder.makeDirectory(each, 0700));
            assertRefused("EINVAL", () -> folder.createFile(each, 0600));
            assertRefused("EINVAL", () -> folder.openDirectory(each));
            assertRefused("EINVAL", () -> folder.extendedAttributes(each));
            assertRefused("EINVAL", () -> folder.rename(name("a"), folder, each));
        }
        assertRefused("ENAMETOOLONG", () -> folder.status(name("n".repeat(256))));
        assertRefused("ENAMETOOLONG", () -> folder.status(name("n".repeat(100_000))));
    }

    @Test
    void pathsLongerThanTheKernelTakesAtOnceAreMadeReadAndRemoved() throws PosixException {
        ByteString part = name("d".repeat(250));
        ByteString path = name(temporary.toString());
        PosixDirectory at = PosixDirectory.open(path, false);
        int depth = 50;

        for (int i = 0; i < depth; i++) {
            at.makeDirectory(part, 0700);
            PosixDirectory next = at.openDirectory(part);
            at.close();
            at = next;
            path = path.concat(name("/")).concat(part);
        }
        try (PosixFile file = at.createFile(name("deep"), 0600)) {
            file.write(new byte[] {1, 2, 3}, 0, 3);
        }
        at.close();

        assertTrue(path.length() > 12_000);
        try (PosixDirectory deep = PosixDirectory.open(path.concat(name("//")), false)) {
            assertEquals(3, deep.status(name("deep")).size());
            assertEquals(List.of(name("deep")), deep.names());
            deep.remove(name("deep"));
        }
        assertRefused("ENOENT", pathOpening(path.concat(name("/missing"))));
        removeChain(part, depth);
    }

    @Test
    void longPathsAreRefusedClearlyWhereNothingCanBeThere() {
        assertRefused("ENAMETOOLONG", pathOpening(name("/" + "x".repeat(5000))));
        assertRefused("ENOENT", pathOpening(name("/missing".repeat(1000))));
        assertRefused("ENOENT", pathOpening(ByteString.EMPTY));
        assertRefused("EINVAL", pathOpening(name("/a\0b")));
    }

    @Test
    void pathsMayBeRelativeOrEndInSlashes() throws PosixException {
        try (PosixDirectory working = PosixDirectory.open(name("."), false);
                PosixDirectory root = PosixDirectory.open(name("////"), false)) {
            assertTrue(working.status().isDirectory());
            assertTrue(root.names().contains(name("proc")));
            assertRefused("read status of /no such name", "ENOENT", () -> root.status(name("no such name")));
        }
    }

    @Test
    void aListingOfTenThousandIsCompleteEachTime() throws PosixException {
        Set<ByteString> names = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ByteString each = name("entry number " + i);
            names.add(each);
            folder.symbolicLink(name("x"), each);
        }

        List<ByteString> first = folder.names();
        List<ByteString> second = folder.names();

        assertEquals(10_000, first.size());
        assertEquals(names, new HashSet<>(first));
        assertEquals(names, new HashSet<>(second));
    }

    @Test
    void listingTellsTypes() throws PosixException {
        folder.makeDirectory(name("directory"), 0700);
        folder.symbolicLink(name("nowhere"), name("symlink"));
        folder.makeNode(name("fifo"), 0010600, 0);
        folder.makeNode(name("socket"), 0140600, 0);
        folder.createFile(name("file"), 0600).close();

        for (DirectoryEntry entry : folder.entries()) {
            FileStatus status = folder.status(entry.name());
            NodeType expected = NodeType.valueOf(entry.name().toString().toUpperCase(Locale.ROOT));
            assertEquals(expected, status.type());
            assertTrue(entry.type() == null || entry.type() == expected);
            assertEquals(status.inode(), entry.inode());
        }
        assertEquals(5, folder.entries().size());
    }

    @Test
    void linksAreNeverFollowedInADirectory() throws Exception {
        Files.createDirectory(temporary.resolve("inside"));
        Files.writeString(temporary.resolve("file"), "text");
        folder.symbolicLink(name("inside"), name("to-directory"));
        folder.symbolicLink(name("file"), name("to-file"));
        folder.symbolicLink(name("to-loop"), name("to-loop"));

        assertRefused("ENOTDIR", () -> folder.openDirectory(name("to-directory")));
        assertRefused("ELOOP", () -> folder.openFile(name("to-file")));
        assertRefused("ELOOP", () -> folder.openForUpdate(name("to-file")));
        assertRefused("EEXIST", () -> folder.createFile(name("to-file"), 0600));
        assertRefused("ENOTSUP", () -> folder.setPermissions(name("to-file"), 0777));
        assertTrue(folder.status(name("to-loop")).isSymbolicLink());
        assertEquals("text", Files.readString(temporary.resolve("file")));
    }

    @Test
    void aPathMayEndInALinkOnlyIfAskedFor() throws PosixException {
        folder.makeDirectory(name("inside"), 0700);
        folder.symbolicLink(name("inside"), name("link"));
        ByteString link = name(temporary + "/link");

        assertRefused("ENOTDIR", pathOpening(link));
        assertRefused("ENOTDIR", pathOpening(link.concat(name("/"))));
        try (PosixDirectory followed = PosixDirectory.open(link, true)) {
            assertEquals(
                    folder.status(name("inside")).inode(), followed.status().inode());
        }
    }

    @Test
    void oddLinkTargetsAreKept() throws PosixException {
        List<ByteString> targets = List.of(
                name("..."),
                name("a//b/./../c/"),
                name(" \n\t"),
                ByteString.copyOf(new byte[] {(byte) 0xff, (byte) 0xfe, 1}),
                name("t".repeat(4095)));

        for (int i = 0; i < targets.size(); i++) {
            folder.symbolicLink(targets.get(i), name("link" + i));
            assertEquals(targets.get(i), folder.readLink(name("link" + i)));
            assertEquals(
                    targets.get(i).length(), folder.status(name("link" + i)).size());
        }
        assertRefused("ENAMETOOLONG", () -> folder.symbolicLink(name("t".repeat(4096)), name("long")));
        assertRefused("EINVAL", () -> folder.symbolicLink(name("a\0b"), name("nul")));
        assertRefused("ENOENT", () -> folder.symbolicLink(ByteString.EMPTY, name("empty")));
        assertRefused("EINVAL", () -> {
            folder.createFile(name("file"), 0600).close();
            folder.readLink(name("file"));
        });
    }

    @Test
    void hardLinksShareAnInode() throws PosixException {
        folder.createFile(name("one"), 0600).close();
        folder.symbolicLink(name("one"), name("link"));
        folder.makeDirectory(name("inside"), 0700);

        try (PosixDirectory inside = folder.openDirectory(name("inside"))) {
            folder.hardLink(name("one"), inside, name("two"));
            folder.hardLink(name("link"), inside, name("link two"));

            assertEquals(
                    folder.status(name("one")).inode(),
                    inside.status(name("two")).inode());
            assertEquals(2, inside.status(name("two")).links());
            assertTrue(inside.status(name("link two")).isSymbolicLink());
            assertRefused("EEXIST", () -> folder.hardLink(name("one"), inside, name("two")));
        }
    }

    @Test
    void renameReplacesAndRemoveRemoves() throws PosixException {
        folder.makeDirectory(name("inside"), 0700);
        folder.createFile(name("one"), 0600).close();
        long inode = folder.status(name("one")).inode();

        try (PosixDirectory inside = folder.openDirectory(name("inside"))) {
            inside.createFile(name("two"), 0600).close();
            folder.rename(name("one"), inside, name("two"));

            assertEquals(inode, inside.status(name("two")).inode());
            assertRefused("ENOTEMPTY", () -> folder.removeDirectory(name("inside")));
            assertRefused("EISDIR", () -> folder.remove(name("inside")));
            inside.remove(name("two"));
            inside.sync();
        }
        folder.removeDirectory(name("inside"));
        assertEquals(List.of(), folder.names());
    }

    @Test
    void manyThreadsMayUseOneDirectory() throws Exception {
        folder.createFile(name("shared"), 0600).close();
        folder.symbolicLink(name("target"), name("link"));
        long inode = folder.status(name("shared")).inode();

        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = IntStream.range(0, 100)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        for (int n = 0; n < 100; n++) {
                            assertEquals(inode, folder.status(name("shared")).inode());
                            assertEquals(name("target"), folder.readLink(name("link")));
                            assertEquals(2, folder.names().size());
                            assertRefused("ENOENT", () -> folder.status(name("missing")));
                        }
                    } catch (Exception | AssertionError e) {
                        failures.add(e);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(List.of(), failures);
    }

    @Test
    void aClosedDirectoryIsNotUsed() throws PosixException {
        PosixDirectory closed = PosixDirectory.open(name(temporary.toString()), false);

        closed.close();
        closed.close();

        assertThrows(IllegalStateException.class, closed::names);
        assertFalse(folder.names().contains(name("x")));
    }

    private void removeChain(ByteString part, int depth) throws PosixException {
        for (int left = depth; left > 0; left--) {
            ByteString path = name(temporary.toString());
            for (int i = 1; i < left; i++) {
                path = path.concat(name("/")).concat(part);
            }
            try (PosixDirectory parent = PosixDirectory.open(path, false)) {
                parent.removeDirectory(part);
            }
        }
    }

    private static Executable pathOpening(ByteString path) {
        return () -> PosixDirectory.open(path, false).close();
    }

    private static void assertRefused(String error, Executable call) {
        assertRefused("", error, call);
    }

    private static void assertRefused(String message, String error, Executable call) {
        PosixException refused = assertThrows(PosixException.class, call);
        assertEquals(error, refused.name(), refused.getMessage());
        assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
    }

    private static ByteString name(String text) {
        return ByteString.of(text);
    }
}
