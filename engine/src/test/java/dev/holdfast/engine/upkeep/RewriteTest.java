package dev.holdfast.engine.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.json.TreeJson;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import dev.holdfast.engine.model.FileMode;
import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.EntryPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rewritten snapshots hold what restic's would, byte for byte, and the old ones go only when asked for. */
final class RewriteTest {
    private static final Timestamp TIME = new Timestamp(1_600_000_000, 0, 7_200);

    /** Flags as restic takes them. */
    private static final List<List<String>> CASES = List.of(
            List.of("--exclude", "*.LOG"),
            List.of("--exclude", "*.log"),
            List.of("--iexclude", "*.log"),
            List.of("--exclude", "c"),
            List.of("--exclude", "hard"),
            List.of("--exclude", "link"),
            List.of("--exclude", "empty"),
            List.of("--exclude", "caf?"),
            List.of("--exclude", "?dir"),
            List.of("--exclude", "*dir/f"),
            List.of("--exclude", "a/b/*"),
            List.of("--exclude", "/a"),
            List.of("--exclude", "/nothing"),
            List.of("--exclude", "d/**/x.txt"),
            List.of("--exclude", "*"),
            List.of("--exclude", "/"),
            List.of("--exclude", "*", "--exclude", "!d"),
            List.of("--exclude", "/d/*", "--exclude", "!/d/e"),
            List.of("--exclude", "keep", "--iexclude", "KEEP"),
            List.of("--include", "*.txt"),
            List.of("--include", "*.TXT"),
            List.of("--iinclude", "*.TXT"),
            List.of("--include", "empty"),
            List.of("--include", "Keep"),
            List.of("--include", "/a/b"),
            List.of("--include", "d/e"),
            List.of("--include", "*/b"),
            List.of("--include", "*"),
            List.of("--include", "nothing"),
            List.of("--include", "/d/Keep/nothing"),
            List.of("--include", "/emp*/x"),
            List.of("--include", "caf*"),
            List.of("--include", "/a/**/x.txt"),
            List.of("--include", "d", "--include", "!Keep"),
            List.of("--include", "e", "--include", "!x.txt"),
            List.of("--snapshot-summary"));

    @TempDir
    Path folder;

    private RepositoryFixture fixture;
    private StoredSnapshot snapshot;

