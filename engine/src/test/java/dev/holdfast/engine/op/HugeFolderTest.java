package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.OddFiles;
import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of sizes and depths that nobody has, but for those who do. */
final class HugeFolderTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Backend backend = new MemoryBackend();

    @TempDir
    private Path home;

    @BeforeEach
    void makeRepository() {
        ScratchRepository.make(backend, 2);
    }

    /** Paths as long as these are beyond what JUnit deletes. */
    @AfterEach
    void remove() throws Exception {
        for (String name : List.of("deep", "odd")) {
            assertEquals(
                    0,
                    new ProcessBuilder("rm", "-rf", home.resolve(name).toString())
                            .inheritIO()
                            .start()
                            .waitFor());
        }
    }

    @Test
    void twoHundredThousandFilesInOneFolder() throws Exception {
        Path folder = Files.createDirectory(home.resolve("many"));
        int files = 200_000;
        try (PosixDirectory directory = PosixDirectory.open(ByteString.of(folder.toString()), true)) {
            for (int i = 0; i < files; i++) {
                directory.createFile(ByteString.of("f" + i), 0600).close();
            }
        }

        Backup.Result first = backup(folder, null);
        Backup.Result second =
                backup(folder, new StoredSnapshot(first.snapshotId().orElseThrow(), first.snapshot()));

        assertEquals(files, first.summary().filesNew());
        assertEquals(files, second.summary().filesUnmodified());
        assertEquals(0, second.summary().dataBlobs());
        Soundness.look(backend);
    }

    @Test
    void aTreeLargerThanTheMemoryIsStoredReadAndChecked() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallMemory.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), output);
    }

    @Test
    void threeThousandFoldersWithinEachOther() throws Exception {
        int depth = 3_000;
        Path folder = Files.createDirectory(home.resolve("deep"));
        ByteString name = ByteString.of("d");
        PosixDirectory at = PosixDirectory.open(ByteString.of(folder.toString()), true);
        for (int i = 0; i < depth; i++) {
            at.createFile(ByteString.of("file"), 0600).close();
            at.makeDirectory(name, 0700);
            PosixDirectory below = at.openDirectory(name);
            at.close();
            at = below;
        }
        at.close();

        SnapshotSummary summary = backup(folder, null).summary();

        assertEquals(depth, summary.filesNew());
        assertTrue(summary.directoriesNew() >= depth);
        Soundness.look(backend);
    }

    @Test
    void aSparseFileOfTwoGibibytes() throws Exception {
        long size = 2L << 30;
        Path folder = Files.createDirectory(home.resolve("sparse"));
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("hole").toFile(), "rw")) {
            file.setLength(size);
        }

        SnapshotSummary summary = backup(folder, null).summary();

        assertEquals(size, summary.totalBytesProcessed());
        assertTrue(summary.dataAddedPacked() < 1 << 20, () -> summary.dataAddedPacked() + " bytes stored");
        Soundness.read(backend);
    }

    @Test
    void everythingOddWithPathsLongerThanTheSystemTakes() throws Exception {
        Path folder = home.resolve("odd");
        OddFiles.create(folder, OddFiles.Extent.ALL);

        backup(folder, null);

        Soundness.read(backend);
    }

    private Backup.Result backup(Path folder, @Nullable StoredSnapshot parent) {
        LocalFiles source = new LocalFiles(
                List.of(ByteString.of(folder.toString())),
                Exclusions.builder(),
                new LocalFiles.Options(ByteString.of("/"), false, ZoneOffset.UTC));
        return assertTimeoutPreemptively(PATIENCE, () -> {
            try (Repository repository = ScratchRepository.open(backend)) {
                BackupProgress progress = new BackupProgress();
                Backup.Result result =
                        Trial.run(repository, Trial.request(source, parent, WriteOptions.DEFAULT, 3), progress);
                assertEquals(0, result.problems());
                return result;
            }
        });
    }
}
