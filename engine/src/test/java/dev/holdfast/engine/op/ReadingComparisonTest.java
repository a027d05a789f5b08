package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.filter.Selection;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparison, search and counting give what the real restic gives for the same repository. */
final class ReadingComparisonTest {
    @TempDir
    Path folder;

    private Path place;
    private RepositoryFixture fixture;
    private StoredSnapshot first;
    private StoredSnapshot second;
    private String base;

    @BeforeEach
    void makeSnapshots() throws IOException {
        Path tree = Files.createDirectories(folder.toRealPath().resolve("tree"));
        base = tree.toString();
        place = folder.resolve("repository");
        fixture = RepositoryFixture.at(place);
        write(tree, "a", "a");
        write(tree, "same/kept", "kept");
        write(tree, "same/deep/er", "deeper");
        write(tree, "gone/z", "z");
        write(tree, "type", "t");
        write(tree, "meta", "meta");
        write(tree, "d/b", "b");
        write(tree, "empty", "");
        Files.createLink(tree.resolve("hard"), tree.resolve("a"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a"));
        byte[] large = new byte[3_000_000];
        new Random(2).nextBytes(large);
        Files.write(tree.resolve("d/big"), large);
        first = fixture.backup(tree);

        write(tree, "a", "a2");
        Files.delete(tree.resolve("gone/z"));
        Files.delete(tree.resolve("gone"));
        Files.delete(tree.resolve("type"));
        write(tree, "type/in", "in");
        write(tree, "new/n", "n");
        write(tree, "new/copy", "kept");
        Files.createSymbolicLink(tree.resolve("new/l"), Path.of("q"));
        Files.setLastModifiedTime(tree.resolve("meta"), FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
        large[2_500_000]++;
        Files.write(tree.resolve("d/big"), large);
        second = fixture.backup(tree);
        fixture.reopen();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static void write(Path tree, String path, String content) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void differencesAreTheSame() throws Exception {
        for (boolean metadata : new boolean[] {false, true}) {
            List<String> arguments = new ArrayList<>(List.of("diff", "--json"));
            if (metadata) {
                arguments.add("--metadata");
            }
            arguments.addAll(List.of(first.id().toString(), second.id().toString()));
            List<String> theirs = restic(arguments.toArray(String[]::new));

            List<String> ours = diff(first.snapshot().tree(), second.snapshot().tree(), metadata);

            assertEquals(withoutSnapshots(theirs), ours);
        }
    }

    @Test
    void differencesOfFoldersAreTheSame() throws Exception {
        for (String path : List.of("/d", "/same", "/")) {
            List<String> theirs =
                    restic("diff", "--json", first.id() + ":" + base + path, second.id() + ":" + base + path);
            ByteString folderPath = ByteString.of(base + path);

            List<String> ours = diff(
                    SnapshotPath.folder(fixture.repository(), first.snapshot().tree(), folderPath),
                    SnapshotPath.folder(fixture.repository(), second.snapshot().tree(), folderPath),
                    false);

            assertEquals(withoutSnapshots(theirs), ours);
        }
    }

    private List<String> diff(ObjectId from, ObjectId to, boolean metadata) {
        List<String> lines = new ArrayList<>();
        Diff.Result result = new Diff(
                        fixture.repository(),
                        new Diff.Options(metadata, 2),
                        change -> lines.add("{\"message_type\":\"change\",\"path\":\"" + change.shownPath()
                                + "\",\"modifier\":\"" + change.modifier() + "\"}"))
                .run(from, to);
        lines.add("{\"message_type\":\"statistics\",\"changed_files\":" + result.changedFiles() + ",\"added\":"
                + side(result.added()) + ",\"removed\":" + side(result.removed()) + "}");
        return lines;
    }

    private static String side(Diff.Side side) {
        return "{\"files\":" + side.files() + ",\"dirs\":" + side.directories() + ",\"others\":" + side.others()
                + ",\"data_blobs\":" + side.dataBlobs() + ",\"tree_blobs\":" + side.treeBlobs() + ",\"bytes\":"
                + side.bytes() + "}";
    }

    private static List<String> withoutSnapshots(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("\"(source|target)_snapshot\":\"[^\"]*\",", ""))
                .toList();
    }

    @Test
    void figuresAreTheSame() throws Exception {
        for (Stats.Mode mode : Stats.Mode.values()) {
            for (boolean both : new boolean[] {true, false}) {
                List<StoredSnapshot> snapshots = both ? List.of(first, second) : List.of(second);
                List<String> arguments = new ArrayList<>(List.of("stats", "--json", "--mode", mode.word()));
                snapshots.forEach(stored -> arguments.add(stored.id().toString()));
                String theirs = restic(arguments.toArray(String[]::new)).getFirst();

                Stats.Result ours = new Stats(fixture.repository(), 2).run(mode, snapshots);

                String message = mode + " " + theirs;
                assertEquals((long) number(theirs, "total_size"), ours.size(), message);
                assertEquals((long) number(theirs, "total_file_count"), ours.files(), message);
                assertEquals((long) number(theirs, "total_blob_count"), ours.blobs(), message);
                assertEquals((long) number(theirs, "total_uncompressed_size"), ours.uncompressedSize(), message);
                assertEquals(number(theirs, "compression_ratio"), ours.compressionRatio(), message);
                assertEquals(number(theirs, "compression_progress"), ours.compressionProgress(), message);
                assertEquals(number(theirs, "compression_space_saving"), ours.compressionSpaceSaving(), message);
                assertEquals(number(theirs, "snapshots_count"), ours.snapshots(), message);
            }
        }
    }

    @Test
    void everyCopyOfABlobCountsAsRawData() throws Exception {
        long single = new Stats(fixture.repository(), 2)
                .run(Stats.Mode.RAW_DATA, List.of(second))
                .blobs();
        fixture.storeAgain(BlobType.DATA, "a2".getBytes(StandardCharsets.UTF_8));
        fixture.reopen();

        Stats.Result ours = new Stats(fixture.repository(), 2).run(Stats.Mode.RAW_DATA, List.of(second));

        String theirs = restic(
                        "stats", "--json", "--mode", "raw-data", second.id().toString())
                .getFirst();
        assertEquals(single + 1, ours.blobs());
        assertEquals((long) number(theirs, "total_blob_count"), ours.blobs(), theirs);
        assertEquals((long) number(theirs, "total_size"), ours.size(), theirs);
        assertEquals((long) number(theirs, "total_uncompressed_size"), ours.uncompressedSize(), theirs);
    }

    private static double number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\":([-0-9.e+]+)").matcher(json);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    @Test
    void entriesAreFoundTheSame() throws Exception {
        for (String pattern : List.of("a", "d/*", "*", "nothing", "/**/e*", "[!a-m]*", "same", base + "/a")) {
            List<String> theirs = values(restic("find", "--json", pattern), "path|snapshot");

            assertEquals(theirs, found(new Find.Query(selection(pattern), null, null)), pattern);
        }
        Instant limit = Instant.parse("2021-01-01T00:00:00Z");
        assertEquals(
                values(restic("find", "--json", "-N", "2021-01-01", "*"), "path|snapshot"),
                found(new Find.Query(selection("*"), null, limit)));
        assertEquals(
                values(restic("find", "--json", "-O", "2021-01-01", "m*"), "path|snapshot"),
                found(new Find.Query(selection("m*"), limit, null)));
    }

    private static Selection selection(String pattern) {
        return Selection.finding(List.of(ByteString.of(pattern)), false);
    }

    /** Paths, and after those of each snapshot the snapshot, as restic's JSON has them in this order. */
    private List<String> found(Find.Query query) {
        List<String> found = new ArrayList<>();
        for (StoredSnapshot stored : List.of(second, first)) {
            int before = found.size();
            find(List.of(stored)).entries(query, hit -> found.add(hit.path().toString()));
            if (found.size() > before) {
                found.add(stored.id().toString());
            }
        }
        return found;
    }

    private Find find(List<StoredSnapshot> snapshots) {
        return new Find(fixture.repository(), snapshots, (stored, reason) -> {
            throw reason;
        });
    }

    @Test
    void objectsAreFoundTheSame() throws Exception {
        Node big = entry("/d/big");
        String blob = big.blobs().getFirst().toString();
        String tree = entry("/d").tree().orElseThrow().toString();
        assertSameObjects(Find.Kind.BLOB, "--blob", blob);
        assertSameObjects(Find.Kind.BLOB, "--blob", blob.substring(0, 8));
        assertSameObjects(Find.Kind.TREE, "--tree", tree);
        assertSameObjects(
                Find.Kind.TREE,
                "--tree",
                tree.substring(0, 8),
                second.snapshot().tree().toString());
        for (ObjectId pack : fixture.repository().index().packs()) {
            assertSameObjects(Find.Kind.PACK, "--pack", pack.toString());
        }
    }

    private void assertSameObjects(Find.Kind kind, String flag, String... ids) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("find", "--json", flag));
        arguments.addAll(List.of(ids));
        List<String> theirs =
                values(restic(arguments.toArray(String[]::new)), "object_type|id|path|parent_tree|snapshot");

        List<String> ours = new ArrayList<>();
        find(List.of(second, first)).objects(kind, List.of(ids), hit -> {
            boolean isTree = hit.parentTree() == null;
            ours.add(isTree ? "tree" : "blob");
            ours.add(hit.id().toString());
            ours.add(hit.path() == null ? "/" : hit.path().toString());
            if (!isTree) {
                ours.add(hit.parentTree().toString());
            }
            ours.add(hit.snapshot().id().toString());
        });

        assertEquals(theirs, ours, () -> kind + " " + List.of(ids));
        assertTrue(!ours.isEmpty(), "something was found");
    }

