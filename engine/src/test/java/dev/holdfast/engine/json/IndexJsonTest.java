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
        String foreign = "{\"supersedes\":[\"" + PACK + "\"]," + FULL.substring(1, FULL.length() - 2)
                + ",\"packs_to_delete\":[{\"id\":\"" + PACK + "\",\"blobs\":[" + FIRST + "]}]}";

        assertEquals(FULL, decode(foreign));
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
