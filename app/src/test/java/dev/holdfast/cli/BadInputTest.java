package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.engine.repo.RepositoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told about a command line that can't be done: one message, one way out, the right exit code. */
class BadInputTest {
    @TempDir
    Path folder = Path.of("/");

    private TestProgram program = TestProgram.in(Path.of("/"), Map.of());

    @BeforeEach
    void makeRepository() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        RepositoryFixture.at(repository).close();
        program = TestProgram.in(
                folder,
                Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_REPOSITORY", repository.toString()));
    }

    private void assertTold(int code, String error, String fix, TestProgram.Run run) {
        assertEquals("error: " + error + "\nfix:   " + fix + "\n", run.err());
        assertEquals(code, run.code());
    }

    @Test
    void nearestFlagIsNamed() {
        assertTold(
                1, "unknown flag --exlude", "did you mean `--exclude`?", program.run("backup", "--exlude=*.o", "/etc"));
    }

    @Test
    void nearestCommandIsNamed() {
        assertTold(1, "unknown command \"snapshot\"", "did you mean `snapshots`?", program.run("snapshot"));
    }

    @Test
    void missingValueIsTold() {
        assertTold(1, "--host needs a value: NAME", "see `holdfast backup --help`", program.run("backup", "--host"));
    }

    @Test
    void anAddressOfNoKindIsNotTakenForAFolder() {
        assertTold(
                1,
                "\"s4:\" is no kind of repository",
                "for a folder on this machine write local: in front, or its full path",
                program.run("init", "--repo", "s4:bucket"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '--repo repository --repository-file list', --repo and --repository-file",
        "RESTIC_REPOSITORY=repository, --repository-file list, RESTIC_REPOSITORY and --repository-file",
        "RESTIC_REPOSITORY_FILE=list, --repo repository, --repo and RESTIC_REPOSITORY_FILE",
        "RESTIC_REPOSITORY=repository RESTIC_REPOSITORY_FILE=list, '', RESTIC_REPOSITORY and RESTIC_REPOSITORY_FILE",
        "RESTIC_REPOSITORY=elsewhere, --repo repository, ''",
        "RESTIC_REPOSITORY_FILE=elsewhere, --repository-file list, ''",
        "RESTIC_REPOSITORY=, --repository-file list, ''",
        "RESTIC_REPOSITORY=repository, --repository-file=, ''"
    })
    void twoAddressesAreRefusedAsByRestic(String variables, String flags, String told) throws IOException {
        Files.writeString(folder.resolve("list"), folder.resolve("repository").toString());
        Map<String, String> environment = new HashMap<>(Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD));
        for (String variable : variables.isEmpty() ? List.<String>of() : List.of(variables.split(" ", -1))) {
            environment.put(variable.split("=", -1)[0], variable.split("=", -1)[1]);
        }
        String[] line = ("list keys " + flags).strip().split(" ", -1);

        ResticProgram.Run theirs =
                ResticProgram.newest().in(folder).with(environment).attempt(line);
        TestProgram.Run ours = TestProgram.in(folder, environment).run(line);

        assertEquals(theirs.code(), ours.code(), ours.err() + theirs.err());
        if (told.isEmpty()) {
            assertEquals(theirs.out(), ours.out());
        } else {
            assertTrue(
                    ours.err().startsWith("error: " + told + " exclude each other\nfix:   give one of them"),
                    ours.err());
        }
    }

    @Test
    void twoAddressesOfASourceAreRefused() {
        TestProgram other = TestProgram.in(
                folder, Map.of("RESTIC_PASSWORD", RepositoryFixture.PASSWORD, "RESTIC_FROM_REPOSITORY_FILE", "list"));

        assertTold(
                1,
                "--from-repo and RESTIC_FROM_REPOSITORY_FILE exclude each other",
                "give one of them; unset the other",
                other.run("copy", "--repo", "repository", "--from-repo", "repository"));
    }

    @Test
    void aDurationBeyondAllNumbersIsTold() {
        assertTold(
                1,
                "--retry-lock 99999999999999999999h is not a duration",
                "write it as 90s, 5m or 1h30m",
                program.run("snapshots", "--retry-lock", "99999999999999999999h"));
    }

