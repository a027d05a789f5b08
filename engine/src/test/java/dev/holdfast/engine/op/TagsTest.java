package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.RepositoryLock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TagsTest {
    private final RepositoryFixture fixture = RepositoryFixture.inMemory();
    private final StoredSnapshot snapshot = fixture.snapshot(fixture.tree());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void editedSnapshotTakesThePlaceOfTheOld() {
        StoredSnapshot once = edit(snapshot, new Tags.Edit(null, List.of("a", "b", "a"), List.of()));
        StoredSnapshot twice = edit(once, new Tags.Edit(null, List.of("c"), List.of("a")));
        StoredSnapshot set = edit(twice, new Tags.Edit(List.of("new"), List.of(), List.of()));
        StoredSnapshot none = edit(set, new Tags.Edit(List.of(""), List.of(), List.of()));

        assertEquals(List.of("a", "b"), once.snapshot().tags());
        assertEquals(List.of("b", "c"), twice.snapshot().tags());
        assertEquals(List.of("new"), set.snapshot().tags());
        assertEquals(List.of(), none.snapshot().tags());
        assertEquals(snapshot.id(), none.snapshot().original());
        assertEquals(List.of(none.id()), fixture.repository().ids(FileType.SNAPSHOT));
    }

    @Test
    void nothingChangesIfTheTagsAreAsWanted() {
        Tags tags = new Tags(fixture.repository(), RepositoryLock.none(fixture.repository()));

        assertTrue(tags.edit(snapshot, new Tags.Edit(List.of(), List.of(), List.of("x")))
                .isEmpty());
        assertEquals(List.of(snapshot.id()), fixture.repository().ids(FileType.SNAPSHOT));
    }

    private StoredSnapshot edit(StoredSnapshot stored, Tags.Edit edit) {
        Tags tags = new Tags(fixture.repository(), RepositoryLock.none(fixture.repository()));
        Tags.Changed changed = tags.edit(stored, edit).orElseThrow();
        return new StoredSnapshot(changed.id(), fixture.repository().snapshot(changed.id()));
    }
}
