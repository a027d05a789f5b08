package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.Range;
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

/** The verdict on a repository is the real restic's. */
final class CheckComparisonTest {
    @TempDir
    Path folder;

    private Path place;
    private RepositoryFixture fixture;

    @BeforeEach
    void makeSnapshot() throws IOException {
        place = folder.resolve("repository");
        fixture = RepositoryFixture.at(place);
        Path tree = Files.createDirectories(folder.resolve("tree/below"));
        byte[] content = new byte[700_000];
        new Random(9).nextBytes(content);
        Files.write(tree.resolve("content"), content);
        Files.writeString(tree.resolve("text"), "text ".repeat(1000));
        fixture.backup(folder.resolve("tree"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void assertSameVerdict(boolean isSound) throws Exception {
        ResticProgram.Run theirs =
                ResticProgram.newest().on(place, RepositoryFixture.PASSWORD).attempt("check", "--read-data", "--json");
        CheckRun ours = CheckRun.full(fixture.reopen());

        String message = theirs.output() + "\n" + ours.findings();
        assertEquals(isSound, theirs.code() == 0, message);
        assertEquals(isSound, ours.result().isSound(), message);
        if (theirs.output().contains("\"broken_packs\":[")) {
            for (ObjectId pack : ours.result().brokenPacks()) {
                assertTrue(theirs.output().contains(pack.toString()), message);
            }
        }
    }

    @Test
    void soundRepositoryIsSound() throws Exception {
        assertSameVerdict(true);
    }

    @Test
    void damagedFilesAreDamage() throws Exception {
        for (FileType type : List.of(FileType.SNAPSHOT, FileType.INDEX, FileType.PACK)) {
            for (FileInfo info : fixture.repository().files(type)) {
                Path file = file(info);
                byte[] sound = fixture.backend().load(info.file(), Range.ALL);
                byte[] turned = sound.clone();
                turned[sound.length / 2] ^= 1;

                replace(file, turned);
                assertSameVerdict(false);
                replace(file, Arrays.copyOf(sound, sound.length - 1));
                assertSameVerdict(false);
                Files.delete(file);
                assertSameVerdict(type == FileType.SNAPSHOT);
                Files.write(file, sound);
            }
        }
        assertSameVerdict(true);
    }

    @Test
    void packOfNoIndexIsNoDamage() throws Exception {
        byte[] foreign = new byte[5000];
        ObjectId id = fixture.repository().withCodec(codec -> codec.hash(foreign, 0, foreign.length));
        Path shard = Files.createDirectories(
                place.resolve("data").resolve(id.toString().substring(0, 2)));
        Files.write(shard.resolve(id.toString()), foreign);

        assertSameVerdict(true);
    }

    @Test
    void treesThatLackSomethingAreDamage() throws Exception {
        ObjectId unknown = ObjectId.parse("ab".repeat(32));
        fixture.snapshot(fixture.tree(Nodes.file("unknown", 5, unknown)));
        assertSameVerdict(false);
    }

    @Test
    void treesOfUnknownTypesAreDamage() throws Exception {
        fixture.snapshot(fixture.tree(Nodes.special("odd", NodeType.IRREGULAR, 0)));
        assertSameVerdict(false);
    }

    @Test
    void sizesThatLieAreNoDamage() throws Exception {
        ObjectId data = fixture.data(new byte[] {1, 2, 3});
        fixture.snapshot(fixture.tree(Nodes.file("lie", 5, data)));
        assertSameVerdict(true);
    }

    private Path file(FileInfo info) {
        String name = info.file().name();
        Path type = place.resolve(info.file().type().word());
        return info.file().type() == FileType.PACK
                ? type.resolve(name.substring(0, 2)).resolve(name)
                : type.resolve(name);
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Files.delete(file);
        Files.write(file, content);
    }
}
