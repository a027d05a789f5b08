package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command and the real restic, each on its own copy of one repository: the same JSON, exit codes and deletions. */
class ForgetCommandTest {
    @TempDir
    static Path shared;

    private static final List<String> ids = new ArrayList<>();

    @TempDir
    Path folder = Path.of("/");

    private Path repository = Path.of("/");

    @BeforeAll
    static void makeSnapshots() throws IOException {
        RepositoryFixture.at(shared.resolve("repository")).close();
        Path source = Files.createDirectory(shared.resolve("source"));
        int day = 1;
        for (String host : List.of("desk", "desk", "desk", "web")) {
            Files.writeString(source.resolve("file"), "content of day " + day);
            backup(host, "2026-02-0" + day++, source);
        }
        Files.writeString(shared.resolve("other"), "other");
        backup("desk", "2026-03-01", shared.resolve("other"));
    }

    private static void backup(String host, String day, Path path) {
        Path place = shared.resolve("repository");
        Set<String> before = snapshots(place);
        TestProgram.Run run = TestProgram.in(shared, environment(place))
                .run("backup", "--host", host, "--tag", "t,u", "--time", day + " 10:00:00", path.toString());
        assertEquals(0, run.code(), run.err());
        Set<String> after = snapshots(place);
        after.removeAll(before);
        ids.addAll(after);
    }

    @BeforeEach
    void copyRepository() throws IOException {
        repository = folder.resolve("repository");
        copy(shared.resolve("repository"), repository);
    }

    private TestProgram holdfast(Path place) {
        return TestProgram.in(folder, environment(place));
    }

    private ResticProgram restic(Path place) {
        return ResticProgram.newest().in(folder).with(environment(place)).with("TZ", "UTC");
    }

    private static Map<String, String> environment(Path place) {
        return Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", place.toString());
    }

