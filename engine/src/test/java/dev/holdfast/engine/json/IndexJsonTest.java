package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ObjectId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IndexJsonTest {
    private static final String PACK = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String BLOB = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String FIRST = "{\"id\":\"" + BLOB + "\",\"type\":\"data\",\"offset\":0,\"length\":38}";
    private static final String SECOND = "{\"id\":\"" + BLOB
            + "\",\"type\":\"tree\",\"offset\":38,\"length\":4294967295,\"uncompressed_length\":511}";
    private static final String FULL = "{\"packs\":[{\"id\":\"" + PACK + "\",\"blobs\":[" + FIRST + "," + SECOND
            + "]},{\"id\":\"" + BLOB + "\",\"blobs\":[" + FIRST + "]}]}\n";

    @Test
    void indexComesBackByteForByte() {
        assertEquals(FULL, decode(FULL));
    }

    @Test
    void emptyIndexIsWritten() {
        assertEquals("{\"packs\":[]}\n", new IndexWriter(0).finish().toString());
        assertEquals("{\"packs\":[]}\n", decode("{\"packs\":null}"));
        assertEquals("{\"packs\":[]}\n", decode("{}"));
    }

    @Test
    void writerCounts() {
        IndexWriter writer = new IndexWriter(0);
        byte[] bytes = FULL.getBytes(UTF_8);

        IndexJson.decode("index x", bytes, 0, bytes.length, writer);

        assertEquals(2, writer.packs());
        assertEquals(3, writer.blobs());
    }

    @Test
    void blobNeedsAPack() {
        IndexWriter writer = new IndexWriter(0);

        assertThrows(IllegalArgumentException.class, () -> writer.blob(ObjectId.parse(BLOB), BlobType.DATA, 0, 38, 0));
    }

    @Test
    void blobsBeforeTheIdOfTheirPackAreFound() {
        String swapped = "{\"packs\":[{\"blobs\":[" + FIRST + "," + SECOND + "],\"size\":99,\"id\":\"" + PACK
                + "\",\"time\":null},{\"id\":\"" + BLOB + "\",\"blobs\":[" + FIRST + "]}]}\n";

        assertEquals(FULL, decode(swapped));
    }

    @Test
    void oldAndForeignKeysArePassedOver() {
        String foreign =
                "{\"supersedes\":[\"" + PACK + "\"]," + FULL.substring(1, FULL.length() - 2) + ",\"more\":{\"x\":[]}}";

        assertEquals(FULL, decode(foreign));
    }

    @Test
    void packsThatAreMarkedComeBackByteForByte() {
        String plain = "{\"id\":\"" + PACK + "\",\"time\":\"2026-03-01T12:00:00.5Z\"";
        String dated = plain + ",\"holdfast\":{\"delete_after\":\"2026-03-02T12:00:00+01:00\"";
        for (String marked : new String[] {
            plain + ",\"blobs\":[" + FIRST + "]}",
            dated + "},\"blobs\":[" + FIRST + "," + SECOND + "]}",
            dated + ",\"held_by\":[]},\"blobs\":[]}",
            dated + ",\"held_by\":[\"1@a\",\"22@b\"]},\"blobs\":[" + FIRST + "]}," + plain + ",\"blobs\":[]}"
        }) {
            String beside = FULL.substring(0, FULL.length() - 2) + ",\"packs_to_delete\":[" + marked + "]}\n";
            String alone = "{\"packs\":[],\"packs_to_delete\":[" + marked + "]}\n";

            assertEquals(beside, decode(beside));
            assertEquals(alone, decode(alone));
        }
    }

    @Test
    void whatAnotherProgramMarkedIsUnderstood() {
        String head = "{\"packs\":[],\"packs_to_delete\":[{\"id\":\"" + PACK + "\",\"time\":";
        String tail = ",\"blobs\":[" + FIRST + "]}]}\n";
        String expected = head + "\"0001-01-01T00:00:00Z\"" + tail;

        for (String time : new String[] {"null", "\"2026-03-01T12:00:00-04:00[America/New_York]\"", "\"tomorrow\""}) {
            assertEquals(expected, decode(head + time + ",\"size\":1234,\"more\":[]" + tail));
        }
        assertEquals(
                expected,
                decode("{\"packs_to_delete\":[{\"blobs\":[" + FIRST + "],\"id\":\"" + PACK + "\"}],\"packs\":null}"));
    }

    @Test
    void marksThatCanNotBeAreDamage() {
        String good = "{\"id\":\"" + PACK + "\",\"time\":\"2026-03-01T12:00:00Z\",\"holdfast\":{\"delete_after\":"
                + "\"2026-03-01T12:00:00Z\",\"held_by\":[\"1@a\"]},\"blobs\":[" + FIRST + "]}";
        String many =
                IntStream.rangeClosed(0, 10_000).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        for (String[] change : new String[][] {
            {good, "5"},
            {good, "null"},
            {good, "{}"},
            {"[" + good + "]", "\"all\""},
            {"[" + good + "]", "{}"},
            {"\"time\":\"2026-03-01T12:00:00Z\"", "\"time\":5"},
            {"\"delete_after\":\"2026-03-01T12:00:00Z\"", "\"delete_after\":\"never\""},
            {"\"delete_after\":\"2026-03-01T12:00:00Z\"", "\"delete_after\":\"99999-03-01T12:00:00Z\""},
            {"\"delete_after\":\"2026-03-01T12:00:00Z\"", "\"delete_after\":-1"},
            {"\"1@a\"", "1"},
            {"[\"1@a\"]", "{\"1@a\":1}"},
            {"\"1@a\"", many},
            {"\"holdfast\":{", "\"holdfast\":[{"},
            {"\"blobs\":[" + FIRST, "\"blobs\":[" + FIRST.replace("\"offset\":0", "\"offset\":-1")},
            {"\"id\":\"" + PACK + "\",", ""}
        }) {
            String damaged = ("{\"packs_to_delete\":[" + good + "]}").replace(change[0], change[1]);

            assertThrows(DamagedFile.class, () -> decode(damaged), () -> damaged);
        }
    }

    /** Every kind of value comes to lie across a window's end. */
    @Test
    void aStreamOfManyWindowsIsReadAsTheWholeIs() {
        Random random = new Random(3);
        String[] spaces = {"", " ", "\n\t", " ".repeat(5000)};
        String[] odd = {
            "", "\"x\":null,", "\"y\":\"" + "\\u00e9\\\\é".repeat(600) + "\",", "\"z\":[{\"n\":-1.5e9},true],"
        };
        StringBuilder text = new StringBuilder("{\"packs\":[");
        while (text.length() < 5_000_000) {
            text.append(text.length() > 20 ? "," : "");
            String id = "\"id\":\"" + PACK + "\"";
            String blobs = "\"blobs\":" + spaces[random.nextInt(4)] + "[" + FIRST
                    + ("," + spaces[random.nextInt(3)] + SECOND.replace("{", "{" + odd[random.nextInt(4)]))
                            .repeat(random.nextInt(30))
                    + "]";
            text.append("{")
                    .append(random.nextBoolean() ? id + "," + blobs : blobs + "," + id)
                    .append('}');
        }
        byte[] bytes = text.append("],\"last\":\"" + "x".repeat(3_000_000) + "\"}  \n")
                .toString()
                .getBytes(UTF_8);
        IndexWriter whole = new IndexWriter(bytes.length);
        IndexWriter streamed = new IndexWriter(bytes.length);

        IndexJson.decode("index x", bytes, 0, bytes.length, whole);
        IndexJson.decode("index x", new ByteArrayInputStream(bytes), streamed);

        assertArrayEquals(whole.finish().toBytes(), streamed.finish().toBytes());
        for (int cut : new int[] {0, 1, 1 << 20, (1 << 20) + 1, 3_000_000, bytes.length - 6}) {
            InputStream in = new ByteArrayInputStream(bytes, 0, cut);
            assertThrows(DamagedFile.class, () -> IndexJson.decode("index x", in, new IndexWriter(0)));
        }
        bytes[bytes.length - 1] = '}';
        InputStream in = new ByteArrayInputStream(bytes);
        assertThrows(DamagedFile.class, () -> IndexJson.decode("index x", in, new IndexWriter(0)));
    }

    @Test
    void damageIsNamed() {
        for (String[] change : new String[][] {
            {"\"offset\":0,", "\"offset\":-1,"},
            {"\"offset\":0,", "\"offset\":4294967296,"},
            {"\"offset\":0,", "\"offset\":null,"},
            {"\"offset\":0,", ""},
            {",\"length\":38", ""},
            {"\"length\":38", "\"length\":99999999999999999999999999"},
            {"\"uncompressed_length\":511", "\"uncompressed_length\":4294967296"},
            {"\"type\":\"data\"", "\"type\":\"index\""},
            {"\"type\":\"data\",", ""},
            {"\"packs\":", "\"packs\":[],\"packs\":"},
            {"{\"id\":\"" + PACK + "\",\"blobs\"", "{\"blobs\""},
            {PACK, "0"},
            {"ff112233", "fg112233"},
            {"ff112233", "FF112233"},
            {"]}]}\n", "]}]"},
            {"]}]}\n", "]}]}{}"},
            {"{\"packs\"", "[{\"packs\""}
        }) {
            String damaged = FULL.replace(change[0], change[1]);

            DamagedFile damage = assertThrows(DamagedFile.class, () -> decode(damaged), () -> damaged);
            assertEquals("index x", damage.file());
        }
    }

    private static String decode(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        IndexWriter writer = new IndexWriter(0);
        IndexJson.decode("index x", bytes, 0, bytes.length, writer);
        return writer.finish().toString();
    }
}