    @Test
    void aListThatIsNotThereIsToldInWords() {
        assertTold(
                1,
                "the file no-such-list can't be read: No such file or directory",
                "check its name",
                program.run("backup", "--files-from", "no-such-list"));
    }

    @Test
    void aPasswordProgramThatIsNotThereIsToldInWords() {
        assertTold(
                1,
                "no-such-program can't be started: there is no such program",
                "run the command by hand as the same user and see that it prints the secret",
                program.run("snapshots", "--password-command", "no-such-program"));
    }

    @Test
    void aTargetThatIsAFileIsToldWithAFixThatFits() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        program.run("backup", file.toString());

        TestProgram.Run run = program.run("restore", "-q", "latest", "--target", file.toString());

        assertTold(
                1,
                file + ": open directory " + file + ": not a directory (ENOTDIR)",
                "name another place, or take away what lies there, then run again",
                run);
    }

    @Test
    void aDumpThatCannotBeDoneLeavesTheTargetAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "precious");
        Files.createSymbolicLink(folder.resolve("link"), file);
        Path link = folder.resolve("link");
        assertEquals(0, program.run("backup", file.toString(), link.toString()).code());

        assertTold(
                1,
                "path /missing not found in snapshot",
                "see what there is with `holdfast ls`",
                program.run("dump", "latest", "/missing", "--target", "file"));
        assertTold(
                1,
                "cannot dump " + link + ": it should be a file, but is a symlink",
                "name a file or a folder",
                program.run("dump", "latest", link.toString(), "--target", "file"));
        assertEquals("precious", Files.readString(file));
        assertTold(
                1,
                "no/such/place: No such file or directory",
                "see that all of that path is there, then run again",
                program.run("dump", "latest", file.toString(), "--target", "no/such/place"));
    }

    @Test
    void aCommandIsNotStartedIfTheCommandLineIsWrong() {
        Path trace = folder.resolve("trace");

        program.run("backup", "--stdin-from-command", "--time", "once", "--", "touch", trace.toString());
        program.run("backup", "--stdin-from-command", "--stdin-filename", "/", "--", "touch", trace.toString());
        program.run("backup", "--stdin-from-command", "--pack-size", "1", "--", "touch", trace.toString());

        assertFalse(Files.exists(trace));
    }

    @Test
    void anEmptyPathIsToldInQuotes() throws IOException {
        String file = Files.writeString(folder.resolve("file"), "stored").toString();

        assertTold(
                1,
                "the path \"\" is empty, so there is nothing to back up",
                "name files or folders; see whether a variable in the command line is empty",
                program.run("backup", ""));
        assertTold(
                1,
                "--stdin-filename \"\" names no file",
                "give a name such as dump.sql",
                program.runWith("stored", "backup", "--stdin", "--stdin-filename", ""));
        TestProgram.Run beside = program.run("backup", "-q", "", file);
        assertEquals(3, beside.code());
        assertTrue(beside.err().startsWith("warning: \"\": it does not exist\n"), beside.err());
    }

    @Test
    void aStreamThatGivesNothingIsNoBackup() {
        assertTold(
                1,
                "dump.sql would be empty: whatever was to give its content gave nothing",
                "see that what gives the data works by itself, run as this user; no snapshot was written",
                program.run("backup", "--stdin-from-command", "--stdin-filename", "dump.sql", "--", "true"));
        assertEquals(1, program.run("backup", "--stdin").code());
        assertEquals("[]", program.run("snapshots", "--json").out().strip());
    }

    @Test
    void noFlagKeepsABackupFromLocking() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (RepositoryFixture other = RepositoryFixture.at(Files.createDirectory(folder.resolve("other")));
                RepositoryLock _ = RepositoryLock.acquire(other.repository(), true)) {
            assertEquals(
                    11,
                    program.run("backup", "--no-lock", "--repo", "other", file.toString())
                            .code());
            assertEquals(
                    0, program.run("snapshots", "--no-lock", "--repo", "other").code());
        }
    }

    @Test
    void anErrorLeavesNoHalfOfJsonBehind() throws IOException {
        program.run("backup", folder.resolve("repository").toString());
        try (var files = Files.list(folder.resolve("repository").resolve("index"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
                Files.writeString(file, "damaged");
            }
        }

        TestProgram.Run entries = program.run("find", "--json", "config");
        TestProgram.Run objects = program.run("find", "--json", "--pack", "ffff");

        assertEquals(1, entries.code());
        assertEquals("[]\n", entries.out());
        assertEquals(1, objects.code());
        assertEquals("", objects.out());
    }

    @Test
    void versionTakesTheGlobalFlagsOfRestic() {
        TestProgram.Run run = program.run("-r", "somewhere", "-q", "--no-cache", "version");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("holdfast 1.2.3"), run.out());
    }

    @Test
    void halfACommandIsTold() {
        assertTold(
                1,
                "\"key\" is not a whole command",
                "use one of: key add, key list, key passwd, key remove",
                program.run("key"));
    }

    @Test
    void badSizeIsTold() {
        assertTold(
                1,
                "not a size: \"10X\"",
                "write a whole number with k, M, G or T behind it, such as 500M",
                program.run("backup", "--exclude-larger-than", "10X", "/etc"));
    }

    @Test
    void badPackSizeIsTold() {
        assertTold(
                1,
                "pack size 1 is not a number from 4 to 128",
                "give MiB, such as --pack-size 16",
                program.run("backup", "--pack-size", "1", "/etc"));
    }

    @Test
    void unknownSnapshotIsTold() {
        assertTold(
                1,
                "snapshot ffff: no snapshot has an id that begins so",
                "see what there is with `holdfast snapshots`",
                program.run("ls", "ffff"));
    }

    @Test
    void aTargetThatIsNotEmptyIsToldOfUnlessTheFlagsSayWhatToDo() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("source")).resolve("file"), "stored");
        Path target = Files.createDirectory(folder.resolve("target"));
        assertEquals(
                0, program.run("backup", folder.resolve("source").toString()).code());

        TestProgram.Run empty = program.run("restore", "latest", "--target", "target");
        TestProgram.Run full = program.run("restore", "latest", "--target", "target");
        TestProgram.Run deleting = program.run("restore", "latest", "--target", "target", "--delete");
        TestProgram.Run told = program.run("restore", "latest", "--target", "target", "--overwrite", "if-newer");
        TestProgram.Run json = program.run("restore", "latest", "--target", "target", "--json");

        assertEquals("", empty.err());
        assertEquals(
                "note: the target " + target + " is not empty: files of the same names are overwritten, others stay;"
                        + " to keep what is there, use --overwrite never or if-newer\n",
                full.err());
        assertEquals(0, full.code());
        assertTrue(deleting.err().contains("overwritten, others are deleted; "), deleting.err());
        assertEquals("", told.err());
        assertTrue(json.err().startsWith("{\"message_type\":\"note\",\"message\":\"the target "), json.err());
        assertEquals(0, json.code());
    }

    @Test
    void aFolderInTheWayOfAFileStaysAndTheFixIsTold() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("other"), "stored");
        Files.writeString(source.resolve("place"), "stored");
        Path inTheWay = Files.createDirectories(Path.of(folder.resolve("target") + source.toString() + "/place"));
        Files.writeString(inTheWay.resolve("precious"), "mine");
        assertEquals(0, program.run("backup", source.toString()).code());

        TestProgram.Run run = program.run("restore", "-q", "latest", "--target", "target");
        TestProgram.Run json = program.run("restore", "-q", "--json", "latest", "--target", "target");

        assertEquals(1, run.code());
        assertTrue(run.err().contains("error: " + source + "/place: "), run.err());
        assertTrue(
                run.err()
                        .endsWith("fix:   see to each item told above (a folder in the place of a file must be moved"
                                + " away), then give the same command again\n"),
                run.err());
        assertEquals("mine", Files.readString(inTheWay.resolve("precious")));
        assertEquals("stored", Files.readString(inTheWay.resolveSibling("other")));
        assertEquals(1, json.code());
        assertTrue(json.err().lines().allMatch(line -> line.startsWith("{")), json.err());
    }

    @Test
    void wherePasswordsAreMissingTheFlagsOfThatRepositoryAreNamed() {
        TestProgram silent = TestProgram.in(folder, Map.of("RESTIC_PASSWORD", "new"));

        TestProgram.Run source =
                silent.run("init", "-r", "other", "--copy-chunker-params", "--from-repo", "repository");
        TestProgram.Run key = program.run("key", "add");

        assertTold(
                1,
                "no password was given",
                "use --from-password-file, --from-password-command, RESTIC_FROM_PASSWORD_FILE or RESTIC_FROM_PASSWORD",
                source);
        assertTold(
                1,
                "an empty password is not allowed",
                "use --new-password-file or --new-password-command; to do without a password, pass"
                        + " --new-insecure-no-password",
                key);
    }

    @Test
    void aKeyWithoutAConfigIsNotTakenForARepositoryNorPassedOver() throws IOException {
        Files.delete(folder.resolve("repository/config"));

        TestProgram.Run killed = program.run("init");
        Files.writeString(folder.resolve("repository/snapshots").resolve("0".repeat(64)), "x");
        TestProgram.Run lost = program.run("init");

        assertTrue(killed.err().contains("an init is under way there, or was killed"), killed.err());
        assertTrue(
                killed.err().contains("fix:   if none is under way, delete what is in its folder keys"), killed.err());
        assertEquals(1, killed.code());
        assertTrue(lost.err().contains("the file config was lost"), lost.err());
        assertEquals(1, lost.code());
    }

    @Test
    void oneIsNotWrittenAsSeveral() throws IOException {
        String file = Files.writeString(folder.resolve("file"), "stored").toString();

        String backup = program.run("backup", file).out();
        String snapshots = program.run("snapshots").out();
        program.run("backup", file);

        assertTrue(backup.contains("processed 1 file, "), backup);
        assertTrue(snapshots.endsWith("\n1 snapshot\n"), snapshots);
        assertTrue(program.run("snapshots").out().endsWith("\n2 snapshots\n"));
        assertEquals(
                "modified 1 snapshot\n",
                program.run("tag", "--add", "x", "latest").out());
    }

    @Test
    void wrongPasswordHasItsExitCode() {
        assertEquals(
                12,
                program.runWith("wrong\n", "snapshots", "--password-command", "echo wrong")
                        .code());
    }

    @Test
    void missingRepositoryHasItsExitCode() {
        assertEquals(
                10,
                program.run("snapshots", "--repo", folder.resolve("nothing").toString())
                        .code());
    }

    @Test
    void quietAndVerboseExcludeEachOther() {
        assertTold(1, "--quiet and --verbose exclude each other", "give one of them", program.run("check", "-q", "-v"));
    }

    @Test
    void programsAreToldInJson() {
        TestProgram.Run run = program.run("ls", "ffff", "--json");

        assertEquals(
                "{\"message_type\":\"exit_error\",\"code\":1,\"message\":\"Fatal: snapshot ffff: no snapshot has an id that"
                        + " begins so\"}\n",
                run.err());
        assertEquals("", run.out());
    }

    @Test
    void adviceNamesTheProgramAsItWasCalled() {
        TestProgram.Run run = program.called("restic").run("ls", "ffff");

        assertTrue(run.err().contains("`restic snapshots`"), run.err());
    }

    @Test
    void helpNamesTheProgramAsItWasCalled() {
        TestProgram.Run run = program.called("restic").run("key", "add", "--help");

        assertTrue(run.out().startsWith("Usage: restic key add "), run.out());
        assertEquals(0, run.code());
    }

    @Test
    void keyInUseIsNotRemoved() {
        String key = program.run("list", "keys").out().strip();

        TestProgram.Run run = program.run("key", "remove", key);

        assertEquals(1, run.code());
        assertEquals(key, program.run("list", "keys").out().strip());
    }
}
