package dev.holdfast.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.OddFiles;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTestTest {
    private static final long SEED = 11;

    @TempDir
    Path folder;

    private final RepositoryFixture repository = RepositoryFixture.inMemory();
    private Path source;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectory(folder.toRealPath().resolve("source"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(Files.createDirectories(folder.resolve("tmp")))) {
            assertEquals(0, left.count());
        }
        FileTrees.clear(folder);
        repository.close();
    }

    private Proof prove(StoredSnapshot snapshot, long mostBytes) {
        RestoreTest.Request request = new RestoreTest.Request(
                snapshot, List.of(folder.resolve("tmp")), mostBytes, 10_000, Posix.userId() == 0, new Random(SEED));
        return new RestoreTest(repository.repository(), request).run();
    }

    @Test
    void everythingOddIsEqual() throws PosixException {
        OddFiles.create(source.resolve("odd"), OddFiles.Extent.ALL);

        Proof proof = prove(repository.backup(source), Long.MAX_VALUE);

        assertEquals("[]", proof.differences().toString());
        assertTrue(proof.isPassed() && proof.isWhole());
        assertEquals(proof.files(), proof.compared());
        assertEquals(0, proof.changed());
    }

    @Test
    void anAttributeThatLostItsNameIsNotedAndNamesThatCollideAreADifference() throws IOException {
        Files.writeString(source.resolve("file"), "content");
        ByteString name = ByteString.of("user.").concat(ByteString.copyOf(new byte[] {(byte) 0xff}));
        ByteString same = ByteString.of("user.").concat(ByteString.copyOf(new byte[] {(byte) 0xfe}));
        try (PosixDirectory directory = PosixDirectory.open(ByteString.of(source.toString()), true)) {
            ByteString file = ByteString.of("file");
            directory.setExtendedAttribute(file, new ExtendedAttribute(name, ByteString.of("value")));

            Proof renamed = prove(repository.backup(source), Long.MAX_VALUE);
            directory.setExtendedAttribute(file, new ExtendedAttribute(same, ByteString.of("another")));
            Proof lost = prove(repository.backup(source), Long.MAX_VALUE);

            assertEquals("[]", renamed.differences().toString());
            String note = "The first: " + source + "/file, its extended attribute \"user.\\xff\"";
            assertTrue(renamed.notes().stream().anyMatch(text -> text.endsWith(note)), renamed.toString());
            assertFalse(lost.isPassed());
        }
    }

    @Test
    void ofALargeSnapshotASampleIsRestored() throws IOException {
        for (int i = 0; i < 100; i++) {
            Files.write(source.resolve("file [" + i + "]*?\\"), new byte[1000 + i]);
        }

        Proof proof = prove(repository.backup(source), 10_000);

        assertEquals("[]", proof.differences().toString(), "seed " + SEED);
        assertFalse(proof.isWhole());
        assertTrue(proof.files() > 5 && proof.bytes() <= 10_000, proof.toString());
        assertEquals(proof.files(), proof.compared());
    }

    @Test
    void aSampleHasAtLeastOneFile() throws IOException {
        Files.write(source.resolve("large"), new byte[5000]);
        Files.write(source.resolve("larger"), new byte[6000]);

        Proof proof = prove(repository.backup(source), 100);

        assertEquals(1, proof.files());
        assertEquals(5000, proof.bytes());
        assertTrue(proof.isPassed());
    }

    @Test
    void whatChangedSinceIsCountedAndNotADifference() throws IOException {
        Files.writeString(source.resolve("changed"), "before");
        Files.writeString(source.resolve("gone"), "before");
        Files.writeString(source.resolve("same"), "before");
        StoredSnapshot snapshot = repository.backup(source);
        Files.writeString(source.resolve("changed"), "afters");
        Files.delete(source.resolve("gone"));

        Proof proof = prove(snapshot, Long.MAX_VALUE);

        assertTrue(proof.isPassed(), proof.toString());
        assertEquals(2, proof.changed());
        assertEquals(1, proof.compared());
    }

    @Test
    void allOfTheSourceMayBeGone() throws IOException {
        Files.writeString(source.resolve("gone"), "before");
        StoredSnapshot snapshot = repository.backup(source);
        FileTrees.clear(source);
        Files.delete(source);

        Proof proof = prove(snapshot, Long.MAX_VALUE);

        assertTrue(proof.isPassed(), proof.toString());
        assertEquals(1, proof.changed());
    }

    @Test
    void aTouchedFileIsNotComparedThoughItsTimeWasPutBack() throws IOException {
        Path file = Files.writeString(source.resolve("file"), "before");
        FileTime time = Files.getLastModifiedTime(file);
        StoredSnapshot snapshot = repository.backup(source);
        Files.writeString(file, "afters");
        Files.setLastModifiedTime(file, time);

        Proof proof = prove(snapshot, Long.MAX_VALUE);

        assertTrue(proof.isPassed(), proof.toString());
        assertEquals(1, proof.changed());
    }
}
