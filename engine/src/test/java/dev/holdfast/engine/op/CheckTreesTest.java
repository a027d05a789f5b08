package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.index.Index;
import dev.holdfast.engine.json.TreeJson;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.BlobWriter;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Trees and indexes made by hand: right seals and hashes around what must not be. */
final class CheckTreesTest {
    private static final ObjectId UNKNOWN = ObjectId.parse("ab".repeat(32));

    private final RepositoryFixture fixture = RepositoryFixture.inMemory();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyKindOfNodeIsSound() {
        ObjectId data = fixture.data(bytes("hello"));
        ObjectId below = fixture.tree(Nodes.file("empty", 0), Nodes.file("hello", 5, data));
        fixture.snapshot(fixture.tree(
                Nodes.special("block", NodeType.BLOCK_DEVICE, 5),
                Nodes.special("char", NodeType.CHARACTER_DEVICE, 5),
                Nodes.directory("dir", below),
                Nodes.special("fifo", NodeType.FIFO, 0),
                Nodes.link("link", ByteString.of("../elsewhere")),
                Nodes.special("socket", NodeType.SOCKET, 0)));

        CheckRun.full(fixture.reopen()).assertSound();
    }

    @Test
    void unsafeNamesAreDamage() {
        for (String name : List.of("", ".", "..", "a/b", "/", "nul\0l")) {
            ObjectId tree = fixture.tree(Nodes.file(name, 0));
            fixture.snapshot(tree);
            CheckRun.full(fixture.reopen()).assertDamage("tree " + tree, "unsafe");
        }
    }

    @Test
    void unsortedAndRepeatedNamesAreDamage() {
        ObjectId unsorted = fixture.tree(Nodes.file("b", 0), Nodes.file("a", 0));
        ObjectId repeated = fixture.tree(Nodes.file("a", 0), Nodes.file("a", 0));
        fixture.snapshot(unsorted);
        fixture.snapshot(repeated);

        CheckRun run = CheckRun.full(fixture.reopen());

        run.assertDamage("tree " + unsorted, "out of order");
        run.assertDamage("tree " + repeated, "twice");
    }

    @Test
    void nodesThatLackSomethingAreDamage() {
        ObjectId tree = fixture.tree(
                Nodes.directory("a-no-tree", null),
                Nodes.directory("b-null-tree", new ObjectId(0, 0, 0, 0)),
                Nodes.file(ByteString.of("c-no-content"), 0, null),
                Nodes.file("d-unknown-content", 5, UNKNOWN, UNKNOWN),
                Nodes.special("e-irregular", NodeType.IRREGULAR, 0));
        StoredSnapshot snapshot = fixture.snapshot(tree);

        CheckRun run = CheckRun.full(fixture.reopen());

        String subject = "tree " + tree;
        run.assertDamage(subject, "has no tree");
        run.assertDamage(subject, "no list of its content");
        run.assertDamage(subject, UNKNOWN + " is in no index");
        run.assertDamage(subject, "2 of its 2 blobs");
        run.assertDamage(subject, "type is not known");
        Finding.Damage first = (Finding.Damage) run.findings().getFirst();
        assertEquals(snapshot.id(), first.place().orElseThrow().snapshot());
        assertEquals(
                snapshot.id().shortName() + ":/a-no-tree",
                first.place().orElseThrow().toString());
    }

    @Test
    void treesThatAreMissingAreDamage() {
        ObjectId tree = fixture.tree(Nodes.directory("gone", UNKNOWN));
        fixture.snapshot(tree);
        fixture.snapshot(ObjectId.parse("cd".repeat(32)));

        CheckRun run = CheckRun.full(fixture.reopen());

        run.assertDamage("tree " + UNKNOWN, "in no index");
        run.assertDamage("tree " + "cd".repeat(32), "in no index");
        assertEquals(2, run.result().errors());
    }

