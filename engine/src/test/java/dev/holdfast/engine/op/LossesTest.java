package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LossesTest {
    private final RepositoryFixture fixture = RepositoryFixture.inMemory();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void filesAndFoldersOfLostPacksAreNamed() {
        ObjectId lostData = fixture.data(new byte[] {1});
        ObjectId keptData = fixture.data(new byte[] {2});
        ObjectId lostTree = fixture.tree(Nodes.file("below", 1, keptData));
        ObjectId keptTree = fixture.tree(Nodes.file("x", 2, keptData, lostData), Nodes.file("y", 1, keptData));
        StoredSnapshot harmed =
                fixture.snapshot(fixture.tree(Nodes.directory("kept", keptTree), Nodes.directory("lost", lostTree)));
        StoredSnapshot whole = fixture.snapshot(fixture.tree(Nodes.file("y", 1, keptData)));
        List<ObjectId> packs = List.of(damage(BlobType.DATA, lostData), damage(BlobType.TREE, lostTree));

        Losses losses = new Losses(fixture.reopen());
        long count = losses.lookInto(packs, 2);

        assertEquals(2, count);
        List<String> affected = new ArrayList<>();
        losses.affected(List.of(harmed, whole), place -> affected.add(place.toString()));
        String name = harmed.id().shortName();
        assertEquals(List.of(name + ":/kept/x", name + ":/lost"), affected);
    }

    /** Damages the blob in the pack that it lies in; gives the pack. */
    private ObjectId damage(BlobType type, ObjectId blob) {
        ObjectId pack =
                fixture.reopen().index().lookup(type, blob).orElseThrow().pack();
        fixture.backend().save(FileRef.of(FileType.PACK, pack), new byte[500]);
        return pack;
    }
}
