package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.index.BlobLocation;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pack that was cut off is damage as any other: what does not need it can be had, and what does is named. */
final class CutPackTest {
    @TempDir
    private Path folder;

    private RepositoryFixture fixture;
    private TestProgram program;
    private StoredSnapshot first;

    @BeforeEach
    void makeTwoSnapshots() throws IOException {
        fixture = RepositoryFixture.at(folder.resolve("repository"));
        program = TestProgram.in(
                folder,
                Map.of(
                        "RESTIC_REPOSITORY",
                        folder.resolve("repository").toString(),
                        "RESTIC_PASSWORD",
                        RepositoryFixture.PASSWORD));
        Files.createDirectories(folder.resolve("one/below"));
        Files.createDirectories(folder.resolve("two"));
        Files.writeString(folder.resolve("two/letter"), "letter");
        first = fixture.backup(folder.resolve("one"));
        fixture.reopen();
        fixture.backup(folder.resolve("two"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void listsGoOnAndNameTheFolderThatNeedsIt() {
        ObjectId root = first.snapshot().tree();
        cutPackOf(fixture.reopen().index().lookup(BlobType.TREE, root).orElseThrow());

        TestProgram.Run find = program.run("find", "letter");
        TestProgram.Run list = program.run("ls", first.id().toString());

        assertTrue(find.out().contains("/two/letter"), find.out() + find.err());
        assertTrue(find.err().contains("is damaged: it has 10 bytes"), find.err());
        assertEquals(1, list.code());
        assertTrue(list.err().contains("is damaged: it has 10 bytes"), list.err());
    }

    private void cutPackOf(BlobLocation place) {
        FileRef pack = FileRef.of(FileType.PACK, place.pack());
        byte[] content = fixture.backend().load(pack, Range.ALL);
        fixture.backend().delete(pack);
        fixture.backend().save(pack, Arrays.copyOf(content, 10));
    }
}
