package dev.holdfast.engine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.EngineException;
import dev.holdfast.engine.model.EngineException.BackendFailure;
import dev.holdfast.engine.model.EngineException.StorageFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the local backend does on mounts that are full, read-only or of another user. A program of its own, as such
 * mounts are made in a name space of its own: {@link LocalBackendMountsTest} starts it once for each scene.
 */
final class HostileMounts {
    private HostileMounts() {}

    /**
     * Plays the scene {@code arguments[0]} in the folder {@code arguments[1]}; ends with 0 only if all of it went as it
     * must.
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "full" -> fullDisk(folder);
            case "full-of-names" -> noNamesLeft(folder);
            case "read-only" -> readOnly(folder);
            case "denied" -> denied(folder);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void fullDisk(Path folder) throws Exception {
        mount("-t", "tmpfs", "-o", "size=1m", "none", folder.toString());
        Backend backend = LocalBackend.at(folder);
        backend.create();
        List<byte[]> saved = new ArrayList<>();

        StorageFull full = assertThrows(StorageFull.class, () -> {
            for (int i = 0; i < 100; i++) {
                byte[] content = Samples.bytes(i, 100_000);
                backend.save(Samples.file(FileType.PACK, content), content);
                saved.add(content);
            }
        });

        assertEquals(folder.toString(), full.location());
        assertTrue(saved.size() > 2, () -> saved.size() + " files");
        assertEquals(saved.size(), files(folder).size());
        for (byte[] content : saved) {
            assertArrayEquals(content, backend.load(Samples.file(FileType.PACK, content), Range.ALL));
        }

        byte[] first = saved.getFirst();
        backend.delete(Samples.file(FileType.PACK, first));
        backend.save(Samples.file(FileType.INDEX, first), first);
    }

    private static void noNamesLeft(Path folder) throws Exception {
        mount("-t", "tmpfs", "-o", "size=1m,nr_inodes=100", "none", folder.toString());

        assertThrows(StorageFull.class, () -> LocalBackend.at(folder).create());
    }

    private static void readOnly(Path folder) throws Exception {
        mount("-t", "tmpfs", "-o", "size=1m", "none", folder.toString());
        Backend backend = LocalBackend.at(folder);
        backend.create();
        byte[] content = Samples.bytes(1, 1000);
        FileRef file = Samples.file(FileType.SNAPSHOT, content);
        FileRef other = Samples.file(FileType.PACK, content);
        backend.save(file, content);
        mount("-o", "remount,ro", folder.toString());

        for (Runnable change : List.<Runnable>of(() -> backend.save(other, content), () -> backend.delete(file))) {
            assertFailure("Read-only file system", change);
        }
        assertArrayEquals(content, backend.load(file, Range.ALL));
        assertEquals(1, files(folder).size());
    }

    /**
     * The folder is prepared: the index may not be written to, the snapshots not be looked into, the config not be
     * read.
     */
    private static void denied(Path folder) throws IOException {
        Backend backend = LocalBackend.at(folder);
        byte[] content = Samples.bytes(1, 1000);
        FileRef index = Samples.file(FileType.INDEX, content);

        assertFailure("permission denied", () -> backend.save(Samples.file(FileType.INDEX, new byte[0]), new byte[0]));
        assertFailure("permission denied", () -> backend.delete(index));
        assertFailure("permission denied", () -> backend.list(FileType.SNAPSHOT, _ -> {}));
        assertFailure("permission denied", () -> backend.stat(Samples.file(FileType.SNAPSHOT, content)));
        assertFailure("permission denied", () -> backend.load(FileRef.CONFIG, Range.ALL));
        assertArrayEquals(content, backend.load(index, Range.ALL));
    }

    private static void assertFailure(String words, Runnable work) {
        EngineException failure = assertThrows(EngineException.class, work::run);
        String message = String.valueOf(failure.getMessage());
        assertTrue(failure instanceof BackendFailure other && other.isPermanent(), message);
        assertTrue(message.contains(words), message);
    }

    private static void mount(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(arguments));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), () -> String.join(" ", command));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
