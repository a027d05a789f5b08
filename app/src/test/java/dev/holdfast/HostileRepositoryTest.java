package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Forgery;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories whose files were made to harm, by somebody who has the key, as the program tells of them with little memory. */
@Timeout(300)
final class HostileRepositoryTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path home;

    private Path repository;
    private String password = ScratchRepository.PASSWORD;
    private Path folder;

    /** What came of running the program. */
    private record Run(int code, String out, String err) {}

    @BeforeEach
    void makeRepository() throws IOException {
        repository = home.resolve("repository");
        folder = Files.createDirectory(home.resolve("folder"));
        Files.writeString(folder.resolve("file"), "content");
        ScratchRepository.make(LocalBackend.at(repository), 2);
    }

    private ProcessBuilder start(int mebibytes, String... arguments) {
        List<String> command = Child.command(arguments);
        command.replaceAll(word -> word.startsWith("-Xmx") ? "-Xmx" + mebibytes + "m" : word);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(home.resolve("err").toFile());
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.environment().put("RESTIC_PASSWORD", password);
        return builder;
    }

    private Run run(int mebibytes, String... arguments) throws IOException, InterruptedException {
        Path out = home.resolve("out");
        int code =
                start(mebibytes, arguments).redirectOutput(out.toFile()).start().waitFor();
        return new Run(code, Files.readString(out), Files.readString(home.resolve("err")));
    }

    private String forge(FileType type, byte[] plain) {
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            return type.word() + "/" + Forgery.save(open, type, plain);
        }
    }

    private static void assertTold(String error, String fix, Run run) {
        assertEquals("error: " + error + "\nfix:   " + fix + "\n", run.err());
        assertEquals(1, run.code());
    }

    @Test
    void aLockThatInflatesToMoreThanAnyIsToldAndGoesByUnlock() throws Exception {
        String lock = forge(FileType.LOCK, Forgery.compressed("{", " ", 256 * MEBIBYTE, "}"));

        Run backup = run(64, "backup", folder.toString());

        assertTold(
                lock + " is damaged: it inflates to more than 1048576 bytes, which no such file does",
                "if nothing else uses the repository, remove it with `holdfast unlock --remove-all`",
                backup);
        assertEquals(0, run(64, "unlock", "--remove-all").code());
        assertEquals(0, run(64, "backup", folder.toString()).code());
    }

    @Test
    void aSnapshotThatInflatesToMoreThanAnyIsToldAndTheOthersAreListed() throws Exception {
        assertEquals(0, run(64, "backup", folder.toString()).code());
        String snapshot =
                forge(FileType.SNAPSHOT, Forgery.compressed("{\"paths\":[\"a\"", ",\"a\"", 64 * MEBIBYTE, "]}"));
        String damage = snapshot + " is damaged: it inflates to more than 67108864 bytes, which no such file does";

        Run listed = run(128, "snapshots");
        Run checked = run(128, "check");

        assertTrue(listed.err().contains("warning: " + damage + "\nfix:   "), listed.err());
        assertTrue(listed.out().contains("1 snapshot\n"), listed.out());
        assertEquals(1, listed.code());
        assertTrue(checked.err().contains("error: " + damage.replace(" is damaged", "") + "\n"), checked.err());
        assertTrue(checked.err().contains("fix:   put " + snapshot + " back"), checked.err());
        assertEquals(1, checked.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\"x\":[[[]]],",
                "{\"id\":\"ID\",\"blobs\":[]},",
                "{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":0,\"length\":40}]},"
            })
    void anIndexThatInflatesToMoreThanAnyIsTold(String piece) throws Exception {
        String unit = piece.replace("ID", "ab".repeat(32));
        String head = unit.startsWith("{") ? "{\"packs\":[" : "{";
        String index = forge(FileType.INDEX, Forgery.compressed(head, unit, 512 * MEBIBYTE / unit.length(), "]}"));

        for (String command : List.of("list blobs", "backup " + folder, "cat " + index.replace('/', ' '))) {
            Run run = run(64, command.split(" "));

            assertTrue(run.err().startsWith("error: " + index + " is damaged: "), run.err());
            assertTrue(run.err().contains("\nfix:   "), run.err());
            assertEquals(1, run.code());
        }
        Run checked = run(64, "check");
        assertTrue(checked.err().contains("error: " + index + ": "), checked.err());
        assertTrue(checked.err().contains("\nfix:   build its index anew: `holdfast repair index`"), checked.err());
        assertEquals(1, checked.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":[FIRST",
                "{\"packs\":[{\"blobs\":[FIRST",
                "{\"x\":\"a",
            })
    void anIndexThatNeverEndsWithOnePackOrStringTakesNoMemory(String head) throws Exception {
        String blob = "{\"id\":\"ID\",\"type\":\"data\",\"offset\":0,\"length\":40}";
        String piece = head.endsWith("a") ? "a" : "," + blob;
        String index = forge(
                FileType.INDEX,
                Forgery.compressed(
                        head.replace("FIRST", blob).replace("ID", "ab".repeat(32)),
                        piece.replace("ID", "ab".repeat(32)),
                        512 * MEBIBYTE / (piece.length() + 60),
                        ""));

        Run run = run(128, "list", "blobs");

        assertTrue(run.err().startsWith("error: " + index + " is damaged: "), run.err());
        assertEquals(1, run.code());
    }

    @Test
    void anHonestIndexWhoseTextIsLargerThanTheMemoryIsRead() throws Exception {
        Random random = new Random(7);
        IndexWriter writer = new IndexWriter(MEBIBYTE);
        long packs = 300;
        long blobs = 2000;
        for (long pack = 0; pack < packs; pack++) {
            writer.pack(id(random));
            for (long blob = 0; blob < blobs; blob++) {
                writer.blob(id(random), BlobType.DATA, blob * 1000, 1000, 2000);
            }
        }
        byte[] json = writer.finish().toBytes();
        assertTrue(json.length > 80 * MEBIBYTE, () -> json.length + " bytes");
        forge(FileType.INDEX, Forgery.compressed(new String(json, StandardCharsets.US_ASCII), "", 0, ""));

        Run listed = run(128, "list", "blobs");

        assertEquals("", listed.err());
        assertEquals(packs * blobs, listed.out().lines().count());
        assertEquals(0, listed.code());
    }

    /** A number beyond 2^31 is told as that. */
    @ParameterizedTest
    @CsvSource({"3, 3", "0, 0", "2147483647, 2147483647", "2147483648, 2147483647"})
    void anotherVersionIsRefusedBeforeAnythingIsReadOrWritten(String version, String told) throws Exception {
        forgeConfig(version);

        for (String command : List.of("snapshots", "backup " + folder, "check", "unlock")) {
            assertTold(
                    "repository " + repository + " has format version " + told,
                    "use a newer Holdfast; this one knows versions 1 and 2",
                    run(64, command.split(" ")));
        }
        assertNothingWasWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "-1", "2.0", "null", "99999999999999999999"})
    void aVersionThatIsNoNumberIsDamage(String version) throws Exception {
        forgeConfig(version);

        for (String command : List.of("snapshots", "backup " + folder)) {
            Run run = run(64, command.split(" "));

            assertTrue(run.err().startsWith("error: config is damaged: "), run.err());
            assertTrue(
                    run.err()
                            .endsWith(
                                    "\nfix:   put that file back from another copy of the repository; nothing opens without it\n"),
                    run.err());
            assertEquals(1, run.code());
        }
        assertNothingWasWritten();
    }

    private void forgeConfig(String version) throws IOException {
        try (Repository open = ScratchRepository.open(LocalBackend.at(repository))) {
            Forgery.replaceConfig(
                    open,
                    repository,
                    "{\"version\":" + version + ",\"id\":\"" + "5c".repeat(32)
                            + "\",\"chunker_polynomial\":\"3da3358b4dc173\"}");
        }
    }

    private void assertNothingWasWritten() throws IOException {
        for (String type : List.of("snapshots", "index", "locks")) {
            try (var files = Files.list(repository.resolve(type))) {
                assertEquals(List.of(), files.toList());
            }
        }
    }

    /** Fifty levels of trees, each of which lists the next one twice: more paths than can ever be told. */
    private String endlessSnapshot() {
        try (RepositoryFixture fixture = RepositoryFixture.at(repository.resolveSibling("endless"))) {
            ObjectId tree = fixture.store(BlobType.TREE, bytes("{\"nodes\":[]}\n"));
            for (int level = 0; level < 50; level++) {
                tree = fixture.store(
                        BlobType.TREE,
                        bytes("{\"nodes\":[" + directory("a", tree) + "," + directory("b", tree) + "]}\n"));
            }
            fixture.snapshot(tree);
        }
        repository = repository.resolveSibling("endless");
        return RepositoryFixture.PASSWORD;
    }

    private static String directory(String name, ObjectId tree) {
        return "{\"name\":\"" + name + "\",\"type\":\"dir\",\"mode\":2147484141,\"mtime\":\"2026-01-01T00:00:00Z\","
                + "\"atime\":\"2026-01-01T00:00:00Z\",\"ctime\":\"2026-01-01T00:00:00Z\",\"uid\":0,\"gid\":0,"
                + "\"inode\":1,\"content\":null,\"subtree\":\"" + tree + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void equalTreesWithinEachOtherAreCheckedAndCountedOnceEach() throws Exception {
        password = endlessSnapshot();

        Run checked = run(64, "check", "--read-data");
        Run raw = run(64, "stats", "--json", "--mode", "raw-data");
        Run contents = run(64, "stats", "--json", "--mode", "files-by-contents");
        Run blobs = run(64, "stats", "--json", "--mode", "blobs-per-file");
        Run restored = run(64, "stats", "--json");

        assertEquals(0, checked.code(), checked.err());
        assertTrue(raw.out().contains("\"total_blob_count\":51,"), raw.out());
        assertEquals(0, contents.code(), contents.err());
        assertEquals(0, blobs.code(), blobs.err());
        assertTrue(restored.out().contains("\"total_file_count\":" + ((1L << 51) - 2) + ","), restored.out());
    }

    @ParameterizedTest
    @CsvSource({"ls latest, INT, 130", "ls latest, TERM, 143", "find no-such-name, INT, 130", "dump latest /, TERM, 143"
    })
    void anEndlessListingEndsAtASignal(String command, String signal, int code) throws Exception {
        password = endlessSnapshot();
        Process process = start(64, command.split(" ")).start();
        Thread reader = Thread.ofVirtual().start(() -> drain(process));
        awaitLock();
        Child.signal(signal, process);

        boolean ended = process.waitFor(20, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended);
        assertEquals(code, process.exitValue());
        reader.join();
        assertEquals("error: interrupted\nfix:   run again to go on\n", Files.readString(home.resolve("err")));
    }

    @Test
    void anEndlessListingEndsInSilenceWhenNobodyReadsOn() throws Exception {
        password = endlessSnapshot();
        for (String command : List.of("ls latest", "ls --json latest", "dump latest /", "dump -a zip latest /")) {
            Process process = start(64, command.split(" ")).start();
            process.getInputStream().readNBytes(10_000);
            process.getInputStream().close();

            assertEquals(141, process.waitFor(), command);
            assertEquals("", Files.readString(home.resolve("err")));
        }
    }

    private static void drain(Process process) {
        try {
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLock() throws IOException {
        while (true) {
            try (var locks = Files.list(repository.resolve("locks"))) {
                if (locks.findAny().isPresent()) {
                    return;
                }
            }
            LockSupport.parkNanos(2_000_000); // another process's progress can only be looked for
        }
    }

    private static ObjectId id(Random random) {
        return new ObjectId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
