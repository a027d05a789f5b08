package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.OddFiles;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.model.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreOddFilesTest {
    @TempDir
    Path folder;

    Path odd;
    Path restored;

    @BeforeEach
    void choosePlaces() {
        odd = folder.resolve("odd");
        restored = folder.resolve("restored");
    }

    @AfterEach
    void clear() throws IOException {
        FileTrees.clear(folder);
    }

    @Test
    void everythingComesBackAsItWas() throws IOException {
        OddFiles.create(odd, OddFiles.Extent.ALL);
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            StoredSnapshot snapshot = fixture.backup(odd);

            Restore.Result result = Restoring.run(fixture, Restoring.request(fixture, snapshot, folder, restored));

            FileTrees.assertEqual(odd, restored.resolve("odd"));
            assertEquals(result.entries(), result.entriesDone());
            assertEquals(result.bytes(), result.bytesDone());
        }
    }

    @Test
    void restoringOverTheSameChangesNothing() throws IOException {
        OddFiles.create(odd, OddFiles.Extent.ALL);
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            StoredSnapshot snapshot = fixture.backup(odd);
            for (Overwrite overwrite : Overwrite.values()) {
                Restore.Result result = Restoring.run(
                        fixture,
                        Restoring.request(fixture, snapshot, folder, folder).with(overwrite));

                assertEquals(0, result.bytesDone(), overwrite.toString());
            }
            Restoring.run(fixture, Restoring.request(fixture, snapshot, folder, restored));
            FileTrees.assertEqual(odd, restored.resolve("odd"));
        }
    }

    @Test
    void sparseAndVerifiedEverythingComesBackAsItWas() throws IOException {
        OddFiles.create(odd, OddFiles.Extent.ALL);
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            StoredSnapshot snapshot = fixture.backup(odd);
            Restore.Request request = Restoring.request(fixture, snapshot, folder, restored);

            Restoring.run(fixture, Restoring.verifying(request, true));

            FileTrees.assertEqual(odd, restored.resolve("odd"));
        }
    }

    @Test
    void resticRestoresOurSnapshot() throws IOException, InterruptedException {
        OddFiles.create(odd, OddFiles.Extent.AS_RESTIC);
        Path repository = folder.resolve("repository");
        try (RepositoryFixture fixture = RepositoryFixture.at(repository)) {
            fixture.backup(odd);

            ResticProgram.newest()
                    .on(repository, RepositoryFixture.PASSWORD)
                    .run("restore", "latest:" + folder, "--target", restored.toString());

            FileTrees.assertEqual(odd, restored.resolve("odd"));
        }
    }

    @Test
    void weRestoreResticsSnapshot() throws IOException, InterruptedException {
        OddFiles.create(odd, OddFiles.Extent.BACKED_UP_BY_RESTIC);
        Path repository = folder.resolve("repository");
        ResticProgram restic = ResticProgram.newest().on(repository, RepositoryFixture.PASSWORD);
        restic.run("init");
        restic.run("backup", odd.toString());
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
            StoredSnapshot snapshot = new Snapshots(fixture.repository()).find("latest", SnapshotFilter.ALL);

            Restoring.run(fixture, Restoring.request(fixture, snapshot, folder, restored));

            FileTrees.assertEqual(odd, restored.resolve("odd"));
        }
    }
}