    private Node entry(String path) {
        return SnapshotPath.entry(fixture.repository(), second.snapshot().tree(), ByteString.of(base + path))
                .orElseThrow();
    }

    private static List<String> values(List<String> json, String keys) {
        List<String> values = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"(?:" + keys + ")\":\"([^\"]*)\"").matcher(String.join("", json));
        while (matcher.find()) {
            values.add(matcher.group(1));
        }
        return values;
    }

    @Test
    void entriesAreListedTheSame() throws Exception {
        List<String> theirs = ResticProgram.newest()
                .on(place, RepositoryFixture.PASSWORD)
                .attempt("ls", "--quiet", second.id().toString())
                .output()
                .lines()
                .toList();

        List<String> ours = new ArrayList<>();
        new TreeWalk(
                        fixture.repository(),
                        Selection.ALL,
                        visit -> ours.add(visit.path().toString()))
                .walk(second.snapshot().tree());

        assertEquals(theirs, ours);
    }

    @Test
    void taggedSnapshotIsReadByRestic() throws Exception {
        Tags tags = new Tags(fixture.repository(), RepositoryLock.none(fixture.repository()));
        Tags.Changed changed = tags.edit(first, new Tags.Edit(null, List.of("one", "two"), List.of()))
                .orElseThrow();

        String theirs = String.join("", restic("snapshots", "--json", "--tag", "one,two"));

        assertTrue(theirs.contains("\"id\":\"" + changed.id() + "\""), theirs);
        assertTrue(theirs.contains("\"original\":\"" + first.id() + "\""), theirs);
        assertTrue(!String.join("", restic("snapshots", "--json")).contains("\"id\":\"" + first.id()), theirs);
    }

    private List<String> restic(String... arguments) throws Exception {
        ResticProgram.Run run =
                ResticProgram.newest().on(place, RepositoryFixture.PASSWORD).attempt(arguments);
        assertEquals(0, run.code(), run.output());
        return run.json();
    }
}
