package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
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

    @Test
    void blobShorterThanItsEnvelopeIsRefused() {
        refuse(31, 0);
    }

    @Test
    void blobThatIsLongerThanItsPackTakesNoMemory() {
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            FileRef pack = FileRef.of(FileType.PACK, new ObjectId(1, 2, 3, 4));
            ObjectId blob = new ObjectId(5, 6, 7, 8);
            fixture.repository().backend().save(pack, new byte[100]);
            IndexWriter index = new IndexWriter(500);
            index.pack(pack.id());
            index.blob(blob, BlobType.DATA, 0, Integer.MAX_VALUE, 0);
            fixture.repository().saveUnpacked(FileType.INDEX, index.finish().toBytes());

            Repository reopened = fixture.reopen();

            assertThrows(DamagedFile.class, () -> reopened.loadBlob(BlobType.DATA, blob));
        }
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
