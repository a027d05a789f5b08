package dev.holdfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.op.SnapshotFilter;
import dev.holdfast.engine.op.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryFixtureTest {
    @Test
    void whatWasBackedUpIsFoundAfterOpeningAgain(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("file"), "content");
        try (RepositoryFixture fixture = RepositoryFixture.at(folder.resolve("repository"))) {
            StoredSnapshot made = fixture.backup(folder.resolve("file"));

            StoredSnapshot found = new Snapshots(fixture.reopen()).find("latest", SnapshotFilter.ALL);

            assertEquals(made.id(), found.id());
            assertEquals(
                    List.of(folder.resolve("file").toString()), found.snapshot().paths());
        }
    }

    @Test
    void blobsAndTreesAreStoredAsTheyAre() {
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            byte[] content = {1, 2, 3};

            ObjectId data = fixture.data(content);
            ObjectId tree = fixture.tree(new Node[0]);
            StoredSnapshot snapshot = fixture.snapshot(tree);

            assertArrayEquals(content, fixture.reopen().loadBlob(BlobType.DATA, data));
            assertEquals(
                    List.of(), fixture.repository().tree(snapshot.snapshot().tree()));
        }
    }
}
