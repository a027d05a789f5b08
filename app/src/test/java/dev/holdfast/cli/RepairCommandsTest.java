package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.FileRef;
import dev.holdfast.engine.backend.FileType;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.backend.Range;
import dev.holdfast.engine.model.BlobType;
import dev.holdfast.engine.model.ObjectId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a damaged repository to a sound one, as a person goes it. */
final class RepairCommandsTest {
    @TempDir
    Path folder;

    private Path source;
    private TestProgram program;
    private ObjectId snapshot;
    private ObjectId pack;

    @BeforeEach
    void damageAPack() throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        byte[] content = new byte[100_000];
        new Random(3).nextBytes(content);
        Files.write(source.resolve("file"), content);
        Files.writeString(source.resolve("small"), "small");
        try (RepositoryFixture fixture = RepositoryFixture.at(folder.resolve("repository"))) {
            snapshot = fixture.backup(source).id();
            ObjectId blob = largest(fixture);
            pack = fixture.repository()
                    .index()
                    .lookup(BlobType.DATA, blob)
                    .orElseThrow()
                    .pack();
            FileRef file = FileRef.of(FileType.PACK, pack);
            int offset = fixture.repository()
                    .index()
                    .lookup(BlobType.DATA, blob)
                    .orElseThrow()
                    .blob()
                    .offset();
            byte[] bytes = fixture.backend().load(file, Range.ALL);
            bytes[offset + 30] ^= 1;
            fixture.backend().delete(file);
            fixture.backend().save(file, bytes);
        }
        program = TestProgram.in(
                folder,
                Map.of(
                        "RESTIC_REPOSITORY",
                        folder.resolve("repository").toString(),
                        "RESTIC_PASSWORD",
                        RepositoryFixture.PASSWORD,
                        "RESTIC_FROM_PASSWORD",
                        RepositoryFixture.PASSWORD));
    }

    private static ObjectId largest(RepositoryFixture fixture) {
        ObjectId[] largest = new ObjectId[1];
        int[] length = new int[1];
        fixture.repository().index().forEach(place -> {
            if (place.blob().length() > length[0]) {
                length[0] = place.blob().length();
                largest[0] = place.blob().id();
            }
        });
        return largest[0];
    }

    @Test
    void lostFileIsNamedAndTheRestIsSound() {
        TestProgram.Run packs = program.run("repair", "packs", pack.toString());
        TestProgram.Run checked = program.run("check");
        TestProgram.Run dry = program.run("repair", "snapshots", "--dry-run");
        TestProgram.Run snapshots = program.run("repair", "snapshots", "--forget");

        assertEquals(0, packs.code(), packs.err());
        assertTrue(packs.err().contains(": it is lost"), packs.err());
        assertTrue(Files.exists(folder.resolve("pack-" + pack)));
        assertEquals(1, checked.code());
        assertTrue(dry.out().contains("would modify 1 snapshot"), dry.out());
        assertEquals(0, snapshots.code(), snapshots.err());
        assertTrue(snapshots.out().contains("snapshot " + snapshot.shortName()), snapshots.out());
        assertTrue(snapshots.out().contains("/source/file\": removed missing content"), snapshots.out());
        assertTrue(snapshots.out().contains("removed old snapshot " + snapshot.shortName()), snapshots.out());
        restic().run("check", "--read-data");
    }

    @Test
    void checkSaysWhatToDoAboutADamagedKeyAndLock() throws IOException {
        String key = "ab".repeat(32);
        String lock = "cd".repeat(32);
        Files.writeString(folder.resolve("repository/keys/" + key), "no key");
        Files.writeString(folder.resolve("repository/locks/" + lock), "no lock");

        TestProgram.Run checked = program.run("check", "--no-lock");

        assertEquals(1, checked.code());
        assertTrue(
                checked.err()
                        .contains("fix:   put keys/" + key + " back from another copy of the repository, or remove it:"
                                + " `holdfast key remove " + key + "`\n"),
                checked.err());
        assertTrue(
                checked.err()
                        .contains("fix:   if nothing else uses the repository, remove locks/" + lock
                                + ": `holdfast unlock --remove-all`\n"),
                checked.err());
    }

    @Test
    void checkSaysWhatToDoAboutDataThatNoIndexTellsOf() throws IOException {
        program.run("repair", "packs", pack.toString());

        TestProgram.Run checked = program.run("check");

        assertTrue(
                checked.err()
                        .contains("fix:   back up again, which stores what is still at hand, then take what stays lost"
                                + " out of the snapshots:\n       `holdfast repair snapshots --forget`\n"),
                checked.err());
    }

    @Test
    void otherRepositoryGivesWhatIsLost() {
        try (RepositoryFixture other = RepositoryFixture.at(folder.resolve("other"))) {
            other.backup(source);
        }

        TestProgram.Run packs =
                program.run("repair", "packs", "--from", folder.resolve("other").toString(), pack.toString());
        TestProgram.Run snapshots = program.run("repair", "snapshots", "--forget");

        assertTrue(packs.out().contains("took 1 from the other repository, lost 0"), packs.out() + packs.err());
        assertTrue(snapshots.out().contains("no snapshots were modified"), snapshots.out());
        restic().run("check", "--read-data");
    }

    @Test
    void snapshotsTakeFromTheOtherRepositoryToo() {
        try (RepositoryFixture other = RepositoryFixture.at(folder.resolve("other"))) {
            other.backup(source);
        }
        program.run("repair", "packs", pack.toString());

        TestProgram.Run snapshots = program.run(
                "repair", "snapshots", "--from", folder.resolve("other").toString());

        assertTrue(snapshots.out().contains("took 1 lost blob"), snapshots.out() + snapshots.err());
        assertTrue(snapshots.out().contains("no snapshots were modified"), snapshots.out());
        restic().run("check", "--read-data");
    }

    @Test
    void missingIndexIsBuiltAnew() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("repository/index"))) {
            for (Path file : files) {
                Files.delete(file);
            }
        }

        TestProgram.Run run = program.run("repair", "index");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("adding data/" + pack), run.err());
        restic().run("check");
    }

    @Test
    void packsMustBeNamedInFull() {
        TestProgram.Run none = program.run("repair", "packs");
        TestProgram.Run part = program.run("repair", "packs", pack.shortName());
        TestProgram.Run missing = program.run("repair", "packs", "ab".repeat(32));

        assertEquals(1, none.code());
        assertTrue(none.err().contains("no ids specified"), none.err());
        assertEquals(1, part.code());
        assertEquals(1, missing.code());
        assertTrue(missing.err().contains("not there"), missing.err());
    }

    @Test
    void secondCopyServesDumpAndRestoreAndCheckNamesTheBrokenPack() throws IOException {
        byte[] content = Files.readAllBytes(source.resolve("file"));
        try (RepositoryFixture fixture = RepositoryFixture.existing(folder.resolve("repository"))) {
            fixture.storeAgain(BlobType.DATA, content);
        }

        TestProgram.Run dump =
                program.run("dump", "latest", source.resolve("file").toString());
        TestProgram.Run restore = program.run(
                "restore", "latest", "--target", folder.resolve("target").toString());
        TestProgram.Run check = program.run("check", "--read-data");

        assertEquals(0, dump.code(), dump.err());
        assertEquals(new String(content, StandardCharsets.UTF_8), dump.out());
        assertEquals(0, restore.code(), restore.err());
        Path restored = folder.resolve("target" + source.resolve("file"));
        assertArrayEquals(content, Files.readAllBytes(restored));
        assertEquals(1, check.code());
        assertTrue(check.err().contains("repair packs " + pack), check.err());
    }

    @Test
    void forgottenSnapshotIsRecovered() {
        restic().run("forget", snapshot.toString());

        TestProgram.Run run = program.run("recover");
        TestProgram.Run again = program.run("recover");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("found 1 unreferenced root\nsaved new snapshot "), run.out());
        assertTrue(again.out().contains("no snapshot to write."), again.out());
        assertTrue(restic().run("ls", "--tag", "recovered", "latest").contains("/source/small"));
    }

    @Test
    void recoveryThatCouldNotReadAllIsIncomplete() {
        restic().run("forget", snapshot.toString());
        try (RepositoryFixture fixture = RepositoryFixture.existing(folder.resolve("repository"))) {
            fixture.repository().index().forEach(place -> {
                FileRef file = FileRef.of(FileType.PACK, place.pack());
                if (place.blob().type() == BlobType.TREE
                        && fixture.backend().stat(file).isPresent()) {
                    fixture.backend().delete(file);
                }
            });
        }

        TestProgram.Run run = program.run("recover");

        assertEquals(3, run.code(), run.out());
        assertTrue(run.err().contains("can't be read"), run.err());
    }

    @Test
    void oldFormatIsUpgradedAfterACheck() throws IOException {
        Path old = folder.resolve("old");
        try (RepositoryFixture fixture = RepositoryFixture.create(LocalBackend.at(old), 1, InstantSource.system())) {
            fixture.backup(source);
        }
        ResticProgram restic = ResticProgram.newest().on(old, RepositoryFixture.PASSWORD);
        String location = old.toString();

        TestProgram.Run list = program.run("-r", location, "migrate");
        TestProgram.Run run = program.run("-r", location, "migrate", "upgrade_repo_v2");
        TestProgram.Run again = program.run("-r", location, "migrate", "upgrade_repo_v2");
        TestProgram.Run unknown = program.run("-r", location, "migrate", "other");

        assertTrue(list.out().contains("upgrade_repo_v2"), list.out());
        assertEquals(0, run.code(), run.out() + run.err());
        assertTrue(run.out().contains("migration upgrade_repo_v2: success"), run.out());
        assertTrue(restic.run("cat", "config").contains("\"version\": 2"));
        restic.run("check", "--read-data");
        assertEquals(1, again.code());
        assertEquals(1, unknown.code());
    }

    @Test
    void damagedRepositoryIsNotUpgraded() throws IOException {
        Path old = folder.resolve("old");
        try (RepositoryFixture fixture = RepositoryFixture.create(LocalBackend.at(old), 1, InstantSource.system())) {
            fixture.backup(source);
            fixture.backend()
                    .delete(FileRef.of(
                            FileType.PACK, fixture.repository().index().packs().getFirst()));
        }
        byte[] config = Files.readAllBytes(old.resolve("config"));

        TestProgram.Run run = program.run("-r", old.toString(), "migrate", "upgrade_repo_v2");

        assertEquals(1, run.code());
        assertArrayEquals(config, Files.readAllBytes(old.resolve("config")));
    }

    @Test
    void versionIsToldInTheShapeOfRestic() {
        String told = program.run("version", "--json").out();

        assertTrue(told.startsWith("{\"message_type\":\"version\",\"version\":\"1.2.3\","), told);
        assertTrue(
                told.contains("\"go_version\":")
                        && told.contains("\"go_os\":\"linux\"")
                        && told.contains("\"go_arch\":"),
                told);
    }

    private ResticProgram restic() {
        return ResticProgram.newest().on(folder.resolve("repository"), RepositoryFixture.PASSWORD);
    }
}