    @BeforeEach
    void make() throws IOException {
        Path source = folder.resolve("source");
        write(source, "a/b/c/x.txt", "1");
        write(source, "a/b/y.LOG", "22");
        write(source, "d/Keep/z.txt", "333");
        write(source, "d/e/x.txt", "4444");
        Files.createLink(source.resolve("a/hard"), source.resolve("d/e/x.txt"));
        Files.createSymbolicLink(source.resolve("a/link"), Path.of("nowhere"));
        Files.createDirectories(source.resolve("empty"));
        try (PosixDirectory in = PosixDirectory.open(ByteString.of(source + "/a"), true)) {
            in.makeNode(ByteString.copyOf("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)), 0100640, 0);
            ByteString odd = ByteString.copyOf(new byte[] {(byte) 0xff, 'd', 'i', 'r'});
            in.makeDirectory(odd, 0755);
            try (PosixDirectory below = in.openDirectory(odd)) {
                below.makeNode(ByteString.of("f"), 0100600, 0);
            }
        }
        ResticProgram restic = ResticProgram.newest().on(folder.resolve("repository"), RepositoryFixture.PASSWORD);
        RepositoryFixture.at(folder.resolve("repository")).close();
        restic.in(source).run("backup", ".", "--host", "first", "--tag", "kept");
        fixture = RepositoryFixture.existing(folder.resolve("repository"));
        snapshot = snapshots(fixture.repository()).getFirst();
    }

    private static void write(Path source, String name, String content) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void resticMakesTheSameSnapshots() {
        Path copy = folder.resolve("copy");
        DamagedRepository.copyTree(folder.resolve("repository"), copy);
        ResticProgram restic = ResticProgram.newest().on(copy, RepositoryFixture.PASSWORD);
        for (List<String> flags : CASES) {
            List<String> arguments =
                    new ArrayList<>(List.of("rewrite", snapshot.id().toString()));
            arguments.addAll(flags);
            restic.run(arguments.toArray(String[]::new));

            Repository open = fixture.reopen();
            try (RepositoryLock lock = RepositoryLock.acquire(open, false)) {
                new Rewrite(open, lock, request(flags, false, null, null), _ -> {}).rewrite(snapshot);
            }

            try (RepositoryFixture theirs = RepositoryFixture.existing(copy)) {
                assertEquals(contents(theirs.repository()), contents(open), flags::toString);
            }
        }
        assertTrue(snapshots(fixture.reopen()).size() > 25);
        sound();
    }

    @Test
    void newHostAndTimeLeaveTheTreeAsItIs() {
        Rewrite.Outcome outcome = rewrite(List.of(), false, "second", TIME);

        Snapshot made = made(outcome, false);
        assertEquals("second", made.hostname());
        assertEquals(TIME, made.time());
        assertEquals(snapshot.snapshot().tree(), made.tree());
        assertEquals(snapshot.id(), made.original());
        assertEquals(List.of("kept", "rewrite"), made.tags());
        assertEquals(snapshot.snapshot().summary(), made.summary());
        assertEquals(2, snapshots(fixture.reopen()).size());
        sound();
    }

    @Test
    void forgottenSnapshotIsReplacedWithoutAnotherTag() {
        Rewrite.Outcome outcome = rewrite(List.of("--exclude", "c"), true, null, null);

        Snapshot made = made(outcome, true);
        assertEquals(List.of("kept"), made.tags());
        assertNotEquals(snapshot.snapshot().tree(), made.tree());
        assertEquals(1, snapshots(fixture.reopen()).size());
        sound();
    }

    @Test
    void whatExcludesNothingForgetsNothing() {
        Rewrite.Outcome outcome = rewrite(List.of("--exclude", "nothing"), true, null, null);

        assertEquals(new Rewrite.Outcome.Unchanged(), outcome);
        assertEquals(List.of(snapshot), snapshots(fixture.reopen()));
    }

    @Test
    void damagedFolderThatIsKeptIsNamedAndNothingIsForgotten() {
        ObjectId tree = subtree("d", "e");
        fixture.backend().delete(fileOf(tree));

        InvalidRequest refused =
                assertThrows(InvalidRequest.class, () -> rewrite(List.of("--exclude", "c"), true, null, null));

        assertTrue(String.valueOf(refused.getMessage()).contains("can't be read"), refused::toString);
        assertEquals(List.of(snapshot), snapshots(fixture.reopen()));
    }

    @Test
    void lostFolderCanBeLeftOut() {
        ObjectId lost = ObjectId.parse("ab".repeat(32));
        ObjectId root = fixture.tree(directory("bad", lost), directory("good", fixture.tree()));
        StoredSnapshot stored = fixture.snapshot(root);
        Repository open = fixture.reopen();

        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            InvalidRequest refused = assertThrows(
                    InvalidRequest.class,
                    () -> new Rewrite(open, lock, request(List.of("--exclude", "good"), true, null, null), _ -> {})
                            .rewrite(stored));
            assertTrue(String.valueOf(refused.getMessage()).contains("/bad"), refused::toString);
            new Rewrite(open, lock, request(List.of("--exclude", "bad"), true, null, null), _ -> {}).rewrite(stored);
        }

        assertTrue(!fixture.reopen().ids(FileType.SNAPSHOT).contains(stored.id()));
        sound();
    }

    @Test
    void treeThatTellsMoreThanIsKnownIsRefused() {
        byte[] json = ("{\"nodes\":[{\"name\":\"f\",\"type\":\"fifo\",\"mtime\":\"2020-01-01T00:00:00Z\","
                        + "\"atime\":\"2020-01-01T00:00:00Z\",\"ctime\":\"2020-01-01T00:00:00Z\",\"uid\":0,\"gid\":0,"
                        + "\"content\":null,\"from_the_future\":1}]}\n")
                .getBytes(StandardCharsets.UTF_8);
        StoredSnapshot stored = fixture.snapshot(fixture.store(BlobType.TREE, json));
        ResticProgram.Run restic = ResticProgram.newest()
                .on(folder.resolve("repository"), RepositoryFixture.PASSWORD)
                .attempt("rewrite", "--exclude", "other", stored.id().toString());
        assertEquals(1, restic.code(), restic.output());
        Repository open = fixture.reopen();

        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            InvalidRequest refused = assertThrows(
                    InvalidRequest.class,
                    () -> new Rewrite(open, lock, request(List.of("--exclude", "other"), true, null, null), _ -> {})
                            .rewrite(stored));
            assertTrue(String.valueOf(refused.getMessage()).contains("more than this program knows"));
        }

        assertTrue(fixture.reopen().ids(FileType.SNAPSHOT).contains(stored.id()));
    }

    @Test
    void foldersDeeperThanAnyStackAreRewritten() {
        try (RepositoryFixture deep = RepositoryFixture.inMemory()) {
            ObjectId tree = deep.tree(directory("out", deep.tree()));
            for (int level = 0; level < 3_000; level++) {
                tree = deep.tree(directory("d", tree));
            }
            StoredSnapshot stored = deep.snapshot(tree);
            Repository open = deep.reopen();
            List<EntryPath> excluded = new ArrayList<>();
            Rewrite.Request request = request(List.of("--exclude", "out"), false, null, null);

            Rewrite.Outcome outcome;
            try (RepositoryLock lock = RepositoryLock.acquire(open, false)) {
                outcome = new Rewrite(open, lock, request, excluded::add).rewrite(stored);
            }

            assertTrue(outcome instanceof Rewrite.Outcome.Rewritten);
            assertEquals(3_001, excluded.getFirst().depth());
        }
    }

