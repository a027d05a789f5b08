package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.backend.MemoryBackend;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.posix.PosixFile;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.WriteOptions;
import java.time.ZoneId;
import java.util.List;

/**
 * Backs up what only some file systems have. A program of its own, as these need a name space of their own:
 * {@link BackupScenesTest} starts it once for each scene.
 */
final class BackupScenes {
    private BackupScenes() {}

    /** Plays the scene {@code arguments[0]} in the folder {@code arguments[1]}; ends with 0 only if all of it went as it must. */
    public static void main(String[] arguments) throws Exception {
        ByteString folder = ByteString.of(arguments[1]);
        assertEquals(
                0,
                new ProcessBuilder("mount", "-t", "tmpfs", "none", folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor());
        try (PosixDirectory directory = PosixDirectory.open(folder, true)) {
            switch (arguments[0]) {
                case "far-times" -> farTimes(directory);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    /** Any user can give files times in which no calendar works. */
    private static void farTimes(PosixDirectory directory) throws PosixException {
        List<Long> moments = List.of(Long.MAX_VALUE, 1L << 60, 1L << 40, -(1L << 40), -(1L << 60), Long.MIN_VALUE);
        for (int i = 0; i < moments.size(); i++) {
            try (PosixFile file = directory.createFile(ByteString.of("far " + i), 0600)) {
                Timestamp time = new Timestamp(moments.get(i), 0, 0);
                file.setTimes(time, time);
                assertEquals(moments.get(i), file.status().modifiedSeconds());
            }
        }

        assertEquals(moments.size(), backup(directory).filesNew());
    }

    private static SnapshotSummary backup(PosixDirectory directory) {
        LocalFiles source = new LocalFiles(
                List.of(directory.path()),
                Exclusions.builder(),
                new LocalFiles.Options(ByteString.of("/"), false, ZoneId.of("Europe/Berlin")));
        MemoryBackend backend = new MemoryBackend();
        ScratchRepository.make(backend, 2);
        try (Repository repository = ScratchRepository.open(backend)) {
            BackupProgress progress = new BackupProgress();
            Backup.Result result =
                    Trial.run(repository, Trial.request(source, null, WriteOptions.DEFAULT, 2), progress);
            Soundness.read(backend);
            return result.summary();
        }
    }
}
