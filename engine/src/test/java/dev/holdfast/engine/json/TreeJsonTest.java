package dev.holdfast.engine.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.DamagedFile;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Timestamp;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TreeJsonTest {
    private static final String ID = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String TIMES =
            "\"mtime\":\"2024-05-03T10:11:12.5+02:00\",\"atime\":\"2024-05-03T10:11:12.5+02:00\","
                    + "\"ctime\":\"2024-05-03T08:11:13Z\"";
    private static final String FULL = "{\"nodes\":["
            + "{\"name\":\"caf\\\\u00a0\\\\\\\"\",\"type\":\"file\",\"mode\":420," + TIMES
            + ",\"uid\":4294967295,\"gid\":0,\"user\":\"a\\u0026b\",\"group\":\"ü\",\"inode\":18446744073709551615,"
            + "\"device_id\":9223372036854775808,\"size\":3,\"links\":2,"
            + "\"extended_attributes\":[{\"name\":\"user.a\",\"value\":\"/w==\"},{\"name\":\"user.b\",\"value\":\"\"}],"
            + "\"generic_attributes\":{\"windows.file_attributes\":32,\"x\":[{\"y\":1.5e3}]},"
            + "\"content\":[\"" + ID + "\",\"" + ID + "\"]},"
            + "{\"name\":\"d\",\"type\":\"dir\",\"mode\":2147484141," + TIMES
            + ",\"uid\":0,\"gid\":0,\"content\":null,\"subtree\":\"" + ID + "\"},"
            + "{\"name\":\"e\",\"type\":\"chardev\"," + TIMES
            + ",\"uid\":0,\"gid\":0,\"links\":1,\"device\":259,\"content\":null},"
            + "{\"name\":\"f\",\"type\":\"file\"," + TIMES + ",\"uid\":0,\"gid\":0,\"content\":null,\"error\":\"bad\"},"
            + "{\"name\":\"g\",\"type\":\"symlink\"," + TIMES
            + ",\"uid\":0,\"gid\":0,\"linktarget\":\"\\ufffd/x\",\"linktarget_raw\":\"/y94\",\"content\":null}"
            + "]}\n";

    @Test
    void emptyTreeHasTheKnownId() throws Exception {
        byte[] tree = TreeJson.encode(List.of());

        assertEquals("{\"nodes\":[]}\n", new String(tree, UTF_8));
        assertEquals(
                ObjectId.parse("ac08ce34ba4f8123618661bef2425f7028ffb9ac740578a3ee88684d2523fee8"),
                ObjectId.of(MessageDigest.getInstance("SHA-256").digest(tree)));
    }

    @Test
    void everyKeyComesBackByteForByte() {
        List<Node> nodes = decode(FULL);

        assertEquals(FULL, new String(TreeJson.encode(nodes), UTF_8));
    }

    @Test
    void everyValueIsRead() {
        List<Node> nodes = decode(FULL);

        Timestamp time = new Timestamp(1_714_723_872, 500_000_000, 7200);
        Metadata metadata = new Metadata(
                0644,
                time,
                time,
                new Timestamp(1_714_723_873, 0, 0),
                0xffff_ffffL,
                0,
                "a&b",
                "ü",
                -1,
                Long.MIN_VALUE,
                2,
                List.of(
                        ExtendedAttribute.of("user.a", ByteString.copyOf(new byte[] {-1})),
                        ExtendedAttribute.of("user.b", ByteString.EMPTY)),
                "{\"windows.file_attributes\":32,\"x\":[{\"y\":1.5e3}]}");
        ObjectId id = ObjectId.parse(ID);
        assertEquals(
                new Node(
                        ByteString.of("caf\u00a0\""),
                        NodeType.FILE,
                        metadata,
                        3,
                        ByteString.EMPTY,
                        0,
                        List.of(id, id),
                        null,
                        ""),
                nodes.get(0));
        assertEquals(id, nodes.get(1).subtree());
        assertEquals(259, nodes.get(2).device());
        assertEquals("bad", nodes.get(3).error());
        assertEquals(
                ByteString.copyOf("\377/x".getBytes(ISO_8859_1)), nodes.get(4).linkTarget());
    }

    @Test
    void missingContentOfAFileIsToldFromEmptyContent() {
        List<Node> nodes = decode("{\"nodes\":[{\"name\":\"a\",\"type\":\"file\"},"
                + "{\"name\":\"b\",\"type\":\"file\",\"content\":null},"
                + "{\"name\":\"c\",\"type\":\"file\",\"content\":[]},{\"name\":\"d\",\"type\":\"dir\"}]}");

        assertNull(nodes.get(0).content());
        assertNull(nodes.get(1).content());
        assertEquals(List.of(), nodes.get(2).content());
        assertEquals(List.of(), nodes.get(3).content());
    }

    @Test
    void unknownAndMissingKeysAndSpacesAreFine() {
        List<Node> nodes = decode(
                " {\"a\":[1,{\"b\":null}], \"nodes\" :\t[ { \"new\":{\"x\":[]}, \"type\":\"file\",\r\n"
                        + "\"name\" : \"\\u0061\\u002F\" , \"extended_attributes\":[{\"name\":\"n\",\"value\":null}] } ],\"z\":-1.5E+3 } ");

        assertEquals(1, nodes.size());
        assertEquals(ByteString.of("a/"), nodes.getFirst().name());
        assertEquals(Timestamp.ZERO, nodes.getFirst().metadata().modified());
        assertEquals(
                List.of(ExtendedAttribute.of("n", ByteString.EMPTY)),
                nodes.getFirst().metadata().extendedAttributes());
    }

    @Test
    void rawLinkTargetWinsInAnyOrder() {
        List<Node> nodes = decode("{\"nodes\":[{\"linktarget_raw\":\"/w==\",\"linktarget\":\"x\"},"
                + "{\"linktarget_raw\":null,\"linktarget\":\"x\"}]}");

        assertEquals(ByteString.copyOf(new byte[] {-1}), nodes.get(0).linkTarget());
        assertEquals(ByteString.of("x"), nodes.get(1).linkTarget());
    }

    @Test
    void nodeOfAnUnknownTypeIsIrregular() {
        assertEquals(
                NodeType.IRREGULAR,
                decode("{\"nodes\":[{\"name\":\"a\",\"type\":\"portal\"}]}")
                        .getFirst()
                        .type());
    }

    @Test
    void damageIsNamed() {
        String node = "{\"name\":\"a\",\"type\":\"file\"";
        for (String text : new String[] {
            "",
            "null",
            "[]",
            "{}",
            "{\"nodes\":{}}",
            "{\"nodes\":[null]}",
            "{\"nodes\":[]}x",
            "{\"nodes\":[],\"nodes\":[]}",
            "{\"nodes\":[" + node + "},]}",
            "{\"nodes\":[" + node,
            "{\"nodes\":[" + node + ",\"name\":\"b\"}]}",
            "{\"nodes\":[" + node + ",\"size\":-1}]}",
            "{\"nodes\":[" + node + ",\"size\":1.0}]}",
            "{\"nodes\":[" + node + ",\"size\":1e3}]}",
            "{\"nodes\":[" + node + ",\"size\":01}]}",
            "{\"nodes\":[" + node + ",\"size\":\"1\"}]}",
            "{\"nodes\":[" + node + ",\"size\":18446744073709551616}]}",
            "{\"nodes\":[" + node + ",\"size\":" + "9".repeat(100_000) + "}]}",
            "{\"nodes\":[" + node + ",\"uid\":4294967296}]}",
            "{\"nodes\":[" + node + ",\"mtime\":\"yesterday\"}]}",
            "{\"nodes\":[" + node + ",\"mtime\":\"\"}]}",
            "{\"nodes\":[" + node + ",\"content\":[\"" + ID.toUpperCase(java.util.Locale.ROOT) + "\"]}]}",
            "{\"nodes\":[" + node + ",\"content\":[\"" + ID.substring(1) + "\"]}]}",
            "{\"nodes\":[" + node + ",\"content\":[null]}]}",
            "{\"nodes\":[" + node + ",\"linktarget_raw\":\"?\"}]}",
            "{\"nodes\":[" + node + ",\"generic_attributes\":[]}]}",
            "{\"nodes\":[" + node + ",\"x\":" + "[".repeat(1_000_000) + "}]}",
            "{\"nodes\":[" + node + ",\"x\":" + "{\"a\":".repeat(1_000_000) + "}]}",
            "{\"nodes\":[{\"name\":\"\\\\q\"}]}",
            "{\"nodes\":[{\"name\":\"\\q\"}]}",
            "{\"nodes\":[{\"name\":\"a\nb\"}]}",
        }) {
            DamagedFile damage = assertThrows(DamagedFile.class, () -> decode(text), () -> text);
            assertEquals("tree x", damage.file());
        }
    }

    @Test
    void textThatIsNotUtf8IsDamage() {
        byte[] bytes = "{\"nodes\":[{\"name\":\"\377\"}]}".getBytes(ISO_8859_1);

        assertThrows(DamagedFile.class, () -> TreeJson.decode("tree x", bytes, 0, bytes.length, node -> {}));
    }

    @Test
    void onlyTheGivenPartIsRead() {
        byte[] bytes = ("garbage" + FULL + "garbage").getBytes(UTF_8);
        List<Node> nodes = new ArrayList<>();

        TreeJson.decode("tree x", bytes, 7, bytes.length - 14, nodes::add);

        assertEquals(5, nodes.size());
    }

    @Test
    void unsafeNamesAreKeptUnlessChecked() {
        for (String name : new String[] {"", ".", "..", "/", "a/b", "../a", "\\\\x00", "a\\\\x00", "\\\\x2e."}) {
            String text = "{\"nodes\":[{\"name\":\"" + name + "\",\"type\":\"file\"}]}";

            assertEquals(1, decode(text).size());
            assertFalse(NodeNames.isSafe(decode(text).getFirst().name()), name);
            assertThrows(DamagedFile.class, () -> decodeChecked(text), name);
        }
        for (String name : new String[] {"a", "...", ".a", "a.", "..a", "-", "~", " "}) {
            assertTrue(NodeNames.isSafe(ByteString.of(name)), name);
        }
    }

    @Test
    void namesThatAreThereTwiceOrOutOfOrderAreRefusedWhenChecked() {
        String twice = "{\"nodes\":[{\"name\":\"a\"},{\"name\":\"\\\\x61\"}]}";
        String unsorted = "{\"nodes\":[{\"name\":\"b\"},{\"name\":\"a\"}]}";

        assertEquals(
                "the name \"a\" is there twice",
                assertThrows(DamagedFile.class, () -> decodeChecked(twice)).reason());
        assertThrows(DamagedFile.class, () -> decodeChecked(unsorted));
        assertEquals(2, decode(unsorted).size());
    }

    @Test
    void orderIsThatOfBytesNotOfCharacters() {
        List<Node> nodes = decode("{\"nodes\":[{\"name\":\"\uff21\"},{\"name\":\"\ud83d\ude00\"}]}");

        decodeChecked(new String(TreeJson.encode(nodes), UTF_8));
        assertThrows(IllegalArgumentException.class, () -> TreeJson.encode(nodes.reversed()));
    }

    @Test
    void writerCanBeUsedAgain() {
        TreeWriter writer = new TreeWriter(16);
        decode(FULL).forEach(writer::add);
        assertEquals(5, writer.count());
        writer.finish();

        writer.reset();
        decode(FULL).forEach(writer::add);

        assertEquals(FULL, writer.finish().toString());
    }

    private static List<Node> decode(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        List<Node> nodes = new ArrayList<>();
        TreeJson.decode("tree x", bytes, 0, bytes.length, nodes::add);
        return nodes;
    }

    private static void decodeChecked(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        TreeJson.decodeChecked("tree x", bytes, 0, bytes.length, node -> {});
    }

    /** Windows begin and end anywhere: in names, numbers, escapes, and in a list of content that is longer than a window. */
    @Test
    void aStreamGivesTheNodesThatMemoryGives() {
        byte[] tree = longTree();

        List<Node> streamed = new ArrayList<>();
        TreeNodes.streamed("tree x", new ByteArrayInputStream(tree), true).forEachRemaining(streamed::add);

        List<Node> inMemory = new ArrayList<>();
        TreeJson.decodeChecked("tree x", tree, 0, tree.length, inMemory::add);
        assertEquals(20_001, streamed.size());
        assertEquals(inMemory, streamed);
    }

    @Test
    void aStreamThatIsCutOffOrDamagedGivesWhatLiesBefore() {
        byte[] tree = longTree();
        byte[] follows = Arrays.copyOf(tree, tree.length + 2_000_000);
        Arrays.fill(follows, tree.length, follows.length, (byte) ' ');
        follows[follows.length - 1] = 'x';
        byte[] damaged = tree.clone();
        damaged[damaged.length / 2] = 0;

        for (byte[] bad : List.of(follows, damaged, Arrays.copyOf(tree, tree.length - 4))) {
            List<Node> before = new ArrayList<>();
            DamagedFile damage = assertThrows(
                    DamagedFile.class,
                    () -> TreeNodes.streamed("tree x", new ByteArrayInputStream(bad), true)
                            .forEachRemaining(before::add));

            assertTrue(before.size() > 1_000, () -> before.size() + " nodes");
            assertTrue(damage.reason().matches(".* near byte [0-9]{7,8}"), damage.reason());
        }
    }

    private static byte[] longTree() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            List<ObjectId> content =
                    new ArrayList<>(Collections.nCopies(i == 10_000 ? 40_000 : i % 3, ObjectId.of(new byte[32])));
            nodes.add(new Node(
                    ByteString.of(String.format(Locale.ROOT, "n%06d \"\u00e4\\\u0001", i)),
                    NodeType.FILE,
                    new Metadata(
                            0644,
                            new Timestamp(i, i, 0),
                            new Timestamp(1, 2, 3600),
                            Timestamp.ZERO,
                            i,
                            0,
                            "user" + i % 7,
                            "group",
                            i,
                            1,
                            1,
                            List.of(),
                            ""),
                    i,
                    ByteString.EMPTY,
                    0,
                    content,
                    null,
                    ""));
        }
        String json = new String(TreeJson.encode(nodes), UTF_8);
        String last = "{\"name\":\"z\",\"type\":\"dir\",\"content\":null}";
        return ("{\"before\":[1,{\"a\":null}]," + json.substring(1, json.length() - 3) + "," + last + "],\"behind\":\""
                        + "b".repeat(3_000_000) + "\"}\n")
                .getBytes(UTF_8);
    }
}