    @Test
    void treeThatIsNotHeldInMemoryBecomesTheSameAsOneThatIs() {
        List<Node> nodes = new ArrayList<>();
        ObjectId empty = fixture.tree();
        for (int i = 0; i < 40_000; i++) {
            nodes.add(directory(String.format(Locale.ROOT, "%05d", i), empty));
        }
        byte[] whole = TreeJson.encode(nodes);
        StoredSnapshot stored = fixture.snapshot(fixture.store(BlobType.TREE, whole));
        Repository open = fixture.reopen();

        Rewrite.Outcome outcome;
        try (RepositoryLock lock = RepositoryLock.acquire(open, false)) {
            outcome = new Rewrite(open, lock, request(List.of("--exclude", "*7"), false, null, null), _ -> {})
                    .rewrite(stored);
        }

        assertTrue(whole.length > 9 << 20, "only " + whole.length + " bytes");
        nodes.removeIf(node -> node.name().toString().endsWith("7"));
        assertEquals(
                fixture.store(BlobType.TREE, TreeJson.encode(nodes)),
                made(outcome, false).tree());
        sound();
    }

    @Test
    void dryRunChangesNothing() {
        Repository open = fixture.reopen();
        List<ObjectId> packs = open.ids(FileType.PACK).stream().sorted().toList();
        Rewrite.Request wet = request(List.of("--exclude", "c"), true, null, null);
        Rewrite.Request dry = new Rewrite.Request(wet.selection(), false, null, null, true, true, wet.options());

        Rewrite.Outcome outcome;
        try (RepositoryLock lock = RepositoryLock.acquire(open, true)) {
            outcome = new Rewrite(open, lock, dry, _ -> {}).rewrite(snapshot);
        }

        assertEquals(new Rewrite.Outcome.Rewritten(Optional.empty(), true), outcome);
        assertEquals(List.of(snapshot), snapshots(fixture.reopen()));
        assertEquals(
                packs, fixture.repository().ids(FileType.PACK).stream().sorted().toList());
    }

    private Rewrite.Outcome rewrite(
            List<String> flags, boolean forget, @Nullable String host, @Nullable Timestamp time) {
        Repository open = fixture.reopen();
        try (RepositoryLock lock = RepositoryLock.acquire(open, forget)) {
            return new Rewrite(open, lock, request(flags, forget, host, time), _ -> {}).rewrite(snapshot);
        }
    }

    private static Rewrite.Request request(
            List<String> flags, boolean forget, @Nullable String host, @Nullable Timestamp time) {
        return new Rewrite.Request(
                Selection.of(new Selection.Patterns(
                        values(flags, "--include"),
                        values(flags, "--iinclude"),
                        values(flags, "--exclude"),
                        values(flags, "--iexclude"))),
                flags.contains("--snapshot-summary"),
                host,
                time,
                forget,
                false,
                WriteOptions.DEFAULT);
    }

    private static List<ByteString> values(List<String> flags, String flag) {
        List<ByteString> values = new ArrayList<>();
        for (int i = 0; i + 1 < flags.size(); i += 2) {
            if (flags.get(i).equals(flag)) {
                values.add(ByteString.of(flags.get(i + 1)));
            }
        }
        return values;
    }

    private Snapshot made(Rewrite.Outcome outcome, boolean deleted) {
        Rewrite.Outcome.Rewritten rewritten = (Rewrite.Outcome.Rewritten) outcome;
        assertEquals(deleted, rewritten.deleted());
        ObjectId id = rewritten.id().orElseThrow();
        return snapshots(fixture.reopen()).stream()
                .filter(stored -> stored.id().equals(id))
                .findFirst()
                .orElseThrow()
                .snapshot();
    }

    private static Node directory(String name, ObjectId tree) {
        Metadata metadata =
                new Metadata(FileMode.DIRECTORY | 0755, TIME, TIME, TIME, 0, 0, "", "", 0, 0, 0, List.of(), "");
        return new Node(ByteString.of(name), NodeType.DIRECTORY, metadata, 0, ByteString.EMPTY, 0, null, tree, "");
    }

    private ObjectId subtree(String... names) {
        ObjectId tree = snapshot.snapshot().tree();
        for (String name : names) {
            tree = fixture.repository().tree(tree).stream()
                    .filter(node -> node.name().equals(ByteString.of(name)))
                    .findFirst()
                    .flatMap(Node::tree)
                    .orElseThrow();
        }
        return tree;
    }

    private FileRef fileOf(ObjectId tree) {
        return FileRef.of(
                FileType.PACK,
                fixture.repository()
                        .index()
                        .lookup(BlobType.TREE, tree)
                        .orElseThrow()
                        .pack());
    }

    private static List<StoredSnapshot> snapshots(Repository repository) {
        return repository.snapshots(damaged -> {
            throw damaged;
        });
    }

    /** All that a snapshot tells, its id excepted, which is another each time it is sealed. */
    private static Set<String> contents(Repository repository) {
        Set<String> contents = new TreeSet<>();
        snapshots(repository).forEach(stored -> contents.add(stored.snapshot().toString()));
        return contents;
    }

    private void sound() {
        ResticProgram.newest()
                .on(folder.resolve("repository"), RepositoryFixture.PASSWORD)
                .run("check", "--read-data");
    }
}
