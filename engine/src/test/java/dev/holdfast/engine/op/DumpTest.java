package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.BlobMissing;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DumpTest {
    @TempDir
    Path folder;

    private final RepositoryFixture fixture = RepositoryFixture.inMemory();
    private final Random random = new Random(4);

    @AfterEach
    void close() {
        fixture.close();
    }

    private ObjectId sample() {
        ObjectId data = fixture.data(bytes("hello"));
        ObjectId below = fixture.tree(
                Nodes.file("f", 5, data), Nodes.file("g", 10, data, data), Nodes.link("l", ByteString.of("f")));
        return fixture.tree(
                Nodes.directory("d", below),
                Nodes.special("fifo", NodeType.FIFO, 0),
                Nodes.file("x".repeat(200), 5, data),
                Nodes.special("zero", NodeType.CHARACTER_DEVICE, 0x105));
    }

    @Test
    void fileOfManyBlobsComesInOrder() {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        List<ObjectId> blobs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] blob = new byte[random.nextInt(2000)];
            random.nextBytes(blob);
            expected.writeBytes(blob);
            blobs.add(fixture.data(blob));
        }
        ObjectId tree = fixture.tree(Nodes.file(ByteString.of("f"), expected.size(), blobs));

        assertArrayEquals(expected.toByteArray(), dump(tree, "/f", Dump.Format.TAR));
        assertArrayEquals(expected.toByteArray(), dump(tree, "f", Dump.Format.ZIP));
    }

    @Test
    void whatIsNoFileOrFolderIsRefused() {
        ObjectId tree = sample();
        for (String path : List.of("/nothing", "/fifo", "/d/l", "/d/f/g", "/d/nothing")) {
            assertThrows(InvalidRequest.class, () -> dump(tree, path, Dump.Format.TAR), path);
        }
    }

    @Test
    void missingBlobAndFullOutputAreErrors() {
        ObjectId unknown = ObjectId.parse("ab".repeat(32));
        ObjectId tree = fixture.tree(Nodes.file("f", 5, unknown));
        assertThrows(BlobMissing.class, () -> dump(tree, "/f", Dump.Format.TAR));
        assertThrows(BlobMissing.class, () -> dump(tree, "/", Dump.Format.TAR));
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("full");
            }
        };
        Dump dump = new Dump(fixture.repository(), Dump.Format.TAR, 2);
        ObjectId sample = sample();
        Dump.Found found = dump.find(sample, ByteString.of("/"));
        assertThrows(IOException.class, () -> dump.write(found, full));
    }

    @Test
    void tarIsReadByTar() throws Exception {
        Path out = extract(dump(sample(), "/", Dump.Format.TAR), "--exclude=zero");

        assertEquals("hello", Files.readString(out.resolve("d/f")));
        assertEquals("hellohello", Files.readString(out.resolve("d/g")));
        assertEquals(Path.of("f"), Files.readSymbolicLink(out.resolve("d/l")));
        assertEquals("hello", Files.readString(out.resolve("x".repeat(200))));
        assertTrue(Files.readAttributes(out.resolve("fifo"), "unix:*", LinkOption.NOFOLLOW_LINKS)
                .containsKey("mode"));
        assertEquals(
                "2023-11-14T22:13:20.123456789Z",
                Files.getLastModifiedTime(out.resolve("d/f")).toInstant().toString());
    }

    @Test
    void tarOfAFolderBeginsWithItsPath() throws Exception {
        String listing = tar(dump(sample(), "/d", Dump.Format.TAR), "-t");

        assertEquals("d/f\nd/g\nd/l\n", listing);
    }

    @Test
    void tarKeepsDevicesOwnersAndBinaryNames() throws Exception {
        byte[] name = {'n', (byte) 0xff, '\n', (byte) 0xc3, '('};
        ObjectId tree = fixture.tree(
                Nodes.special("device", NodeType.BLOCK_DEVICE, 0x0000_0000_0010_0305L),
                Nodes.file(ByteString.copyOf(name), 0, List.of()));

        String listing = tar(dump(tree, "/", Dump.Format.TAR), "-tv", "--quoting-style=escape", "--full-time");

        assertTrue(listing.contains("brw------- joe/users"), listing);
        assertTrue(listing.contains("3,261 "), listing);
        assertTrue(listing.contains("n\\377\\n\\303("), listing);
    }

    @Test
    void secondNameOfAFileIsAHardLink() throws Exception {
        ObjectId data = fixture.data(bytes("hello"));
        ObjectId other = fixture.data(bytes("other"));
        ObjectId tree = fixture.tree(
                Nodes.with(Nodes.file("a", 5, data), Nodes.metadata(0644, 9, 3, List.of())),
                Nodes.with(Nodes.file("b", 5, data), Nodes.metadata(0644, 9, 3, List.of())),
                Nodes.with(Nodes.file("changed", 5, other), Nodes.metadata(0644, 9, 3, List.of())));

        Path out = extract(dump(tree, "/", Dump.Format.TAR));

        assertTrue(Files.isSameFile(out.resolve("a"), out.resolve("b")));
        assertEquals("other", Files.readString(out.resolve("changed")));
    }

    @Test
    void secondNameOfAFifoIsAHardLinkThoughNamesOfFifosAreNotCounted() throws Exception {
        ObjectId tree = fixture.tree(
                Nodes.with(Nodes.special("a", NodeType.FIFO, 0), Nodes.metadata(0644, 9, 0, List.of())),
                Nodes.with(Nodes.special("another", NodeType.FIFO, 0), Nodes.metadata(0644, 10, 0, List.of())),
                Nodes.with(Nodes.special("b", NodeType.FIFO, 0), Nodes.metadata(0644, 9, 0, List.of())));

        Path out = extract(dump(tree, "/", Dump.Format.TAR));

        assertEquals(2, Files.getAttribute(out.resolve("a"), "unix:nlink"));
        assertTrue(Files.isSameFile(out.resolve("a"), out.resolve("b")));
        assertEquals(1, Files.getAttribute(out.resolve("another"), "unix:nlink"));
    }

    @Test
    void tarKeepsExtendedAttributes() throws Exception {
        List<ExtendedAttribute> attributes = List.of(
                ExtendedAttribute.of("user.one", ByteString.copyOf(new byte[] {0, 1, '\n', (byte) 0xff})),
                ExtendedAttribute.of("user.two", ByteString.of("x".repeat(90))));
        ObjectId tree = fixture.tree(Nodes.with(Nodes.file("a", 0), Nodes.metadata(0644, 9, 1, attributes)));

        String listing = tar(dump(tree, "/", Dump.Format.TAR), "--xattrs", "-tvv");

        assertTrue(listing.contains("4 user.one"), listing);
        assertTrue(listing.contains("90 user.two"), listing);
    }

    @Test
    void aPathThatNoZipCanHoldIsRefused() {
        ObjectId longest = fixture.tree(Nodes.file("f".repeat(0xffff), 0));
        ObjectId tooLong = fixture.tree(Nodes.file("f".repeat(0x10000), 0));

        assertTrue(dump(longest, "/", Dump.Format.ZIP).length > 2 * 0xffff);
        assertThrows(InvalidRequest.class, () -> dump(tooLong, "/", Dump.Format.ZIP));
    }

    @Test
    void zipIsReadByJava() throws Exception {
        Path file = folder.resolve("z.zip");
        Files.write(file, dump(sample(), "/", Dump.Format.ZIP));

        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<String> names = Collections.list(zip.entries()).stream()
                    .map(ZipEntry::getName)
                    .toList();
            assertEquals(List.of("d/", "d/f", "d/g", "d/l", "fifo", "x".repeat(200), "zero"), names);
            assertEquals("hellohello", read(zip, "d/g"));
            assertEquals("f", read(zip, "d/l"));
        }
    }

    private static String read(ZipFile zip, String name) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private byte[] dump(ObjectId tree, String path, Dump.Format format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Dump dump = new Dump(fixture.repository(), format, 3);
        try {
            dump.write(dump.find(tree, ByteString.of(path)), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private Path extract(byte[] archive, String... flags) throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("-x", "--no-same-owner", "-C", out.toString()));
        tar(archive, arguments.toArray(String[]::new));
        return out;
    }

    private String tar(byte[] archive, String... arguments) throws Exception {
        Path file = folder.resolve("archive.tar");
        Files.write(file, archive);
        List<String> command = new ArrayList<>(List.of("tar", "-f", file.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