    private static Set<String> snapshots(Path place) {
        try (Stream<Path> files = Files.list(place.resolve("snapshots"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String[] words(String line) {
        return Stream.of(line.split(" ", -1))
                .map(word -> word.equals("''") ? "" : word)
                .map(word -> word.equals("FIRST") ? ids.getFirst().substring(0, 12) : word)
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--keep-last 1",
                "--keep-last 1 --host desk --group-by ''",
                "--keep-daily 2 -m 1 --tag t --group-by paths,tags --host desk --path /nowhere",
                "--keep-last 2 --dry-run",
                "-l unlimited --host desk",
                "--keep-last 1 --host nobody",
                "--keep-within 1y --host desk --prune",
                "--keep-last 1 --host desk --group-by host --prune --max-unused 0",
                "--unsafe-allow-remove-all --host desk --group-by host",
                "--unsafe-allow-remove-all --host desk --group-by host --dry-run",
                "FIRST",
                "FIRST FIRST --keep-last 1 --dry-run",
                "latest --host web",
                "no-such-snapshot",
                "",
                "--keep-last 0 --keep-within 0h",
                "--keep-last -1",
                "--keep-last some",
                "--keep-within 5x",
                "--keep-within-daily -1d",
                "--keep-tag none --host desk --group-by host",
                "--keep-tag none --unsafe-allow-remove-all --host web",
                "--unsafe-allow-remove-all",
                "--keep-last 1 --no-lock",
                "--keep-last 1 --no-lock --dry-run",
                "--keep-last 1 --group-by colour",
                "--keep-last 1 --max-unused some",
                "--keep-last 1 --prune --repack-small --repack-cacheable-only --max-repack-size 1M --dry-run"
            })
    void theSameIsDeletedAndTold(String line) throws IOException {
        Path forRestic = folder.resolve("for-restic");
        copy(repository, forRestic);
        String[] words = words(("forget --json " + line).strip());

        ResticProgram.Run theirs = restic(forRestic).attempt(words);
        TestProgram.Run ours = holdfast(repository).run(words);

        assertEquals(theirs.code(), ours.code(), ours.err() + theirs.err());
        assertEquals(snapshots(forRestic), snapshots(repository));
        assertEquals(groups(theirs.out()), groups(ours.out()));
        if (line.contains("--prune")) {
            restic(repository).run("check", "--read-data");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /** Restic tells groups in no order. */
    private static Set<String> groups(String out) {
        Set<String> groups = new TreeSet<>();
        for (Object line : JsonValues.lines(lists(out))) {
            ((List<?>) line).forEach(group -> groups.add(group.toString()));
        }
        return groups;
    }

    @Test
    void peopleSeeWhatStaysAndWhyAndWhatGoes() {
        TestProgram.Run plan = holdfast(repository).run("forget", "--keep-daily", "2", "--host", "desk", "--dry-run");

        String theirs = restic(repository).run("forget", "--keep-daily", "2", "--host", "desk", "--dry-run");
        assertEquals(daily(theirs), daily(plan.out()));
        assertTrue(plan.out().contains("\nremove 1 snapshot:\n"), plan.out());
        assertTrue(
                plan.out()
                        .endsWith("Would have removed the following snapshots:\n{"
                                + ids.getFirst().substring(0, 8) + "}\n\n"),
                plan.out());
        assertEquals(5, snapshots(repository).size());

        TestProgram.Run run = holdfast(repository).run("forget", "--keep-daily", "2", "--host", "desk", "-vv", "-c");

        assertTrue(run.out().contains("snapshots for (host [desk], paths [" + shared + "/source]):\n"), run.out());
        assertTrue(run.out().endsWith("removed snapshot/" + ids.getFirst() + "\nremoved 1 snapshot\n"), run.out());
        assertEquals(4, snapshots(repository).size());
        assertEquals(
                "",
                holdfast(repository).run("forget", "-q", "--keep-daily", "1").out());
        assertEquals(3, snapshots(repository).size());
    }

    /** What is JSON: restic warns of a missing cache among it. */
    private static String lists(String out) {
        return out.lines().filter(line -> line.startsWith("[")).collect(Collectors.joining("\n"));
    }

    private static Set<String> daily(String out) {
        return new TreeSet<>(out.lines()
                .filter(line -> line.contains("daily"))
                .map(line -> line.replaceAll(" +", " "))
                .toList());
    }

    @Test
    void aPolicyThatWouldDeleteAGroupIsRefusedWithAFix() {
        TestProgram.Run run = holdfast(repository).run("forget", "--keep-tag", "none");

        assertEquals(1, run.code());
        assertTrue(
                run.err()
                        .startsWith("error: the policy would delete every snapshot of the group (host [desk], paths ["),
                run.err());
        assertTrue(run.err().contains("\nfix:   keep something of it"), run.err());
        assertEquals(5, snapshots(repository).size());
    }

    @Test
    void aDamagedSnapshotStaysIsToldAndGoesOnlyByItsId() throws IOException {
        String damaged = ids.get(1);
        Path file = repository.resolve("snapshots").resolve(damaged);
        Files.delete(file);
        Files.write(file, "not a snapshot".getBytes(StandardCharsets.UTF_8));

        TestProgram.Run run = holdfast(repository).run("forget", "--keep-last", "1");

        assertEquals(1, run.code(), "what the damaged one was is not known");
        assertTrue(run.err().startsWith("warning: snapshots/" + damaged + " is damaged"), run.err());
        assertEquals(Set.of(ids.get(1), ids.get(2), ids.get(3), ids.get(4)), snapshots(repository));
        assertEquals(1, holdfast(repository).run("forget", "latest").code());
        assertEquals(4, snapshots(repository).size(), "which is the latest is not known");
        assertEquals(
                0, holdfast(repository).run("forget", damaged.substring(0, 20)).code());
        assertEquals(Set.of(ids.get(2), ids.get(3), ids.get(4)), snapshots(repository));
    }

    @Test
    void whileABackupRunsOnlyADryRunIsPossible() {
        try (RepositoryFixture fixture = RepositoryFixture.existing(repository)) {
            Repository open = fixture.repository();
            try (RepositoryLock _ = RepositoryLock.acquire(open, false)) {
                assertEquals(
                        11,
                        holdfast(repository).run("forget", "--keep-last", "1").code());
                assertEquals(
                        11, holdfast(repository).run("forget", ids.getFirst()).code());
                assertEquals(
                        0,
                        holdfast(repository)
                                .run("forget", "--keep-last", "1", "-n")
                                .code());
            }
        }
        assertEquals(5, snapshots(repository).size());
    }

    @Test
    void pruneFollowsOnlyWhereSomethingWasDeleted() throws IOException {
        String nothing = holdfast(repository)
                .run("forget", "--keep-last", "9", "--prune")
                .out();
        String some = holdfast(repository)
                .run("forget", "--keep-last", "1", "--prune", "--max-unused", "0")
                .out();

        assertTrue(!nothing.contains("prune"), nothing);
        assertTrue(some.contains("\nremoved 2 snapshots\n2 snapshots removed, running prune\n"), some);
        assertTrue(some.contains("total prune:"), some);
        assertEquals(3, snapshots(repository).size());
        restic(repository).run("check", "--read-data");
    }
}
