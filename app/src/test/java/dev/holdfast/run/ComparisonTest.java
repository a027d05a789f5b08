package dev.holdfast.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences that a sound restore never makes are made by hand. */
class ComparisonTest {
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
        Map<EntryPath, Node> nodes = new HashMap<>();
        files(List.of(ByteString.of(file.toString()))).copyTo(new Sink() {
            @Override
            public void accept(Entry entry) {
                if (entry instanceof Entry.File found) {
                    nodes.put(found.path(), node(found));
                    found.content().skip();
                }
            }

            @Override
            public void problem(Problem problem) {
                throw new AssertionError(problem);
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

    private List<String> differences(Map<EntryPath, Node> snapshot) {
        Findings findings = new Findings();
        Comparison comparison =
                new Comparison(snapshot, new Comparison.Rules(true, true, true), findings, ComparisonTest::files);
        comparison.readRestored(ByteString.of(folder.resolve("restored").toString()));
        comparison.readSource(List.of(ByteString.of(file.toString())));
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
        snapshot.replaceAll((path, node) -> new Node(
                node.name(),
                node.type(),
                withAttribute(node.metadata()),
                node.size(),
                node.linkTarget(),
                node.device(),
                node.content(),
                null,
                ""));

        assertEquals(List.of("its extended attribute user.lost is not as in the snapshot"), differences(snapshot));
    }

    private static Metadata withAttribute(Metadata metadata) {
        return new Metadata(
                metadata.mode(),
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
                List.of(ExtendedAttribute.of("user.lost", ByteString.of("x"))),
                "");
    }

    @Test
    void aFolderInPlaceOfAFileIsFound() throws IOException {
        Files.delete(copy);
        Files.createDirectory(copy);

        assertEquals(List.of("its type is not as in the snapshot"), differences(snapshot()));
    }
}
