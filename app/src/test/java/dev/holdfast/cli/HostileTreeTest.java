package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.repo.Forgery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees that were made to harm, by somebody who has the key: every command tells them once and ends. */
@Timeout(100)
class HostileTreeTest {
    @TempDir
    Path folder = Path.of("/");

    private TestProgram program = TestProgram.in(Path.of("/"), Map.of());
    private Path repository = Path.of("/");

    @BeforeEach
    void makeRepository() throws IOException {
        repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        program = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
    }

    private static String node(String name, String type, String rest) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"mode\":420,\"mtime\":\"2026-01-01T00:00:00Z\","
                + "\"atime\":\"2026-01-01T00:00:00Z\",\"ctime\":\"2026-01-01T00:00:00Z\",\"uid\":0,\"gid\":0," + rest
                + "}";
    }

    private static String tree(String... nodes) {
        return "{\"nodes\":[" + String.join(",", nodes) + "]}\n";
    }

    /** A snapshot of a hostile tree, and with it a sound empty one to compare with. */
    private void assertToldByEveryCommand(RepositoryFixture fixture, ObjectId hostile, String reason)
            throws IOException {
        String sound = fixture.snapshot(fixture.store(BlobType.TREE, tree().getBytes(StandardCharsets.UTF_8)))
                .id()
                .toString();
        String bad = fixture.snapshot(hostile).id().toString();
        for (List<String> command : List.of(
                List.of("ls", bad),
                List.of("ls", "--ncdu", bad),
                List.of("find", "--snapshot", bad, "no-such-name"),
                List.of("find", "--snapshot", bad, "--blob", "ff"),
                List.of("diff", sound, bad),
                List.of("dump", bad, "/"),
                List.of("dump", "--archive", "zip", bad, "/"),
                List.of("stats", bad),
                List.of("stats", "--mode", "raw-data", bad),
                List.of("restore", bad, "--target", "restored"),
                List.of("check", bad))) {
            TestProgram.Run run = program.run(command.toArray(String[]::new));

            assertTrue(run.err().contains(reason), () -> command + ": " + run.err());
            assertEquals(1, run.err().split(java.util.regex.Pattern.quote(reason), -1).length - 1, run.err());
            assertEquals(1, run.code(), () -> command + ": " + run.err());
        }
        try (var all = Files.list(folder)) {
            assertTrue(
                    all.allMatch(path -> path.endsWith("repository") || path.endsWith("restored")),
                    "something was written outside of the target");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "../evil", "/etc/evil", "x\\u0000y"})
    void anUnsafeNameIsTold(String name) throws IOException {
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
            ObjectId hostile = fixture.store(
                    BlobType.TREE, tree(node(name, "file", "\"content\":[]")).getBytes(StandardCharsets.UTF_8));

            assertToldByEveryCommand(fixture, hostile, "name");
        }
    }

    @Test
    void theFixOfARestoreFitsItsCauses() throws IOException {
        String damaged;
        String both;
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
            String place = node("place", "file", "\"content\":[]");
            ObjectId hostile = fixture.store(
                    BlobType.TREE, tree(node("..", "file", "\"content\":[]")).getBytes(StandardCharsets.UTF_8));
            String bad = node("bad", "dir", "\"subtree\":\"" + hostile + "\"");
            damaged = fixture.snapshot(hostile).id().toString();
            both = fixture.snapshot(
                            fixture.store(BlobType.TREE, tree(bad, place).getBytes(StandardCharsets.UTF_8)))
                    .id()
                    .toString();
        }
        Files.createDirectories(folder.resolve("full/place/precious"));
        String mend =
                "fix:   giving the same command again brings nothing more back while the repository is damaged: run"
                        + " `holdfast check --read-data` to see all of it, and keep other copies; `holdfast repair snapshots"
                        + " --from COPY` takes from one what is lost, and without --from leaves it out\n";

        TestProgram.Run one = program.run("restore", "-q", damaged, "--target", "restored");
        TestProgram.Run two = program.run("restore", "-q", both, "--target", "full");

        assertEquals(1, one.code());
        assertTrue(one.err().endsWith("error: 1 item not restored as in the snapshot\n" + mend), one.err());
        assertEquals(1, two.code());
        assertTrue(
                two.err()
                        .endsWith("error: 2 items not restored as in the snapshot\n" + mend
                                + "fix:   see to each other item told above (a folder in the place of a file must be moved"
                                + " away), then give the same command again\n"),
                two.err());
    }

    @Test
    void aNameThatIsThereTwiceIsTold() throws IOException {
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
            ObjectId hostile = fixture.store(
                    BlobType.TREE,
                    tree(node("a", "symlink", "\"linktarget\":\"..\""), node("a", "file", "\"content\":[]"))
                            .getBytes(StandardCharsets.UTF_8));

            assertToldByEveryCommand(fixture, hostile, "twice");
        }
    }

    /** An id is the hash of what it names, so no tree can hold itself; only an index that lies can say so. */
    @Test
    void aTreeThatAnIndexPutsIntoItselfIsToldAndNotFollowed() throws IOException {
        ObjectId claimed = ObjectId.parse("ab".repeat(32));
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
            Forgery.tree(fixture.repository(), claimed, tree(node("again", "dir", "\"subtree\":\"" + claimed + "\"")));

            assertToldByEveryCommand(fixture, claimed, "blob " + claimed + " has other content than its id says");
        }
    }
}
