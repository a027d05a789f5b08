package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.engine.model.EngineException.DamagedFile;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Damage by chance: whatever happens to the text, the answer is a value or {@link DamagedFile}. */
class JsonFuzzTest {
    private static final long SEED = 20_260_801;
    private static final int ROUNDS = 20_000;
    private static final String ID = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String TREE =
            "{\"nodes\":[{\"name\":\"a\\\\u00a0\\u003c\",\"type\":\"file\",\"mode\":420,\"mtime\":\"2024-05-03T10:11:12.5+02:00\","
                    + "\"uid\":0,\"gid\":0,\"user\":\"é\",\"size\":18446744073709551615,\"extended_attributes\":[{\"name\":\"n\","
                    + "\"value\":\"/w==\"}],\"generic_attributes\":{\"x\":[1.5e3,true,null]},\"content\":[\"" + ID
                    + "\"]},"
                    + "{\"name\":\"b\",\"type\":\"symlink\",\"linktarget\":\"\\ufffd\",\"linktarget_raw\":\"/w==\",\"content\":null}]}\n";
    private static final String SNAPSHOT = "{\"time\":\"2024-05-03T10:11:12.5+02:00\",\"tree\":\"" + ID
            + "\",\"paths\":[\"/a\"],\"uid\":1,\"summary\":{\"backup_start\":\"2024-05-03T10:11:12Z\",\"files_new\":1}}";
    private static final String INDEX = "{\"packs\":[{\"id\":\"" + ID + "\",\"blobs\":[{\"id\":\"" + ID
            + "\",\"type\":\"data\",\"offset\":0,\"length\":38,\"uncompressed_length\":9}]},{\"blobs\":[],\"id\":\""
            + ID + "\"}]}\n";
    private static final String CONFIG =
            "{\"version\":2,\"id\":\"" + ID + "\",\"chunker_polynomial\":\"3da3358b4dc173\"}";
    private static final String LOCK =
            "{\"time\":\"2024-05-03T10:11:12.5+02:00\",\"exclusive\":true,\"hostname\":\"h\","
                    + "\"pid\":-5,\"holdfast\":{\"boot\":\"b\",\"pid_namespace\":1,\"process_start\":2}}";
    private static final List<String> SPLICES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\\",
            "\\u",
            "\\ud800",
            "\\udc00",
            "null",
            "true",
            "-",
            "0",
            "9",
            "1e9",
            ".",
            "99999999999999999999",
            "\"name\":",
            "\"id\":",
            "{\"a\":[",
            " ",
            "\n",
            "\"\"",
            "[[[[[[[[",
            "\377",
            "\303",
            "\0");

    @Test
    void treesAreReadOrDamaged() {
        attack(TREE, bytes -> TreeJson.decode("f", bytes, 0, bytes.length, node -> {}));
        attack(TREE, bytes -> TreeJson.decodeChecked("f", bytes, 0, bytes.length, node -> {}));
    }

    @Test
    void treesThatAreReadAreWrittenAndReadAgain() {
        attack(
                TREE,
                bytes -> TreeJson.decode("f", bytes, 0, bytes.length, node -> {
                    JsonBytes out = new JsonBytes(0);
                    TreeJson.begin(out);
                    TreeJson.appendNode(out, node);
                    TreeJson.end(out);
                    TreeJson.decode("again", out.array(), 0, out.length(), back -> assertEquals(node, back));
                }));
    }

    @Test
    void otherFilesAreReadOrDamaged() {
        attack(SNAPSHOT, bytes -> SnapshotJson.encode(SnapshotJson.decode("f", bytes)));
        attack(INDEX, bytes -> IndexJson.decode("f", bytes, 0, bytes.length, new IndexWriter(0)));
        attack(INDEX, bytes -> IndexJson.decode("f", new ByteArrayInputStream(bytes), new IndexWriter(0)));
        attack(CONFIG, bytes -> ConfigJson.encode(ConfigJson.decode("f", bytes)));
        attack(LOCK, bytes -> LockJson.encode(LockJson.decode("f", bytes)));
    }

    @Test
    void whatIsJsonIsJudgedAsAnotherParserDoes() {
        Random random = new Random(SEED);
        JsonFactory factory = new JsonFactory();
        for (int i = 0; i < ROUNDS; i++) {
            // The other parser guesses the encoding, and refuses half a surrogate pair in some places.
            byte[] bytes = new String(mutated(random, TREE), ISO_8859_1)
                    .replaceAll("[\0\200-\377]", "x")
                    .replaceAll("(?i)\\\\ud", "\\\\u0")
                    .getBytes(ISO_8859_1);

            assertEquals(isJson(factory, bytes), isJsonForUs(bytes), () -> new String(bytes, UTF_8));
        }
    }

    private static void attack(String valid, Consumer<byte[]> reader) {
        Random random = new Random(SEED);
        reader.accept(valid.getBytes(UTF_8));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutated(random, valid);
            try {
                reader.accept(bytes);
            } catch (DamagedFile e) {
                assertEquals("f", e.file());
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + SEED + ": " + new String(bytes, ISO_8859_1), e);
            }
        }
    }

    private static byte[] mutated(Random random, String valid) {
        StringBuilder text = new StringBuilder(new String(valid.getBytes(UTF_8), ISO_8859_1));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(1 << random.nextInt(8)));
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.insert(at, SPLICES.get(random.nextInt(SPLICES.size())));
                default -> text.replace(at, end, SPLICES.get(random.nextInt(SPLICES.size())));
            }
            if (text.isEmpty()) {
                break;
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static boolean isJsonForUs(byte[] bytes) {
        JsonReader in = new JsonReader("f", bytes, 0, bytes.length);
        try {
            in.skip();
            in.close();
            return true;
        } catch (DamagedFile e) {
            return false;
        }
    }

    private static boolean isJson(JsonFactory factory, byte[] bytes) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.getString();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
