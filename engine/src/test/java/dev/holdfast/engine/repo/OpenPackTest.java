package dev.holdfast.engine.repo;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;
import org.junit.jupiter.api.Test;

class OpenPackTest {
    @Test
    void onlyAnEmptyPackHasRoomForAHugeBlob() {
        OpenPack pack = new OpenPack(16 << 20, new byte[200], complete -> {});
        assertTrue(pack.hasRoomFor(Integer.MAX_VALUE));

        pack.reserve(new PackedBlob(new ObjectId(1, 2, 3, 4), BlobType.DATA, 0, 100, 0));

        assertFalse(pack.hasRoomFor(Integer.MAX_VALUE));
        assertTrue(pack.hasRoomFor(100));
    }
}
