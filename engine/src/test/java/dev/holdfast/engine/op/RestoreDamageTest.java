package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.model.ObjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreDamageTest {
    @TempDir
    Path folder;

    RepositoryFixture fixture;
    byte[] first;
    byte[] second;
    ObjectId firstId;
    ObjectId secondId;
    Restore.Request request;

    /** Each blob has a pack of its own. */
    @BeforeEach
    void store() {
        fixture = RepositoryFixture.inMemory();
        first = random(1);
        second = random(2);
        firstId = fixture.data(first);
        secondId = fixture.data(second);
        ObjectId tree = fixture.tree(
                Restoring.node("both", NodeType.FILE, List.of(firstId, secondId), null, 200_000),
                Restoring.node("first", NodeType.FILE, List.of(firstId), null, 100_000),
                Restoring.node("second", NodeType.FILE, List.of(secondId), null, 100_000));
        request = Restoring.request(tree, folder.resolve("target"));
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[100_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void clear() throws IOException {
        fixture.close();
        FileTrees.clear(folder);
    }

    private FileRef packOf(ObjectId blob) {
        BlobLocation place =
                fixture.repository().index().lookup(BlobType.DATA, blob).orElseThrow();
        return FileRef.of(FileType.PACK, place.pack());
    }

    private void damage(FileRef pack) {
        byte[] content = fixture.backend().load(pack, Range.ALL);
        content[1000]++;
        fixture.backend().save(pack, content);
    }

    private Restoring restore() {
        Restoring progress = new Restoring();
        new Restore(fixture.repository(), request).run(progress);
        return progress;
    }

    private void assertOnlyFirstIsComplete(Restoring progress) throws IOException {
        assertEquals(
                List.of("/both", "/second"),
                progress.problems.stream()
                        .map(problem -> problem.item())
                        .sorted()
                        .toList());
        assertEquals(2, progress.repositoryProblems());
        assertTrue(Arrays.equals(first, Files.readAllBytes(folder.resolve("target/first"))));
        assertFalse(Files.exists(folder.resolve("target/second")));
        byte[] both = Files.readAllBytes(folder.resolve("target/both"));
        assertTrue(Arrays.equals(first, 0, 100_000, both, 0, 100_000));
        assertTrue(
                Files.getLastModifiedTime(folder.resolve("target/both")).toMillis()
                        > Files.getLastModifiedTime(folder.resolve("target/first"))
                                .toMillis(),
                "a file that is not complete must not look as in the snapshot");
    }

    @Test
    void damagedPackSpoilsOnlyItsFiles() throws IOException {
        damage(packOf(secondId));

        assertOnlyFirstIsComplete(restore());
    }

    @Test
    void missingPackSpoilsOnlyItsFiles() throws IOException {
        fixture.backend().delete(packOf(secondId));

        assertOnlyFirstIsComplete(restore());
    }

    @Test
    void shortPackSpoilsOnlyItsFiles() throws IOException {
        FileRef pack = packOf(secondId);
        byte[] content = fixture.backend().load(pack, Range.ALL);
        fixture.backend().save(pack, content, 0, 50);

        assertOnlyFirstIsComplete(restore());
    }

    @Test
    void blobInNoIndexSpoilsOnlyItsFiles() throws IOException {
        ObjectId unknown = ObjectId.parse("cd".repeat(32));
        ObjectId tree = fixture.tree(
                Restoring.node("both", NodeType.FILE, List.of(firstId, unknown), null, 200_000),
                Restoring.node("first", NodeType.FILE, List.of(firstId), null, 100_000),
                Restoring.node("second", NodeType.FILE, List.of(unknown), null, 100_000));
        request = Restoring.request(tree, folder.resolve("target"));

        assertOnlyFirstIsComplete(restore());
    }

    @Test
    void anotherCopyOfADamagedBlobIsUsed() throws IOException {
        FileRef damaged = packOf(secondId);
        fixture.storeAgain(BlobType.DATA, second);
        fixture.reopen();
        damage(damaged);

        Restoring progress = restore();

        assertEquals(List.of(), progress.problems);
        assertTrue(Arrays.equals(second, Files.readAllBytes(folder.resolve("target/second"))));
    }

    @Test
    void runningAgainAfterTheRepairCompletesTheFiles() throws IOException {
        FileRef pack = packOf(secondId);
        byte[] content = fixture.backend().load(pack, Range.ALL);
        fixture.backend().delete(pack);
        restore();
        fixture.backend().save(pack, content);
        request = request.with(Overwrite.IF_CHANGED);

        Restoring progress = restore();

        assertEquals(List.of(), progress.problems);
        byte[] both = Files.readAllBytes(folder.resolve("target/both"));
        assertTrue(Arrays.equals(second, 0, 100_000, both, 100_000, 200_000));
    }
}
