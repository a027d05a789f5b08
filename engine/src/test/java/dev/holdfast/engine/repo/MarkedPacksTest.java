package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.Mark;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.pack.PackedBlob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Blobs in packs that are marked: there to be read, but not to be relied on. */
class MarkedPacksTest {
    private static final byte[] CONTENT = "some content".getBytes(StandardCharsets.UTF_8);
    private static final Timestamp TIME = new Timestamp(1_800_000_000, 0, 0);

    private final RepositoryFixture fixture = RepositoryFixture.inMemory();
    private final ObjectId blob = fixture.data(CONTENT);
    private final ObjectId pack = fixture.repository().index().packs().getFirst();
    private final List<PackedBlob> blobs = fixture.repository().index().blobs(pack);

    @Test
    void theyAreReadButStoredAnew() {
        markInPlace();
        Repository repository = fixture.reopen();

        assertArrayEquals(CONTENT, repository.loadBlob(BlobType.DATA, blob));
        assertEquals(CONTENT.length, repository.index().plainLength(BlobType.DATA, blob));
        assertFalse(repository.index().contains(BlobType.DATA, blob));

        fixture.data(CONTENT);
        repository = fixture.reopen();
        assertEquals(2, repository.index().packs().size());
        assertTrue(repository.index().contains(BlobType.DATA, blob));
        assertNotEquals(
                pack,
                repository.index().lookup(BlobType.DATA, blob).orElseThrow().pack());
        assertEquals(
                pack,
                repository.index().lookupAll(BlobType.DATA, blob).getLast().pack());
    }

    @Test
    void aPackThatAnyIndexListsIsNotMarked() {
        for (int i = 0; i < 5; i++) {
            // In whatever order they are read.
            write(new Mark(TIME, new Timestamp(1_800_000_000 + i, 0, 0), Set.of()));
        }

        Repository repository = fixture.reopen();

        assertFalse(repository.index().hasMarks());
        assertTrue(repository.index().contains(BlobType.DATA, blob));
    }

    @Test
    void ofSeveralMarksTheOneThatKeepsLongestCounts() {
        markInPlace();
        write(new Mark(TIME, new Timestamp(1_900_000_000, 0, 0), Set.of("1@a")));
        write(new Mark(TIME, new Timestamp(1_850_000_000, 0, 0), Set.of("2@b")));

        assertEquals(
                new Mark(TIME, new Timestamp(1_900_000_000, 0, 0), Set.of("1@a", "2@b")),
                fixture.reopen().index().mark(pack).orElseThrow());

        write(new Mark(TIME, TIME, null));
        assertEquals(
                new Mark(TIME, new Timestamp(1_900_000_000, 0, 0), null),
                fixture.reopen().index().mark(pack).orElseThrow());
    }

    @Test
    void nobodyTakesThemForUnlisted() {
        List<ObjectId> taken = new ArrayList<>();
        Repository repository = fixture.reopen();
        repository.files(FileType.INDEX).forEach(index -> repository.backend().delete(index.file()));
        new UnlistedPacks(repository).read(fixture.reopen().index(), (unlisted, _) -> taken.add(unlisted));
        assertEquals(List.of(pack), taken);
        write(new Mark(TIME, TIME, null));

        new UnlistedPacks(repository).read(fixture.reopen().index(), (unlisted, _) -> taken.add(unlisted));

        assertEquals(1, taken.size());
    }

    private void markInPlace() {
        Repository repository = fixture.repository();
        List<FileRef> listing = new ArrayList<>();
        repository.files(FileType.INDEX).forEach(index -> listing.add(index.file()));
        write(new Mark(TIME, TIME, Set.of()));
        listing.forEach(repository.backend()::delete);
    }

    private void write(Mark mark) {
        IndexWriter writer = new IndexWriter(500);
        writer.marked(pack, mark);
        for (PackedBlob packed : blobs) {
            writer.blob(packed.id(), packed.type(), packed.offset(), packed.length(), packed.plainLength());
        }
        fixture.repository().saveUnpacked(FileType.INDEX, writer.finish().toBytes());
    }
}
