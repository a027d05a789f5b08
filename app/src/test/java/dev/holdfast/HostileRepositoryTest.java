package dev.holdfast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.json.IndexWriter;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.op.ScratchRepository;
import dev.holdfast.engine.repo.Forgery;
import dev.holdfast.engine.repo.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories whose files were made to harm, by somebody who has the key, as the program tells of them with little memory. */
@Timeout(300)
final class HostileRepositoryTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path home;

    private Path repository;
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

    private Run run(int mebibytes, String... arguments) throws IOException, InterruptedException {
        List<String> command = Child.command(arguments);
        command.replaceAll(word -> word.startsWith("-Xmx") ? "-Xmx" + mebibytes + "m" : word);
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        builder.environment().put("RESTIC_PASSWORD", ScratchRepository.PASSWORD);
        int code = builder.start().waitFor();
        return new Run(code, Files.readString(out), Files.readString(err));
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
        assertTrue(listed.out().contains("1 snapshots"), listed.out());
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
        assertTrue(checked.err().contains("\nfix:   build its index anew: `restic repair index`"), checked.err());
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

    private static ObjectId id(Random random) {
        return new ObjectId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
