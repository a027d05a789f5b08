package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.RepositoryConfig;
import dev.holdfast.engine.model.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our JSON against restic's own, over a folder with every kind of odd name. */
class ResticGoldenTest {
    /** In Latin-1: each character is one byte of a name. */
    private static final List<String> ODD_NAMES = List.of(
            "plain",
            "with space",
            "quote\"backslash\\apostrophe'",
            "html <b>&amp;<b>",
            "control \1\2\7\b\t\n\13\f\r\33\37 and \177",
            "not UTF-8 \377\376 \200 \300\257 \355\240\200 \364\220\200\200",
            "cut off \342\202",
            utf8("Grüße aus Köln"),
            utf8("日本語"),
            utf8("no-break\u00a0 ideographic\u3000 zero\u200bwidth\u200d mark\ufeff soft\u00ad"),
            utf8("line\u2028paragraph\u2029 right-to-left\u202e"),
            utf8("combining e\u0301, private \ue000, unassigned \u0378, replacement \ufffd, not a character \uffff"),
            utf8("emoji \ud83d\ude00, math \ud835\udd38, tag \udb40\udc41, private \udbff\udffd"),
            utf8("\ud83d\ude00 sorts behind"),
            utf8("\uff21 sorts before"),
            "\\x41 looks quoted \\u0041 \\101",
            "~",
            "-dash");

    private final Set<ByteString> names = new HashSet<>();
    private final Set<ByteString> linkTargets = new HashSet<>();

    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    @Test
    void everyFileOfResticComesBackByteForByte(@TempDir Path temporary) throws Exception {
        Path source = Files.createDirectory(temporary.resolve("source"));
        makeOddFolder(source);
        // A zone whose offset changes over the year, and which had odd seconds long ago.
        ResticProgram restic = ResticProgram.newest()
                .on(temporary.resolve("repository"), "golden")
                .with("TZ", "Europe/Berlin");
        restic.run("init");
        restic.run(
                "backup",
                "--tag",
                "a<b>&c",
                "--tag",
                "ü\"",
                "--exclude",
                "*.t\u2028mp",
                "--host",
                "höst",
                source.toString());

        checkConfig(restic);
        checkTree(restic, checkSnapshot(restic).tree());
        checkIndexes(restic);

        for (String name : ODD_NAMES) {
            ByteString raw = ByteString.copyOf(name.getBytes(ISO_8859_1));
            assertTrue(names.contains(raw), raw.toString());
            assertTrue(linkTargets.contains(raw), raw.toString());
        }
    }

    private static void checkConfig(ResticProgram restic) {
        byte[] json = compact(restic.bytes("cat", "config"));

        RepositoryConfig config = ConfigJson.decode("config", json);

        assertEquals(2, config.version());
        assertSame(json, ConfigJson.encode(config));
    }

    private static Snapshot checkSnapshot(ResticProgram restic) {
        byte[] json = compact(
                restic.bytes("cat", "snapshot", list(restic, "snapshots").getFirst()));

        Snapshot snapshot = SnapshotJson.decode("snapshot", json);

        assertEquals(List.of("a<b>&c", "ü\""), snapshot.tags());
        assertSame(json, SnapshotJson.encode(snapshot));
        return snapshot;
    }

    private void checkTree(ResticProgram restic, ObjectId id) {
        byte[] json = restic.bytes("cat", "blob", id.toString());
        List<Node> nodes = new ArrayList<>();

        TreeJson.decodeChecked("tree", json, 0, json.length, nodes::add);

        assertSame(json, TreeJson.encode(nodes));
        for (Node node : nodes) {
            names.add(node.name());
            if (node.type() == NodeType.SYMLINK) {
                linkTargets.add(node.linkTarget());
            }
            node.tree().ifPresent(subtree -> checkTree(restic, subtree));
        }
    }

    private static void checkIndexes(ResticProgram restic) {
        List<String> ids = list(restic, "index");
        assertEquals(1, ids.size());
        for (String id : ids) {
            byte[] json = compact(restic.bytes("cat", "index", id));
            IndexWriter writer = new IndexWriter(64);

            IndexJson.decode("index", json, 0, json.length, writer);

            assertTrue(writer.blobs() > 0);
            assertEquals(new String(json, UTF_8) + "\n", writer.finish().toString());
        }
    }

    private static void assertSame(byte[] expected, byte[] actual) {
        // The texts first: they show where the difference is.
        assertEquals(new String(expected, ISO_8859_1), new String(actual, ISO_8859_1));
        assertArrayEquals(expected, actual);
    }

    /** What {@code restic cat} shows is indented. */
    private static byte[] compact(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean inText = false;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '"') {
                inText = !inText;
            }
            if (inText || json[i] > ' ') {
                out.write(json[i]);
            }
            if (inText && json[i] == '\\') {
                out.write(json[++i]);
            }
        }
        return out.toByteArray();
    }

    private static void makeOddFolder(Path folder) throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        Path files = Files.createDirectory(folder.resolve("files"));
        Path links = Files.createDirectory(folder.resolve("links"));
        shell(files, ODD_NAMES.stream().map(name -> ": > " + word(name)).toList());
        shell(
                links,
                ODD_NAMES.stream()
                        .map(name -> "ln -s -- " + quoted(name) + " " + word(name))
                        .toList());
        Path others = Files.createDirectory(folder.resolve("others"));
        shell(others, List.of("mkfifo pipe", ": > setuid", "chmod 6755 setuid", "mkdir shared", "chmod 1777 shared"));
        Path content = Files.writeString(others.resolve("content"), "some content");
        Files.createLink(others.resolve("hard link"), content);
        setAttributes(content);
        Path times = Files.createDirectory(folder.resolve("times"));
        for (String time : List.of(
                "1880-02-29T12:34:56Z",
                "1970-01-01T00:00:00Z",
                "2024-01-31T23:59:59.1Z",
                "2024-07-01T00:00:00.000000001Z",
                "2024-02-29T23:30:00.123456780Z",
                "2300-12-31T23:59:59.999999999Z",
                "+11000-02-28T00:00:00Z")) {
            Path file = Files.createFile(times.resolve("at " + time));
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
        }
    }

    private static void setAttributes(Path file) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        view.write("short", ByteBuffer.wrap(new byte[] {0}));
        view.write("empty", ByteBuffer.allocate(0));
        view.write("ümläut", ByteBuffer.wrap(new byte[] {-1, -2, -3, 62, 63}));
    }

    private static String quoted(String name) {
        return "'" + name.replace("'", "'\\''") + "'";
    }

    private static String word(String name) {
        return "./" + quoted(name);
    }

    /** Runs lines of Latin-1, since Java cannot name every file. */
    private static void shell(Path folder, List<String> lines) throws Exception {
        Process process = new ProcessBuilder("sh", "-e")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var script = process.getOutputStream()) {
            script.write(String.join("\n", lines).getBytes(ISO_8859_1));
        }
        assertEquals(0, process.waitFor());
    }

    /** The names that {@code restic list} prints for a type of file. */
    private static List<String> list(ResticProgram restic, String type) {
        return restic.run("list", type, "--quiet").lines().toList();
    }
}
