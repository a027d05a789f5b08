package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.OddFiles;
import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.posix.PosixDirectory;
import dev.holdfast.service.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path folder;

    private OwnHome home;
    private Path documents;
    private Path repository;
    private Path configuration;

    @BeforeEach
    void makeHome() throws IOException {
        home = new OwnHome(folder.toRealPath());
        documents = Files.createDirectories(home.path("my documents"));
        Files.writeString(documents.resolve("letter.txt"), "Dear reader");
        Files.write(documents.resolve("zeros"), new byte[3 << 20]);
        repository = home.path("home/.local/share/holdfast/repository");
        configuration = home.path("home/.config/holdfast/holdfast.yaml");
    }

    /** JUnit can't remove the odd files, and the temporary folder must be as empty as it was. */
    @AfterEach
    void nothingIsLeftInTheTemporaryFolder() throws IOException {
        try (Stream<Path> left = Files.list(home.path("tmp"))) {
            assertEquals(0, left.count());
        }
        FileTrees.clear(folder);
    }

    private OwnHome.Outcome quickstart() {
        return home.run("quickstart", documents.toString());
    }

    private Json quickstartJson() {
        return Json.parse(home.run("quickstart", "--json", documents.toString()).out());
    }

    @Test
    void theFirstBackupIsCheckedProvedAndConfigured() throws Exception {
        OddFiles.create(documents.resolve("odd"), OddFiles.Extent.ALL);

        Json report = quickstartJson();

        assertTrue(report.at("proved").flag());
        assertEquals(0, report.at("code").number());
        assertEquals(5, report.at("steps").size());
        assertEquals(0, report.at("proof.changed_since").number());
        assertTrue(report.at("proof.whole").flag());
        assertEquals(
                report.at("proof.files").number(),
                report.at("proof.files_compared").number());
        assertTrue(Files.exists(configuration));
        assertEquals(0, home.run("validate").code());
    }

    @Test
    void theProofIsKeptAndStatusShowsIt() throws Exception {
        Json report = quickstartJson();

        Json verification = Json.parse(home.run("status", "--json").out()).at("jobs.0.verification");

        assertEquals("passed", verification.at("outcome").text());
        assertEquals(
                report.at("run.snapshot_id").text(),
                verification.at("snapshot_id").text());
        assertTrue(verification.at("checked.whole").flag());
        assertEquals(0, verification.at("checked.errors").number());
        assertTrue(verification.at("restored.whole").flag());
        assertEquals(2, verification.at("restored.files_compared").number());
        String shown = home.run("status").out();
        assertTrue(shown.contains("passed 2"), shown);
        assertTrue(
                shown.contains("all of " + report.at("run.snapshot_id").text().substring(0, 8)), shown);
    }

    @Test
    void theTextTellsWhatCountsAndNoSecret() throws Exception {
        OwnHome.Outcome outcome = quickstart();

        assertEquals(0, outcome.code(), outcome.err());
        Path passwordFile = configuration.resolveSibling("backup.password");
        String password = Files.readString(passwordFile).strip();
        assertTrue(outcome.out().contains("2 files, 3.000 MiB"), outcome.out());
        assertTrue(outcome.out().contains("(ratio "), outcome.out());
        assertTrue(outcome.out().contains("equal with all metadata"), outcome.out());
        assertTrue(outcome.out().contains(passwordFile.toString()), outcome.out());
        assertTrue(outcome.out().contains("keep a copy elsewhere"), outcome.out());
        assertFalse((outcome.out() + outcome.err()).contains(password), "the password was printed");
    }

    @Test
    void anAttributeThatLosesItsNameIsToldAndNothingIsCalledEqual() throws Exception {
        ByteString name = ByteString.of("user.").concat(ByteString.copyOf(new byte[] {(byte) 0xff}));
        try (PosixDirectory directory = PosixDirectory.open(ByteString.of(documents.toString()), true)) {
            directory.setExtendedAttribute(
                    ByteString.of("letter.txt"), new ExtendedAttribute(name, ByteString.of("value")));
        }

        OwnHome.Outcome outcome = quickstart();

        assertEquals(3, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("letter.txt: its extended attribute \"user.\\xff\""), outcome.err());
        assertTrue(outcome.out().contains("note: extended attributes that have another name"), outcome.out());
        assertTrue(outcome.out().contains("equal but for what the notes say"), outcome.out());
        assertTrue(outcome.out().contains("1 item could not be read or kept"), outcome.out());
    }

    @Test
    void thePasswordIsStrongAndOnlyItsOwnersToRead() throws Exception {
        quickstart();

        Path password = configuration.resolveSibling("backup.password");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(password)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration)));
        assertTrue(Files.readString(password).matches("([a-z0-9]{5}-){5}[a-z0-9]{5}\n"));
    }

    @Test
    void thePrintedCommandsWorkWithTheRealRestic() throws Exception {
        OddFiles.create(documents.resolve("odd"), OddFiles.Extent.AS_RESTIC);
        ResticShell shell = new ResticShell(home.workingDirectory(), home.path("programs"));

        Json report = quickstartJson();
        shell.run(report.at("restic_restore_command").text());

        FileTrees.assertEqual(
                documents,
                home.workingDirectory()
                        .resolve("restored")
                        .resolve(documents.toString().substring(1)));
        String password = shell.run(report.at("show_password_command").text()).strip();
        assertEquals(
                Files.readString(configuration.resolveSibling("backup.password"))
                        .strip(),
                password);
        shell.run("restic check --read-data -r '" + repository + "' -p '"
                + configuration.resolveSibling("backup.password") + "'");
    }

    @Test
    void thePrintedCommandsWorkWithHoldfast() throws Exception {
        OddFiles.create(documents.resolve("odd"), OddFiles.Extent.ALL);

        Json report = quickstartJson();
        List<String> words = ShellWords.split(report.at("restore_command").text());
        int target = words.indexOf("--target") + 1;
        List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
        // The process does not work in the folder that the test calls its working directory.
        arguments.set(target - 1, home.path(words.get(target)).toString());
        OwnHome.Outcome restored = home.run(arguments.toArray(String[]::new));

        assertEquals("/opt/holdfast/holdfast", words.getFirst());
        assertEquals(0, restored.code(), restored.err());
        FileTrees.assertEqual(
                documents, home.path("restored").resolve(documents.toString().substring(1)));
    }

    @Test
    void theNextCommandIsThatOfTheLauncherAndRunsTheJob() {
        Json report = quickstartJson();

        assertEquals(
                "/opt/holdfast/holdfast run my-documents",
                report.at("next_command").text());
        assertEquals(0, home.run("run", "my-documents").code());
    }

    @Test
    void runAgainItMakesTheNextSnapshotAndAddsNoData() throws Exception {
        quickstart();
        String before = Files.readString(configuration);
        String password = Files.readString(configuration.resolveSibling("backup.password"));

        Json report = quickstartJson();

        assertTrue(report.at("proved").flag());
        assertTrue(report.at("run").has("parent_id"));
        assertEquals(0, report.at("run.files_new").number());
        assertTrue(report.at("run.bytes_stored").number() < 2000, "nothing but trees on the way may be new");
        assertEquals(before, Files.readString(configuration));
        assertEquals(password, Files.readString(configuration.resolveSibling("backup.password")));
    }

    @Test
    void anInterruptedFirstTimeIsCompletedByTheSecond() throws Exception {
        quickstart();
        Files.delete(configuration);

        Json report = quickstartJson();

        assertTrue(report.at("proved").flag());
        assertTrue(report.at("run").has("parent_id"));
        assertTrue(Files.exists(configuration));
    }

    @Test
    void anotherPathBecomesAnotherJobAndTheCommentsStay() throws Exception {
        quickstart();
        Files.writeString(configuration, "# mine\n", StandardOpenOption.APPEND);
        Path pictures = Files.createDirectories(home.path("pictures"));
        Files.writeString(pictures.resolve("a.png"), "a picture");

        Json report =
                Json.parse(home.run("quickstart", "--json", pictures.toString()).out());

        assertTrue(report.at("proved").flag());
        assertEquals("pictures", report.at("job").text());
        String text = Files.readString(configuration);
        assertTrue(text.contains("# mine"), text);
        assertEquals(0, home.run("run").code());
        assertEquals(
                2, Json.parse(home.run("status", "--json").out()).at("jobs").size());
    }

    @Test
    void anotherJobComesAfterTheLastWhateverFollows() throws Exception {
        quickstart();
        String follows = "\n# where it was\nstate: " + home.path("elsewhere") + "\n";
        Files.writeString(configuration, "    # of my documents\n" + follows, StandardOpenOption.APPEND);
        String before = Files.readString(configuration);
        Path pictures = Files.createDirectories(home.path("it's \"odd\""));
        Files.writeString(pictures.resolve("a.png"), "a picture");

        OwnHome.Outcome outcome = home.run("quickstart", pictures.toString());

        assertEquals(0, outcome.code(), outcome.err());
        String after = Files.readString(configuration);
        assertTrue(after.startsWith(before.substring(0, before.length() - follows.length())), after);
        assertTrue(after.endsWith(follows), after);
        assertTrue(after.contains("    # of my documents\n  it-s-odd-:\n"), after);
        assertEquals(0, home.run("run").code());
    }

    @Test
    void aConfigurationThatNoProgramCanExtendIsLeftAlone() throws Exception {
        quickstart();
        String before = Files.readString(configuration)
                .replaceFirst("(?s)jobs:.*", "jobs: { mine: { sources: [ { files: /etc/hostname } ], to: backup } }\n");
        Files.writeString(configuration, before);
        Path pictures = Files.createDirectories(home.path("pictures"));

        OwnHome.Outcome outcome = home.run("quickstart", pictures.toString());
        OwnHome.Outcome other = home.run("quickstart", "--to", home.path("disk").toString(), pictures.toString());

        assertEquals(1, outcome.code());
        String job = "pictures: { sources: [ { files: [\"" + pictures + "\"] } ], to: ";
        assertTrue(outcome.err().contains(job + "backup }"), outcome.err());
        assertTrue(other.err().contains(job + "disk }"), other.err());
        assertTrue(other.err().contains("disk: { url: \"" + home.path("disk") + "\", password: "), other.err());
        assertEquals(before, Files.readString(configuration));
        assertFalse(Files.exists(home.path("disk")));
    }

    @Test
    void anotherPlaceBecomesAnotherRepositoryWithItsJob() throws Exception {
        quickstart();
        String before = Files.readString(configuration);
        Path disk = home.path("second disk");

        Json report = Json.parse(home.run("quickstart", "--json", "--to", disk.toString(), documents.toString())
                .out());

        assertTrue(report.at("proved").flag());
        assertEquals("my-documents-2", report.at("job").text());
        assertEquals(disk.toString(), report.at("repository").text());
        Path password = configuration.resolveSibling("second-disk.password");
        assertEquals("file:" + password, report.at("password").text());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(password)));
        List<String> after = new ArrayList<>(Files.readAllLines(configuration));
        assertTrue(after.removeAll(List.of("  second-disk:", "    url: \"" + disk + "\"", "  my-documents-2:")));
        assertTrue(after.containsAll(before.lines().toList()));
        assertEquals(0, home.run("validate").code());
        assertEquals(0, home.run("run").code());
        Json again = Json.parse(home.run("quickstart", "--json", "--to", disk.toString(), documents.toString())
                .out());
        assertEquals("my-documents-2", again.at("job").text());
        assertEquals(
                2, Json.parse(home.run("status", "--json").out()).at("jobs").size());
    }

    @Test
    void withSeveralRepositoriesTheOneIsToBeNamed() throws Exception {
        quickstart();
        home.run("quickstart", "--to", home.path("disk").toString(), documents.toString());
        Path pictures = Files.createDirectories(home.path("pictures"));
        Files.writeString(pictures.resolve("a.png"), "a picture");

        OwnHome.Outcome unnamed = home.run("quickstart", pictures.toString());
        OwnHome.Outcome named = home.run("quickstart", "--to", home.path("disk").toString(), pictures.toString());

        assertTrue(unnamed.err().contains("say with --to which one"), unnamed.err());
        assertEquals(0, named.code(), named.err());
    }

    @Test
    void whatIsWrittenIntoTheConfigurationDuringTheBackupStays() throws Exception {
        quickstart();
        Path pictures = Files.createDirectories(home.path("pictures"));
        Files.writeString(pictures.resolve("a.png"), "a picture");
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            private boolean isWritten;

            @Override
            public void flush() throws IOException {
                if (!isWritten && toString(StandardCharsets.UTF_8).contains("\nchecked ")) {
                    isWritten = true;
                    Files.writeString(configuration, "# written meanwhile\n", StandardOpenOption.APPEND);
                }
            }
        };
        Surroundings surroundings =
                home.surroundings(new PrintStream(out), new PrintStream(OutputStream.nullOutputStream()));

        new Program(surroundings, "holdfast").run(List.of("quickstart", pictures.toString()));

        String after = Files.readString(configuration);
        assertTrue(after.contains("# written meanwhile\n"), after);
        assertTrue(after.contains("  pictures:\n"), after);
    }

    @Test
    void theRepositoryWithinThePathIsLeftOutAndThatIsSaid() throws Exception {
        OwnHome.Outcome outcome =
                home.run("quickstart", "--to", documents.resolve("backups").toString(), documents.toString());

        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("the repository itself, " + documents.resolve("backups") + ", is left out"));
        assertTrue(outcome.out().contains("2 files, 3.000 MiB"), outcome.out());
    }

    @Test
    void aPathWithinTheRepositoryIsRefused() throws Exception {
        quickstart();

        OwnHome.Outcome outcome =
                home.run("quickstart", repository.resolve("data").toString());

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("lies in the repository"), outcome.err());
    }

    @Test
    void anEmptyFolderIsToldOf() throws Exception {
        Path empty = Files.createDirectories(home.path("empty"));

        OwnHome.Outcome outcome = home.run("quickstart", empty.toString());

        assertEquals(0, outcome.code());
        assertTrue(outcome.err().contains(empty + " holds no file"), outcome.err());
    }

    @Test
    void aMissingPathChangesNothing() {
        OwnHome.Outcome outcome = home.run("quickstart", "nowhere");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("nowhere: it does not exist"), outcome.err());
        assertFalse(Files.exists(home.path("home/.config/holdfast/backup.password")));
        assertFalse(Files.exists(repository));
    }

    @Test
    void emptyFoldersOfAnEarlierAttemptAreNoObstacle() throws Exception {
        Files.createDirectories(repository.resolve("data/00"));
        Files.createDirectories(repository.resolve("keys"));

        assertEquals(0, quickstart().code());
    }

    @Test
    void aFolderWithOtherThingsIsNoPlaceForTheRepository() {
        OwnHome.Outcome outcome = home.run("quickstart", "--to", documents.toString(), documents.toString());

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("is not empty and holds no repository"), outcome.err());
        assertTrue(outcome.err().contains("fix:   choose another folder with --to"), outcome.err());
    }

    @Test
    void aPlaceThatCannotBeWrittenEndsWithAFixAndLeavesNothing() throws Exception {
        Path file = Files.writeString(home.path("a file"), "");

        OwnHome.Outcome outcome =
                home.run("quickstart", "--to", file.resolve("repository").toString(), documents.toString());

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("error: "), outcome.err());
        assertTrue(outcome.err().contains("fix: "), outcome.err());
        assertFalse(outcome.err().contains("kept: "), outcome.err());
        assertFalse(Files.exists(configuration.resolveSibling("backup.password")));
        assertFalse(Files.exists(configuration));
        assertEquals(0, quickstart().code());
    }

    @Test
    void aRepositoryOfUnknownPasswordIsRefused() throws Exception {
        home.makeRepository();

        OwnHome.Outcome outcome =
                home.run("quickstart", "--to", home.path("repository").toString(), documents.toString());

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("whose password is not known here"), outcome.err());
    }

    @Test
    void damageIsFoundAndNothingIsCalledProved() throws Exception {
        quickstart();
        damage(repository.resolve("data"));

        OwnHome.Outcome outcome = home.run("quickstart", "--json", documents.toString());

        assertEquals(1, outcome.code());
        Json report = Json.parse(outcome.out());
        assertFalse(report.at("proved").flag());
        assertTrue(report.at("failure.what").text().startsWith("the repository is damaged"));
        Json verification = Json.parse(home.run("status", "--json").out()).at("jobs.0.verification");
        assertEquals("failed", verification.at("outcome").text());
        assertFalse(verification.has("restored"));
    }

    private static void damage(Path packs) throws IOException {
        try (Stream<Path> files = Files.walk(packs)) {
            Path largest = files.filter(Files::isRegularFile)
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(largest);
            bytes[20] ^= 1;
            Files.setPosixFilePermissions(largest, PosixFilePermissions.fromString("rw-------"));
            Files.write(largest, bytes);
        }
    }

    @Test
    void aLinkToAFolderMeansTheFolder() throws Exception {
        Path link = Files.createSymbolicLink(home.path("link"), documents);

        Json report =
                Json.parse(home.run("quickstart", "--json", link.toString()).out());

        assertEquals(documents.toString(), report.at("path").text());
        assertEquals(2, report.at("run.files").number());
    }
}
