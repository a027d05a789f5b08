package dev.holdfast.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.OddFiles;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.backend.LocalBackend;
import dev.holdfast.engine.files.LocalFiles;
import dev.holdfast.engine.filter.Exclusions;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.EngineException.RepositoryLocked;
import dev.holdfast.engine.model.Node;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.SnapshotSummary;
import dev.holdfast.engine.model.StoredSnapshot;
import dev.holdfast.engine.posix.Posix;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import dev.holdfast.engine.repo.SystemProcesses;
import dev.holdfast.engine.repo.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One repository used by Holdfast and the real restics, one after the other and at once. */
final class InteroperationTest {
    @TempDir
    private Path home;

    private Path repository;
    private Path folder;

    @BeforeEach
    void place() {
        repository = home.resolve("repository");
        folder = home.resolve("folder");
    }

    @ParameterizedTest
    @CsvSource({"2, UTC", "1, UTC", "2, America/St_Johns", "2, Europe/London", "2, Asia/Kolkata"})
    void theSameFolderHasTheSameTreeAndAddsNothingForTheOther(int version, String zone) throws Exception {
        OddFiles.create(folder, OddFiles.Extent.BACKED_UP_BY_RESTIC);
        ScratchRepository.make(LocalBackend.at(repository), version);
        ResticProgram restic = ResticProgram.newest(repository).with("TZ", zone);

        StoredSnapshot ours = backup(zone);
        String second = restic.run("backup", folder.toString(), "--json", "--host", host());
        StoredSnapshot theirs = latest();
        StoredSnapshot third = backup(zone);

        assertEquals(treeOfFolder(ours), treeOfFolder(theirs));
        assertEquals(ours.id(), theirs.snapshot().parent(), "restic takes our snapshot as its parent");
        assertEquals(0, number(second, "data_blobs"));
        assertEquals(0, number(second, "files_new") + number(second, "files_changed"));
        assertTrue(number(second, "tree_blobs") <= folder.getNameCount(), "more than the folders above has changed");
        assertEquals(treeOfFolder(theirs), treeOfFolder(third));
        SnapshotSummary figures = third.snapshot().figures().orElseThrow();
        assertEquals(0, figures.dataBlobs() + figures.filesNew() + figures.filesChanged());
        assertTrue(figures.treeBlobs() <= folder.getNameCount());
        restic.run("check", "--read-data");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRepositoryOfAnOldResticIsWrittenToByAll(int version) throws Exception {
        OddFiles.create(folder, OddFiles.Extent.BACKED_UP_BY_RESTIC);
        ResticProgram old = ResticProgram.old(repository).with("TZ", "UTC");
        old.run("init", "--repository-version", String.valueOf(version));
        old.run("backup", folder.toString(), "--host", host());

        StoredSnapshot ours = backup("UTC");
        String after = old.run("backup", folder.toString(), "--host", host(), "--json");

        assertEquals(0, ours.snapshot().figures().orElseThrow().dataBlobs(), "all content was there already");
        assertEquals(0, ours.snapshot().figures().orElseThrow().filesNew());
        assertEquals(0, number(after, "files_new") + number(after, "files_changed"));
        old.run("check", "--read-data");
        ResticProgram.newest(repository).run("check", "--read-data");
        old.run("prune", "--max-unused", "0");
        Soundness.read(LocalBackend.at(repository));
    }

    @Test
    void bothAtOnceOverManyRounds() throws Exception {
        ScratchRepository.make(LocalBackend.at(repository), 2);
        RestlessFolder restless = new RestlessFolder(folder, 5);
        int rounds = 8;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 20; i++) {
                restless.step();
            }
            Path output = home.resolve("restic.out");
            Process theirs = ResticProgram.newest(repository)
                    .start(output, "backup", folder.toString(), "--host", host(), "--pack-size", "4");
            Process ours = ChildBackup.start(repository, folder);
            StoredSnapshot here = backup("UTC");

            assertEquals(0, theirs.waitFor(), () -> read(output));
            assertEquals(0, ours.waitFor(), () -> read(home.resolve("child.err")));
            assertTrue(Soundness.look(LocalBackend.at(repository)).containsKey(here.id()));
        }
        ResticProgram.newest(repository).run("check", "--read-data");
        ResticProgram.newest(repository).run("prune", "--max-unused", "0");
        ResticProgram.newest(repository).run("check", "--read-data");
        assertEquals(3 * rounds, Soundness.read(LocalBackend.at(repository)).size());
    }

    @Test
    void ourLockStopsTheirPruneAndTheirsOurBackup() throws Exception {
        Files.createDirectory(folder);
        ScratchRepository.make(LocalBackend.at(repository), 2);
        ResticProgram restic = ResticProgram.newest(repository);
        try (Repository open = open("UTC");
                RepositoryLock lock = RepositoryLock.acquire(open, false)) {
            lock.ensureHeld();

            ResticProgram.Run prune = restic.attempt("prune");

            assertEquals(11, prune.code(), prune::output);
            assertTrue(prune.output().contains("PID " + ProcessHandle.current().pid()), prune::output);
            assertEquals(1, restic.run("list", "locks", "--no-lock").lines().count());
            restic.run("backup", folder.toString());
        }
        try (Repository open = open("UTC")) {
            RepositoryLock lock = RepositoryLock.acquire(open, true);

            ResticProgram.Run backup = restic.attempt("backup", folder.toString());

            assertEquals(11, backup.code(), backup::output);
            lock.close();
            restic.run("backup", folder.toString());
        }
    }

    @Test
    void pruneAndBackupBesideEachOtherNeverHarm() throws Exception {
        ScratchRepository.make(LocalBackend.at(repository), 2);
        RestlessFolder restless = new RestlessFolder(folder, 6);
        int locked = 0;
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 20; i++) {
                restless.step();
            }
            Process prune = ResticProgram.newest(repository)
                    .start(
                            home.resolve("restic.out"),
                            "forget",
                            "--keep-last",
                            "1",
                            "--group-by",
                            "",
                            "--prune",
                            "--max-unused",
                            "0");
            try {
                backup("UTC");
            } catch (RepositoryLocked e) {
                locked++;
                assertTrue(e.isExclusive());
            }
            prune.waitFor();
            Soundness.look(LocalBackend.at(repository));
        }
        System.out.println("12 prunes beside backups, " + locked + " backups refused");
        ResticProgram.newest(repository).run("check", "--read-data");
    }

    @Test
    void anExclusiveLockOfResticIsToldWithItsOwner() throws Exception {
        ScratchRepository.make(LocalBackend.at(repository), 2);
        Files.createDirectory(folder);
        Instant before = Instant.now();
        try (Repository other = open("UTC");
                RepositoryLock exclusive = RepositoryLock.acquire(other, true);
                Repository open = open("UTC")) {
            exclusive.ensureHeld();

            RepositoryLocked refused = assertThrows(RepositoryLocked.class, () -> RepositoryLock.acquire(open, false));

            assertEquals(host(), refused.host());
            assertTrue(!refused.since().isBefore(before.minusSeconds(1)));
            assertTrue(String.valueOf(refused.getMessage()).contains("since"));
        }
    }

    private StoredSnapshot backup(String zone) {
        try (Repository open = open(zone)) {
            LocalFiles source = new LocalFiles(
                    List.of(ByteString.of(folder.toString())),
                    Exclusions.builder(),
                    new LocalFiles.Options(ByteString.of("/"), false, ZoneId.of(zone)));
            StoredSnapshot parent = new Snapshots(open)
                    .latest(SnapshotFilter.ALL, Instant.MAX, Trial::fail)
                    .orElse(null);
            Backup.Request request = new Backup.Request(
                    source,
                    List.of(folder.toString()),
                    host(),
                    List.of(),
                    List.of(),
                    Instant.now(),
                    parent,
                    ChangeRule.STRICT,
                    false,
                    WriteOptions.DEFAULT,
                    3,
                    "trial");
            Backup.Result result = Trial.run(open, request);
            return new StoredSnapshot(result.snapshotId().orElseThrow(), result.snapshot());
        }
    }

    /** The folders above it change with every temporary file; what lies in it does not. */
    private ObjectId treeOfFolder(StoredSnapshot snapshot) {
        try (Repository open = open("UTC")) {
            ObjectId tree = snapshot.snapshot().tree();
            for (Path name : folder) {
                tree = open.tree(tree).stream()
                        .filter(node -> node.name().equals(ByteString.of(name.toString())))
                        .findFirst()
                        .flatMap(Node::tree)
                        .orElseThrow();
            }
            return tree;
        }
    }

    private StoredSnapshot latest() {
        try (Repository open = open("UTC")) {
            return new Snapshots(open).find("latest", SnapshotFilter.ALL);
        }
    }

    private Repository open(String zone) {
        return ScratchRepository.open(
                LocalBackend.at(repository),
                new Client(
                        host(),
                        "user",
                        Posix.userId(),
                        Posix.groupId(),
                        ProcessHandle.current().pid(),
                        new SystemProcesses(),
                        InstantSource.system(),
                        ZoneId.of(zone),
                        new SecureRandom()));
    }

    private static String host() {
        return Posix.hostname();
    }

    private static long number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\":([0-9]+)").matcher(json);
        long last = -1;
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(1));
        }
        assertTrue(last >= 0, () -> key + " is not in " + json);
        return last;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
