package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.engine.posix.PosixException;
import dev.holdfast.engine.repo.WriteOptions;
import dev.holdfast.engine.tree.Problem;
import dev.holdfast.engine.tree.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attributes whose names are not UTF-8, which the format can't hold: what is stored, told and restored. */
class AttributeNamesTest {
    /** The names of each file's attributes, {@code ~} followed by two digits being any byte. */
    private static final List<List<String>> FILES = List.of(
            List.of("user.~ff~feabc"),
            List.of("user.~ff", "user.~fe"),
            List.of("user.~ff", "user.~ef~bf~bd"),
            List.of("user.~ef~bf~bd", "user.~80"),
            List.of("user.~ed~a0~80"),
            List.of("user.~c3", "user.~c3(", "user.~f4~90~80~80", "user.~e2~82x", "user.~c0~80y"),
            List.of("user.good~e2~80~a8~01<&>", "user.bad~e2~80~a8~01<&>~ff"));

    @TempDir
    Path temporary;

    private Path folder;
    private Path home;
    private ResticProgram restic;

    @BeforeEach
    void makeFiles() throws IOException {
        home = temporary.toRealPath();
        folder = Files.createDirectory(home.resolve("folder"));
        try (PosixDirectory directory = open()) {
            for (List<String> names : FILES) {
                ByteString file = ByteString.of("file " + FILES.indexOf(names));
                directory.createFile(file, 0644).close();
                for (String name : names) {
                    directory.setExtendedAttribute(file, new ExtendedAttribute(bytes(name), ByteString.of(name)));
                }
            }
            directory.setExtendedAttribute(new ExtendedAttribute(bytes("user.of a folder~ff"), ByteString.of("x")));
        }
        restic = ResticProgram.newest()
                .on(home.resolve("repository"), RepositoryFixture.PASSWORD)
                .with("TZ", "Europe/Berlin");
    }

    @AfterEach
    void clear() throws IOException {
        FileTrees.clear(home);
    }

    private PosixDirectory open() throws PosixException {
        return PosixDirectory.open(ByteString.of(folder.toString()), true);
    }

    private static ByteString bytes(String escaped) {
        byte[] result = new byte[escaped.length()];
        int length = 0;
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '~') {
                result[length++] = (byte) Integer.parseInt(escaped.substring(i + 1, i + 3), 16);
                i += 2;
            } else {
                result[length++] = (byte) escaped.charAt(i);
            }
        }
        return ByteString.copyOf(result, 0, length);
    }

    private static ObjectId treeOf(RepositoryFixture fixture, StoredSnapshot snapshot, Path folder) {
        return SnapshotFolder.of(fixture.repository(), snapshot, ByteString.of(folder.toString()))
                .tree();
    }

    private static StoredSnapshot latest(RepositoryFixture fixture) {
        return new Snapshots(fixture.repository()).find("latest", SnapshotFilter.ALL);
    }

    @Test
    void resticStoresTheSameTree() throws Exception {
        try (RepositoryFixture fixture = RepositoryFixture.at(home.resolve("repository"))) {
            ObjectId ours = treeOf(fixture, fixture.backup(folder), folder);

            restic.run("backup", "--force", folder.toString());

            fixture.reopen();
            assertEquals(ours, treeOf(fixture, latest(fixture), folder));
            String tree = new String(restic.bytes("cat", "blob", ours.toString()), StandardCharsets.UTF_8);
            assertTrue(tree.contains("{\"name\":\"user.\\ufffd\\ufffdabc\",\"value\":"), tree);
            assertTrue(tree.contains("{\"name\":\"user.\ufffd\",\"value\":"), tree);
        }
    }

    @Test
    void everyNameThatIsLostIsTold() {
        List<String> told = new ArrayList<>();
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            Source source = LocalFiles.of(
                    List.of(ByteString.of(folder.toString())),
                    Exclusions.builder(),
                    new LocalFiles.Options(ByteString.of("/"), false, ZoneOffset.UTC));

            Trial.run(fixture.repository(), Trial.request(source, null, WriteOptions.DEFAULT, 2), new BackupProgress() {
                @Override
                protected void problem(Problem problem) {
                    super.problem(problem);
                    told.add(problem.item().substring(folder.toString().length()) + ": " + problem.reason());
                }
            });
        }

        String end = ": the repository's format keeps such names in UTF-8 only; rename the attribute";
        String begin = "its extended attribute ";
        for (int file = 0; file < FILES.size(); file++) {
            String path = "/file " + file + ": ";
            assertTrue(told.stream().anyMatch(text -> text.startsWith(path)), path + told);
        }
        assertTrue(
                told.contains(": " + begin + "\"user.of a folder\\xff\" will be restored as \"user.of a folder\ufffd\""
                        + end),
                told.toString());
        assertTrue(
                told.contains("/file 0: " + begin
                        + "\"user.\\xff\\xfeabc\" will be restored as \"user.\ufffd\ufffdabc\"" + end),
                told.toString());
        // Whichever the file system lists last.
        for (int file = 1; file < 4; file++) {
            String path = "/file " + file + ": " + begin;
            String lost = " will not be restored, as another becomes \"user.\ufffd\" too" + end;
            assertEquals(
                    1,
                    told.stream()
                            .filter(text -> text.startsWith(path) && text.endsWith(lost))
                            .count(),
                    told.toString());
        }
    }

    @Test
    void aFileWithSuchANameIsUnchangedInTheNextBackup() {
        try (RepositoryFixture fixture = RepositoryFixture.inMemory()) {
            fixture.backup(folder);

            SnapshotSummary second = fixture.backup(folder).snapshot().figures().orElseThrow();

            assertEquals(FILES.size(), second.filesUnmodified());
            assertEquals(0, second.filesChanged() + second.filesNew());
        }
    }

    @Test
    void theyAreRestoredAsResticDoesAndValuesThatGetLostAreTold() throws Exception {
        restic.run("init");
        restic.run("backup", folder.toString());
        restic.run(
                "restore", "latest:" + home, "--target", home.resolve("theirs").toString());
        try (RepositoryFixture fixture = RepositoryFixture.existing(home.resolve("repository"))) {
            Restore.Request request = Restoring.request(fixture, latest(fixture), home, home.resolve("ours"));
            // Over what the first time made, the second must not set the value that was not the last.
            for (int time = 0; time < 2; time++) {
                Restoring progress = new Restoring();

                new Restore(fixture.repository(), request).run(progress);

                FileTrees.assertEqual(home.resolve("theirs/folder"), home.resolve("ours/folder"));
                assertEquals(
                        List.of("/folder/file 1", "/folder/file 2", "/folder/file 3"),
                        progress.problems.stream().map(Problem::item).sorted().toList());
                assertEquals(
                        "the snapshot has its extended attribute \"user.\ufffd\" several times: only the last value is"
                                + " restored",
                        progress.problems.getFirst().reason());
            }
        }
    }
}
