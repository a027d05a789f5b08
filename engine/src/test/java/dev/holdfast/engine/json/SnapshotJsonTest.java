package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.Timestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotJsonTest {
    private static final String ID = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String FULL =
            "{\"time\":\"2024-05-03T10:11:12.5+02:00\",\"parent\":\"" + ID + "\",\"tree\":\"" + ID
                    + "\",\"paths\":[\"/a\",\"/b\\u003cc\"],\"hostname\":\"h\",\"username\":\"u\",\"uid\":1000,\"gid\":1001,"
                    + "\"excludes\":[\"*.o\"],\"tags\":[\"x\",\"y\"],\"original\":\"" + ID
                    + "\",\"program_version\":\"restic 0.19.1\","
                    + "\"summary\":{\"backup_start\":\"2024-05-03T10:11:12.5+02:00\",\"backup_end\":\"2024-05-03T10:11:13+02:00\","
                    + "\"files_new\":1,\"files_changed\":2,\"files_unmodified\":3,\"dirs_new\":4,\"dirs_changed\":5,"
                    + "\"dirs_unmodified\":6,\"data_blobs\":7,\"tree_blobs\":8,\"data_added\":9,\"data_added_packed\":10,"
                    + "\"total_files_processed\":11,\"total_bytes_processed\":12}}";
    private static final String SMALL = "{\"time\":\"0001-01-01T00:00:00Z\",\"tree\":\"" + ID + "\",\"paths\":[]}";

    @Test
    void everyKeyComesBackByteForByte() {
        assertEquals(FULL, encode(decode(FULL)));
        assertEquals(SMALL, encode(decode(SMALL)));
    }

    @Test
    void valuesAreRead() {
        Snapshot snapshot = decode(FULL);

        assertEquals(new Timestamp(1_714_723_872, 500_000_000, 7200), snapshot.time());
        assertEquals(ObjectId.parse(ID), snapshot.parent());
        assertEquals(List.of("/a", "/b<c"), snapshot.paths());
        assertEquals(1001, snapshot.gid());
        assertEquals(12, snapshot.figures().orElseThrow().totalBytesProcessed());
        assertEquals(9, snapshot.figures().orElseThrow().dataAdded());
    }

    @Test
    void missingKeysAreEmpty() {
        Snapshot snapshot = decode("{\"tree\":\"" + ID + "\",\"paths\":null,\"tags\":null,\"parent\":null}");

        assertEquals(List.of(), snapshot.paths());
        assertEquals("", snapshot.hostname());
        assertNull(snapshot.summary());
        assertEquals(Timestamp.ZERO, snapshot.time());
    }

    @Test
    void keysOfRusticArePassedOver() {
        Snapshot snapshot =
                decode("{\"time\":\"2024-05-03T10:11:12.5+02:00\",\"program_version\":\"rustic 0.9\",\"tree\":\"" + ID
                        + "\",\"label\":\"l\",\"paths\":[\"/a\"],\"delete\":{\"After\":\"2025-01-01T00:00:00Z\"},\"parents\":[],"
                        + "\"summary\":{\"command\":\"backup\",\"files_new\":1,\"total_dirsize_processed\":5,\"backup_duration\":0.25,"
                        + "\"backup_start\":\"2024-05-03T10:11:12.5+02:00\"},\"description\":\"d\"}");

        assertEquals(1, snapshot.figures().orElseThrow().filesNew());
        assertEquals(Timestamp.ZERO, snapshot.figures().orElseThrow().backupEnd());
    }

    @Test
    void snapshotWithoutTreeIsDamaged() {
        for (String text : new String[] {
            "{}",
            "{\"tree\":null}",
            "{\"tree\":\"" + "0".repeat(64) + "\"}",
            "{\"tree\":\"" + ID + "\"",
            "{\"tree\":\"" + ID + "\",\"tree\":\"" + ID + "\"}",
            "{\"tree\":\"" + ID + "\",\"uid\":4294967296}",
            "{\"tree\":\"" + ID + "\",\"paths\":\"/a\"}",
            "{\"tree\":\"" + ID + "\",\"time\":5}",
            "not JSON"
        }) {
            assertThrows(DamagedFile.class, () -> decode(text), text);
        }
    }

    private static Snapshot decode(String text) {
        return SnapshotJson.decode("snapshot x", text.getBytes(UTF_8));
    }

    private static String encode(Snapshot snapshot) {
        return new String(SnapshotJson.encode(snapshot), UTF_8);
    }
}