    @Test
    void bytesThatAreNoTreeAreDamage() {
        for (String json : List.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"nodes\":[{]}",
                "{\"nodes\":[{\"name\":\"x\",\"type\":\"surprise\"}]}",
                "[".repeat(100_000),
                "{\"nodes\":[{\"name\":\"x\",\"type\":\"file\",\"size\":-1,\"content\":[]}]}")) {
            ObjectId tree = fixture.store(BlobType.TREE, bytes(json));
            fixture.snapshot(tree);
            CheckRun run = CheckRun.full(fixture.reopen());
            assertTrue(run.damages("tree " + tree), () -> json + ": " + run.findings());
        }
    }

    @Test
    void sizeThatLiesIsAHint() {
        ObjectId data = fixture.data(bytes("hello"));
        ObjectId tree = fixture.tree(Nodes.file("lie", 1L << 62, data));
        fixture.snapshot(tree);

        CheckRun.full(fixture.reopen()).assertHint("tree " + tree, "told as 4611686018427387904 bytes");
    }

    @Test
    void treesThatLeadToOneManyTimesAreSeenOnce() {
        ObjectId tree = fixture.tree();
        for (int i = 0; i < 64; i++) {
            tree = fixture.tree(Nodes.directory("a", tree), Nodes.directory("b", tree));
        }
        fixture.snapshot(tree);

        Repository repository = fixture.reopen();
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> CheckRun.full(repository).assertSound());
    }

    @Test
    void deepTreesNeedNoDeepStack() {
        Repository repository = fixture.repository();
        BlobWriter writer = new BlobWriter(repository, WriteOptions.DEFAULT, RepositoryLock.none(repository));
        ObjectId tree = fixture.tree();
        for (int i = 0; i < 20_000; i++) {
            byte[] json = TreeJson.encode(List.of(Nodes.directory("d", tree)));
            tree = repository.withCodec(codec ->
                    writer.store(codec, BlobType.TREE, json, 0, json.length).id());
        }
        writer.flush();
        fixture.snapshot(tree);

        CheckRun.full(fixture.reopen()).assertSound();
    }

    @Test
    void indexThatNamesAMissingPackIsDamage() {
        saveIndex("{\"packs\":[{\"id\":\"" + UNKNOWN + "\",\"blobs\":[" + blob(UNKNOWN, 0, 40, 0) + "]}]}");

        CheckRun run = CheckRun.full(fixture.reopen());

        run.assertDamage(FileRef.of(FileType.PACK, UNKNOWN), "missing");
        assertTrue(run.result().suggestRepairIndex());
    }

    @Test
    void indexOfImpossibleLengthsIsDamage() {
        for (String blob : List.of(
                blob(UNKNOWN, 0, 31, 0),
                blob(UNKNOWN, 0, 4_294_967_295L, 0),
                blob(UNKNOWN, 4_294_967_295L, 4_000_000_000L, 0),
                blob(UNKNOWN, 0, 40, 4_294_967_295L),
                blob(new ObjectId(0, 0, 0, 0), 0, 40, 0))) {
            FileRef file = saveIndex("{\"packs\":[{\"id\":\"" + UNKNOWN + "\",\"blobs\":[" + blob + "]}]}");
            CheckRun.full(fixture.reopen()).assertDamage(file, "can't be");
            fixture.backend().delete(file);
        }
    }

    @Test
    void indexThatLiesAboutSizesIsDamageAndTakesNoMemory() {
        ObjectId tree = fixture.tree(Nodes.file("a", 0));
        fixture.snapshot(tree);
        BlobLocation place =
                fixture.reopen().index().lookup(BlobType.TREE, tree).orElseThrow();
        fixture.repository()
                .ids(FileType.INDEX)
                .forEach(id -> fixture.backend().delete(FileRef.of(FileType.INDEX, id)));
        saveIndex("{\"packs\":[{\"id\":\"" + place.pack() + "\",\"blobs\":[" + "{\"id\":\"" + tree
                + "\",\"type\":\"tree\",\"offset\":0,\"length\":" + place.blob().length()
                + ",\"uncompressed_length\":2147483647}]}]}");

        CheckRun run = CheckRun.full(fixture.reopen());

        run.assertDamage("tree " + tree, "can't be read");
        run.assertDamage(FileRef.of(FileType.PACK, place.pack()), "its header lists other blobs than the index");
    }

    @Test
    void samePackInTwoIndexesIsAHint() {
        ObjectId data = fixture.data(bytes("hello"));
        Index index = fixture.reopen().index();
        ObjectId pack = index.lookup(BlobType.DATA, data).orElseThrow().pack();
        saveIndex("{\"packs\":[{\"id\":\"" + pack + "\",\"blobs\":["
                + blob(data, 0, index.blobs(pack).getFirst().length(), 0) + "]}],\"x\":1}");

        CheckRun run = CheckRun.full(fixture.reopen());

        run.assertHint(FileRef.of(FileType.PACK, pack), "both list it");
        assertTrue(run.result().isSound());
        assertTrue(run.result().suggestRepairIndex());
    }

    @Test
    void indexesThatDisagreeAreDamage() {
        ObjectId data = fixture.data(bytes("hello"));
        ObjectId pack = fixture.reopen()
                .index()
                .lookup(BlobType.DATA, data)
                .orElseThrow()
                .pack();
        saveIndex("{\"packs\":[{\"id\":\"" + pack + "\",\"blobs\":[" + blob(UNKNOWN, 0, 37, 0) + "]}]}");

        CheckRun run = CheckRun.full(fixture.reopen());

        assertTrue(run.findings().stream().anyMatch(f -> f.reason().contains("lists other blobs for pack")));
        assertTrue(!run.result().isSound());
    }

    @Test
    void snapshotsThatAreNotMeantAreLeftOut() {
        ObjectId data = fixture.data(bytes("hello"));
        fixture.snapshot(fixture.tree(Nodes.file("a", 5, data)));
        fixture.data(bytes("not of any snapshot"));
        SnapshotFilter here = new SnapshotFilter(List.of("fixture-host"), List.of(), List.of());
        SnapshotFilter elsewhere = new SnapshotFilter(List.of("elsewhere"), List.of(), List.of());

        assertEquals(
                2,
                CheckRun.of(fixture.reopen(), here, ReadSubset.all()).result().packsRead());
        assertEquals(
                0,
                CheckRun.of(fixture.reopen(), elsewhere, ReadSubset.all())
                        .result()
                        .packsRead());
    }

    private FileRef saveIndex(String json) {
        return FileRef.of(FileType.INDEX, fixture.repository().saveUnpacked(FileType.INDEX, bytes(json)));
    }

    private static String blob(ObjectId id, long offset, long length, long plain) {
        return "{\"id\":\"" + id + "\",\"type\":\"data\",\"offset\":" + offset + ",\"length\":" + length
                + (plain == 0 ? "" : ",\"uncompressed_length\":" + plain) + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void onlyNamedSnapshotsAreChecked() {
        StoredSnapshot sound = fixture.snapshot(fixture.tree(Nodes.file("empty", 0)));
        fixture.snapshot(fixture.tree(Nodes.directory("gone", UNKNOWN)));
        List<Finding> findings = new ArrayList<>();
        Check.Request request =
                new Check.Request(SnapshotFilter.ALL, Set.of(sound.id()), ReadSubset.all(), 2, new Random(1));

        Check.Result result = new Check(fixture.repository(), request, findings::add, new CheckProgress()).run();

        assertEquals(List.of(), findings);
        assertEquals(1, result.packsRead());
    }
}
