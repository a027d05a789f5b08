package dev.holdfast.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.tree.Entry;
import dev.holdfast.engine.tree.EntryPath;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Sink;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences that a sound restore never makes are made by hand. */
class ComparisonTest {
    private static final ByteString LOST_NAME =
            ByteString.of("user.").concat(ByteString.copyOf(new byte[] {(byte) 0xff}));
    private static final ByteString KEPT_NAME = ByteString.of("user.\ufffd");

    @TempDir
    Path folder;

    private Path file;
    private Path copy;

    @BeforeEach
    void makeFileAndCopy() throws IOException {
        Path real = folder.toRealPath();
        file = Files.writeString(real.resolve("file"), "content");
        copy = real.resolve("restored").resolve(file.toString().substring(1));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Source files(List<ByteString> paths) {
        return new LocalFiles(
                paths, Exclusions.builder(), new LocalFiles.Options(ByteString.of("/"), false, ZoneOffset.UTC));
    }

    private Map<EntryPath, Node> snapshot() {
        return snapshot(file);
    }

    private static Map<EntryPath, Node> snapshot(Path... sources) {
        Map<EntryPath, Node> nodes = new HashMap<>();
        files(bytes(sources)).copyTo(new Sink() {
            @Override
            public void accept(Entry entry) {
                switch (entry) {
                    case Entry.File found -> {
                        nodes.put(found.path(), node(found));
                        found.content().skip();
                    }
                    case Entry.Special found -> nodes.put(found.path(), node(found));
                    case Entry.Directory _, Entry.Link _ -> {}
                }
            }

            @Override
            public void problem(Problem problem) {
                // What is not met shows in the differences.
            }
        });
        return nodes;
    }

    private static Node node(Entry.File found) {
        return new Node(
                found.path().name(),
                NodeType.FILE,
                found.metadata(),
                found.size(),
                ByteString.EMPTY,
                0,
                List.of(),
                null,
                "");
    }

    private static Node node(Entry.Special found) {
        return new Node(
                found.path().name(),
                found.type(),
                found.metadata(),
                0,
                ByteString.EMPTY,
                found.device(),
                List.of(),
                null,
                "");
    }

    private static List<ByteString> bytes(Path... paths) {
        return Arrays.stream(paths).map(path -> ByteString.of(path.toString())).toList();
    }

    private List<String> differences(Map<EntryPath, Node> snapshot) {
        return differences(snapshot, file);
    }

    private List<String> differences(Map<EntryPath, Node> snapshot, Path... sources) {
        Findings findings = new Findings();
        Comparison comparison =
                new Comparison(snapshot, new Comparison.Rules(true, true, true), findings, ComparisonTest::files);
        comparison.readRestored(ByteString.of(folder.resolve("restored").toString()));
        comparison.readSource(bytes(sources));
        comparison.finish();
        return new ArrayList<>(findings.kept().stream().map(Problem::reason).toList());
    }

    @Test
    void anEqualCopyHasNoDifferences() {
        assertEquals(List.of(), differences(snapshot()));
    }

    @Test
    void anotherByteIsFound() throws IOException {
        FileTime time = Files.getLastModifiedTime(copy);
        Files.writeString(copy, "cOntent");
        Files.setLastModifiedTime(copy, time);

        assertEquals(List.of("its content differs from its source after byte 0"), differences(snapshot()));
    }

    @Test
    void aShorterCopyIsFound() throws IOException {
        FileTime time = Files.getLastModifiedTime(copy);
        Files.writeString(copy, "con");
        Files.setLastModifiedTime(copy, time);

        assertEquals(
                "its size is not as in the snapshot", differences(snapshot()).getFirst());
    }

    @Test
    void aMissingCopyIsFound() throws IOException {
        Files.delete(copy);

        assertEquals(List.of("it was not restored"), differences(snapshot()));
    }

    @Test
    void anotherTimeIsFound() throws IOException {
        Files.setLastModifiedTime(copy, FileTime.fromMillis(12_345));

        assertEquals(List.of("its modification time is not as in the snapshot"), differences(snapshot()));
    }

    @Test
    void anotherModeIsFound() throws IOException {
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));

