package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.OddFiles;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.files.FileAttributes;
import dev.holdfast.engine.files.LocalTarget;
import dev.holdfast.engine.files.TargetFolder;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DestinationFailure;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Restores into targets that are full, read-only or of another user, and by users who are not root. A program of its own, as
 * these need name spaces of their own: {@link RestoreScenesTest} starts it once for each scene.
 */
final class RestoreScenes {
    private RestoreScenes() {}

    /** Plays the scene {@code arguments[0]} in the folder {@code arguments[1]}; ends with 0 only if all of it went as it must. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "full" -> full(folder);
            case "no-room-for-one" -> noRoomForOne(folder);
            case "read-only" -> readOnly(folder);
            case "denied" -> denied(folder);
            case "unprivileged" -> unprivileged(folder);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static StoredSnapshot backUpSome(RepositoryFixture fixture, Path folder) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        for (int i = 0; i < 40; i++) {
            byte[] content = new byte[200_000];
            new Random(i).nextBytes(content);
            Files.write(source.resolve("file " + i), content);
        }
        return fixture.backup(source);
    }

    private static void full(Path folder) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            StoredSnapshot snapshot = backUpSome(fixture, folder);
            mount("-t", "tmpfs", "-o", "size=4m", "none", disk.toString());
            Restore.Request request = Restoring.request(fixture, snapshot, folder.resolve("source"), disk);

            DestinationFailure full = assertThrows(DestinationFailure.class, () -> Restoring.run(fixture, request));

            assertTrue(full.getMessage().contains("no space left"), full.getMessage());
            mount("-o", "remount,size=20m", disk.toString());
            Restoring.run(fixture, request.with(Overwrite.IF_CHANGED));
            for (int i = 0; i < 40; i++) {
                assertEquals(-1, Files.mismatch(disk.resolve("file " + i), folder.resolve("source/file " + i)));
            }
        }
    }

    /** Every piece of a file that does not fit meets the full disk, whichever thread comes first. */
    private static void noRoomForOne(Path folder) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mount("-t", "tmpfs", "-o", "size=1m", "none", disk.toString());
        Restore.Request request = Restoring.request(new ObjectId(1, 2, 3, 4), disk);
        try (LocalTarget target = LocalTarget.open(request.target(), false, request.attributes());
                OpenFiles files = new OpenFiles(target, request)) {
            TargetFolder made = target.root().child(ByteString.of("made"));
            target.prepare(made, true);
            Node node = Restoring.node("large", NodeType.FILE, List.of(), null, 8 << 20);
            RestoreFile file =
                    new RestoreFile(made, node.name(), FileAttributes.of(node.metadata(), null), node.size());
            file.expect(2, false, false);
            for (int piece = 0; piece < 2; piece++) {
                PosixException full = assertThrows(PosixException.class, () -> {
                    files.take(file).writeAt(4 << 20, new byte[4 << 20], 0, 4 << 20);
                });

                assertTrue(full.isFull(), full.getMessage());
            }
        }
    }

    private static void readOnly(Path folder) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            StoredSnapshot snapshot = backUpSome(fixture, folder);
            mount("-t", "tmpfs", "-o", "ro", "none", disk.toString());
            for (Path target : List.of(disk, disk.resolve("below"))) {
                Restore.Request request = Restoring.request(fixture, snapshot, folder, target);

                DestinationFailure failure =
                        assertThrows(DestinationFailure.class, () -> Restoring.run(fixture, request));

                assertTrue(failure.getMessage().contains("read-only"), failure.getMessage());
            }
        }
    }

    /** The folder is prepared: {@code locked} may not be written to. */
    private static void denied(Path folder) throws IOException {
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            StoredSnapshot snapshot = backUpSome(fixture, folder.resolve("open"));
            for (String source : new String[] {"open", "open/source"}) {
                Restore.Request request =
                        Restoring.request(fixture, snapshot, folder.resolve(source), folder.resolve("locked"));

                DestinationFailure failure =
                        assertThrows(DestinationFailure.class, () -> Restoring.run(fixture, request));

                assertTrue(failure.getMessage().contains("may not write"), failure.getMessage());
            }
        }
    }

    /** A user who is not root gets everything back that is his own, twice over the same. */
    private static void unprivileged(Path folder) throws IOException {
        Path odd = folder.resolve("open/odd");
        OddFiles.create(odd, OddFiles.Extent.ALL);
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            StoredSnapshot snapshot = fixture.backup(odd);
            Path restored = folder.resolve("open/restored");
            Restore.Request request = Restoring.request(fixture, snapshot, folder.resolve("open"), restored);
            for (Overwrite overwrite : List.of(Overwrite.ALWAYS, Overwrite.ALWAYS, Overwrite.IF_CHANGED)) {
                Restoring.run(fixture, request.with(overwrite));

                FileTrees.assertEqual(odd, restored.resolve("odd"));
            }
        }
        FileTrees.clear(folder.resolve("open"));
    }

    private static void mount(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(arguments));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), () -> String.join(" ", command));
    }
}
