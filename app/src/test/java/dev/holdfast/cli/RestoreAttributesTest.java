package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which extended attributes a restore sets and removes, compared with restic. */
final class RestoreAttributesTest {
    @TempDir
    private Path folder;

    private TestProgram holdfast = TestProgram.in(Path.of("/"), Map.of());
    private ResticProgram restic = ResticProgram.newest();

    @BeforeEach
    void backUp() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        set(Files.writeString(source.resolve("file"), "content"), Map.of("one", "1", "Two", "2", "x/y", "3"));
        Path repository = Files.createDirectory(folder.resolve("repository"));
        try (RepositoryFixture fixture = RepositoryFixture.at(repository)) {
            fixture.backup(source);
        }
        Map<String, String> environment =
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString());
        holdfast = TestProgram.in(folder, environment);
        restic = ResticProgram.newest().in(folder).with(environment).with("TZ", "UTC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--include-xattr user.*",
                "--include-xattr USER.*",
                "--exclude-xattr user.*",
                "--exclude-xattr user.o*",
                "--include-xattr user.one --include-xattr user.T*",
                "--include-xattr **",
                "--include-xattr user",
                "--include-xattr x",
                "--include-xattr y",
                "--include-xattr user.x",
                "--include-xattr user.x/*",
                "--include-xattr ",
                "--exclude-xattr ",
                "--exclude-xattr * --exclude-xattr !user.one",
                "--include-xattr !user.one",
                "--exclude-xattr /user.one",
                "--include-xattr /user.one",
                "--exclude-xattr user.one,user.Two"
            })
    void theSameAttributesAsRestic(String flags) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("restore", "latest:" + folder.resolve("source"), "--target"));
        List<Map<String, String>> restored = new ArrayList<>();
        for (String target : List.of("theirs", "ours")) {
            Path file = Files.createDirectory(folder.resolve(target)).resolve("file");
            set(Files.writeString(file, "older"), Map.of("one", "old", "extra", "kept if it is left alone"));
            List<String> line = new ArrayList<>(words);
            line.add(target);
            if (!flags.isEmpty()) {
                line.addAll(Arrays.asList(flags.split(" ", -1)));
            }
            String[] arguments = line.toArray(String[]::new);
            if (target.equals("ours")) {
                TestProgram.Run run = holdfast.run(arguments);
                assertEquals(0, run.code(), run.err());
            } else {
                restic.run(arguments);
            }
            restored.add(get(file));
        }

        assertEquals(restored.get(0), restored.get(1));
    }

    @Test
    void whatIsLeftAloneIsNotRemoved() throws IOException {
        Path file = Files.createDirectory(folder.resolve("target")).resolve("file");
        set(Files.writeString(file, "older"), Map.of("one", "old", "extra", "stays"));

        TestProgram.Run run = holdfast.run(
                "restore", "latest:" + folder.resolve("source"), "--target", "target", "--include-xattr", "user.Two");

        assertEquals(0, run.code(), run.err());
        assertEquals("content", Files.readString(file));
        assertEquals(Map.of("one", "old", "extra", "stays", "Two", "2"), get(file));
    }

    private static void set(Path file, Map<String, String> attributes) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            view.write(attribute.getKey(), StandardCharsets.UTF_8.encode(attribute.getValue()));
        }
    }

    private static Map<String, String> get(Path file) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        Map<String, String> attributes = new TreeMap<>();
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            attributes.put(name, StandardCharsets.UTF_8.decode(value.flip()).toString());
        }
        return attributes;
    }
}