        assertEquals(List.of("its mode is not as in the snapshot"), differences(snapshot()));
    }

    @Test
    void aLostAttributeIsFound() {
        Map<EntryPath, Node> snapshot = snapshot();
        snapshot.replaceAll((path, node) -> with(node, withAttribute(node.metadata())));

        assertEquals(List.of("its extended attribute \"user.lost\" is not as in the snapshot"), differences(snapshot));
    }

    private static Node with(Node node, Metadata metadata) {
        return new Node(
                node.name(),
                node.type(),
                metadata,
                node.size(),
                node.linkTarget(),
                node.device(),
                node.content(),
                null,
                "");
    }

    private static Metadata withAttribute(Metadata metadata) {
        return with(metadata, metadata.mode(), List.of(ExtendedAttribute.of("user.lost", ByteString.of("x"))));
    }

    @Test
    void aFolderInPlaceOfAFileIsFound() throws IOException {
        Files.delete(copy);
        Files.createDirectory(copy);

        assertEquals(List.of("its type is not as in the snapshot"), differences(snapshot()));
    }

    @Test
    void anAttributeOfAnotherValueUnderTheNameThatWasKeptIsFound() throws IOException {
        setAttribute(file, LOST_NAME, "value");
        setAttribute(copy, KEPT_NAME, "another");
        Map<EntryPath, Node> snapshot = snapshot();
        snapshot.replaceAll((path, node) -> with(node, withoutAttributes(node.metadata())));

        assertEquals(List.of("its extended attribute \"user.\\xff\" is not as in its source"), differences(snapshot));
    }

    private static void setAttribute(Path of, ByteString name, String value) throws IOException {
        try (PosixDirectory parent = PosixDirectory.open(ByteString.of(String.valueOf(of.getParent())), true)) {
            parent.setExtendedAttribute(
                    ByteString.of(String.valueOf(of.getFileName())), new ExtendedAttribute(name, ByteString.of(value)));
        }
    }

    private static Metadata withoutAttributes(Metadata metadata) {
        return with(metadata, metadata.mode(), List.of());
    }

    private static Metadata with(Metadata metadata, long mode, List<ExtendedAttribute> attributes) {
        return new Metadata(
                mode,
                metadata.modified(),
                metadata.accessed(),
                metadata.changed(),
                metadata.uid(),
                metadata.gid(),
                metadata.user(),
                metadata.group(),
                metadata.inode(),
                metadata.deviceId(),
                metadata.links(),
                attributes,
                "");
    }

    @Test
    void aModeThatWasWrongInTheSnapshotAlreadyIsFound() throws IOException {
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        Map<EntryPath, Node> snapshot = snapshot();
        snapshot.replaceAll((path, node) -> with(node, with(node.metadata(), 0700, List.of())));

        assertEquals(List.of("its mode is not as in its source"), differences(snapshot));
    }

    @Test
    void filesThatBecameOneAreFound() throws IOException {
        Path other = Files.copy(file, file.resolveSibling("other"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createLink(copy.resolveSibling("other"), copy);

        assertEquals(List.of("its hard link is not as in its source"), differences(snapshot(file, other), file, other));
    }

    @Test
    void fifosThatWereOneAndAreTwoAreFound() throws IOException {
        Path first = makeFifo(file.resolveSibling("fifo"));
        Path second = Files.createLink(file.resolveSibling("same fifo"), first);
        makeFifo(copy.resolveSibling("fifo"));
        makeFifo(copy.resolveSibling("same fifo"));

        assertEquals(
                List.of("its hard link is not as in the snapshot"),
                differences(snapshot(first, second), first, second));
    }

    private static Path makeFifo(Path path) throws IOException {
        Timestamp time = new Timestamp(1_700_000_000, 5, 0);
        ByteString name = ByteString.of(String.valueOf(path.getFileName()));
        try (PosixDirectory parent = PosixDirectory.open(ByteString.of(String.valueOf(path.getParent())), true)) {
            parent.makeNode(name, 0010600, 0);
            parent.setTimes(name, time, time);
        }
        return path;
    }
}
