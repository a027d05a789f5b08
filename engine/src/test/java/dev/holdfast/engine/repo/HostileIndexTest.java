package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import org.junit.jupiter.api.Test;

class HostileIndexTest {
    @Test
    void blobLongerThanAnyIsRefused() {
        refuse(3_000_000_000L, 0);
    }

    @Test
    void blobThatInflatesToMoreThanAnyIsRefused() {
        refuse(100, 3_000_000_000L);
    }

    private static void refuse(long length, long plainLength) {
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            IndexWriter index = new IndexWriter(500);
            index.pack(new ObjectId(1, 2, 3, 4));
            index.blob(new ObjectId(5, 6, 7, 8), BlobType.DATA, 0, length, plainLength);
            fixture.repository().saveUnpacked(FileType.INDEX, index.finish().toBytes());

            Repository reopened = fixture.reopen();

            assertThrows(DamagedFile.class, reopened::index);
        }
    }
}
