package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.FileTrees;
import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.ResticProgram;
import dev.holdfast.history.History;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RunCommandTest extends JobCommandTest {
    private CompletableFuture<OwnHome.Outcome> runInBackground() {
        CompletableFuture<OwnHome.Outcome> outcome = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> outcome.complete(home.run("run")));
        return outcome;
    }

    private static void awaitFile(Path file) {
        while (Files.notExists(file)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void allSourcesAreOneRecoveryPointAndResticRestoresIt() throws Exception {
        Path other = Files.createDirectories(home.path("other/deep"));
        Files.writeString(other.resolve("b"), "more");
        configure("""
                      - files: ["%s"]
                      - command: { run: [sh, -c, "echo dump; echo remark >&2"], name: z.sql }
                      - command: { run: [printf, one], name: "a.sql" }
                      - files: ["%s"]
                """.formatted(files, other));

        OwnHome.Outcome outcome = home.run("run");
        Path restored = home.path("restored");
        ResticProgram restic = ResticProgram.newest().on(home.path("repository"), RepositoryFixture.PASSWORD);
        restic.run("check", "--read-data");
        restic.run("restore", "latest", "--tag", "job:app", "--target", restored.toString());

        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(1, snapshots());
        assertTrue(outcome.err().contains("z.sql: remark"), outcome.err());
        FileTrees.assertEqual(files, restored.resolve(files.toString().substring(1)));
        FileTrees.assertEqual(other, restored.resolve(other.toString().substring(1)));
        Path commands = restored.resolve(".holdfast/command");
        assertEquals("dump\n", Files.readString(commands.resolve("z.sql")));
        assertEquals("one", Files.readString(commands.resolve("a.sql")));
        Json manifest = Json.parse(Files.readString(commands.resolve("manifest.json")));
        assertEquals(5, manifest.at("outputs.0.bytes").number());
        assertEquals("z.sql", manifest.at("outputs.0.name").text());
        assertEquals(3, manifest.at("outputs.1.bytes").number());
    }

    @Test
    void theReportHasPhasesSizesAndSources() throws Exception {
        configure("      - files: [\"" + files + "\"]\n      - command: { run: [echo, dump], name: d }\n");

        Json report = run();

        assertEquals("success", report.at("outcome").text());
        assertEquals("open", report.at("phases.0.phase").text());
        assertEquals("back_up", report.at("phases.1.phase").text());
        assertEquals(7, report.at("sources.0.bytes").number());
        assertEquals(5, report.at("sources.1.bytes").number());
        assertTrue(report.has("ratio") && report.has("bytes_per_second") && report.has("snapshot_id"));
    }

    @Test
    void theNextRunComparesWithTheJobsLastSnapshotWhateverItsPaths() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        String first = run().at("snapshot_id").text();
        Path more = Files.createDirectories(home.path("more"));
        configure("      - files: [\"" + files + "\", \"" + more + "\"]\n");

        Json report = run();

        assertEquals(first, report.at("parent_id").text());
        assertEquals(0, report.at("files_new").number());
    }

    @Test
    void aFileThatCantBeReadIsNotCountedAmongItsSource() throws Exception {
        String unreadable = "/proc/" + ProcessHandle.current().pid() + "/mem";
        configure("      - files: [\"" + files + "\"]\n      - files: [" + unreadable + "]\n");

        Json report = run();

        assertEquals("incomplete", report.at("outcome").text());
        assertEquals(1, report.at("sources.0.files").number());
        assertEquals(7, report.at("sources.0.bytes").number());
        assertEquals(0, report.at("sources.1.files").number());
        assertEquals(0, report.at("sources.1.bytes").number());
        assertEquals(7, run().at("sources.0.bytes").number(), "unchanged");
    }

    @Test
    void aMissingPathAmongOthersMakesTheRunIncomplete() throws Exception {
        configure("      - files: [\"" + files + "\", /nowhere/at/all]\n");

        OwnHome.Outcome outcome = home.run("run");

        assertEquals(3, outcome.code());
        assertTrue(outcome.err().contains("/nowhere/at/all: it does not exist"), outcome.err());
        assertEquals(1, snapshots());
    }

    @Test
    void aJobWithoutAnyOfItsPathsFails() throws Exception {
        configure("      - files: [/nowhere/at/all]\n");

        OwnHome.Outcome outcome = home.run("run");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains(": /nowhere/at/all: it does not exist"), outcome.err());
        assertEquals(0, snapshots());
    }

    @Test
    void aFailingCommandLeavesNoSnapshotAndTellsItsLastWords() throws Exception {
        configure("""
                      - files: ["%s"]
                      - command: { run: [sh, -c, "echo half; echo no such database >&2; exit 4"], name: d }
                """.formatted(files));

        OwnHome.Outcome outcome = home.run("run");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("ended with exit code 4: no such database"), outcome.err());
        assertEquals(0, snapshots());
    }

    @Test
    void aCommandThatCannotBeStartedFailsTheRun() throws Exception {
        configure("      - command: { run: [no-such-program-anywhere], name: d }\n");

        OwnHome.Outcome outcome = home.run("run");

        assertEquals(1, outcome.code());
        assertTrue(
                outcome.err().contains("no-such-program-anywhere can't be started: there is no such program"),
                outcome.err());
        assertEquals(0, snapshots());
    }

    @Test
    void anEmptyDumpFailsTheRun() throws Exception {
        configure("      - command: { run: [\"true\"], name: d }\n");

        OwnHome.Outcome outcome = home.run("run");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("succeeded but printed nothing"), outcome.err());
        assertEquals(0, snapshots());
    }

    @Test
    void aFailureWhileACommandHangsEndsTheCommand() throws Exception {
        configure("""
                      - command: { run: ["false"], name: a }
                      - command: { run: [sleep, "1000"], name: z }
                """);

        CompletableFuture<OwnHome.Outcome> outcome = runInBackground();

        assertEquals(1, outcome.get(60, TimeUnit.SECONDS).code());
        assertEquals(0, snapshots());
    }

    @Test
    void beingStoppedEndsAHangingCommand() throws Exception {
        Path started = home.path("started");
        configure("      - command: { run: [sh, -c, \"touch " + started + "; exec sleep 1000\"], name: a }\n");
        CompletableFuture<OwnHome.Outcome> outcome = new CompletableFuture<>();
        Thread running = Thread.ofPlatform().start(() -> outcome.complete(home.run("run")));

        awaitFile(started);
        running.interrupt();

        assertEquals(130, outcome.get(60, TimeUnit.SECONDS).code());
        assertEquals(0, snapshots());
    }

    @Test
    void commandsDoNotSeeThePasswordsOfRepositories() throws Exception {
        home.set("RESTIC_PASSWORD", "fixture");
        home.set("HARMLESS", "visible");
        configure("      - command: { run: [sh, -c, 'echo \"$HARMLESS-$RESTIC_PASSWORD-\"'], name: d }\n");

        home.run("run");

        String dump = ResticProgram.newest()
                .on(home.path("repository"), RepositoryFixture.PASSWORD)
                .run("dump", "latest", "/.holdfast/command/d");
        assertTrue(dump.endsWith("visible--\n"), dump);
    }

    @Test
    void theWorstOutcomeOfSeveralJobsCountsAndTheOthersRun() throws Exception {
        home.configure("""
                  bad: { to: store, sources: [ { command: { run: ["false"], name: d } } ] }
                  part: { to: store, sources: [ { files: ["%1$s", /nowhere/at/all] } ] }
                  good: { to: store, sources: [ { files: ["%1$s"] } ] }
                """.formatted(files));

        assertEquals(1, home.run("run").code());
        assertEquals(2, snapshots());
        assertEquals(3, home.run("run", "part", "good").code());
        assertEquals(0, home.run("run", "good").code());
    }

    @Test
    void anUnknownJobRunsNothing() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");

        OwnHome.Outcome outcome = home.run("run", "app", "other");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("there is no job other"), outcome.err());
        assertEquals(0, snapshots());
    }

    @Test
    void overlappingSourcesAreRefused() throws Exception {
        configure("      - files: [\"" + files + "\"]\n      - files: [\"" + files.resolve("a") + "\"]\n");

        OwnHome.Outcome outcome = home.run("run");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("two sources overlap"), outcome.err());
    }

    @Test
    void excludesAreLeftOut() throws Exception {
        Files.writeString(files.resolve("b.tmp"), "left out");
        configure("      - { files: [\"" + files + "\"], exclude: [\"*.tmp\"] }\n");

        assertEquals(1, run().at("files").number());
    }

    @Test
    void aSecondRunOfTheJobAtTheSameTimeIsRefused() throws Exception {
        Path started = home.path("started");
        Path go = home.path("go");
        configure("""
                      - command:
                          run: [sh, -c, "touch %s; while ! test -e %s; do sleep 0.05; done; echo done"]
                          name: d
                """.formatted(started, go));
        CompletableFuture<OwnHome.Outcome> first = runInBackground();
        awaitFile(started);

        OwnHome.Outcome second = home.run("run");
        OwnHome.Outcome status = home.run("status", "--json");
        Files.createFile(go);

        assertEquals(1, second.code());
        assertTrue(second.err().contains("job app is running already"), second.err());
        assertEquals("running", Json.parse(status.out()).at("jobs.0.outcome").text());
        assertEquals(0, first.get(60, TimeUnit.SECONDS).code());
        assertEquals(1, snapshots());
    }

    @Test
    void aRunThatCrashedShowsAsEndedWithoutAWord() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        try (History history = History.open(home.path("state/holdfast"))) {
            history.begin("app", home.path("repository").toString(), "here", Instant.now());
        }

        Json status = Json.parse(home.run("status", "--json").out());

        assertEquals("ended without a word", status.at("jobs.0.outcome").text());
    }

    @Test
    void aBrokenHistoryIsAWarningAndNoMore() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        Files.createDirectories(home.path("state/holdfast"));
        Files.writeString(home.path("state/holdfast/history.db"), "this is no database, whatever its name says");

        OwnHome.Outcome outcome = home.run("run");

        assertEquals(0, outcome.code());
        assertTrue(outcome.err().contains("warning: the history "), outcome.err());
        assertEquals(1, snapshots());
        assertEquals(1, home.run("status").code());
    }

    @Test
    void anotherRepositoryWithinThePathsIsLeftOutUnlessItIsNamed() throws Exception {
        Path inner = Files.createDirectories(files.resolve("deep/inner"));
        Files.writeString(inner.resolve("pack"), "sealed");
        configure("      - files: [\"" + files + "\"]\n");
        Path configuration = home.workingDirectory().resolve("holdfast.yaml");
        String second =
                "  inner: { url: \"" + inner + "\", password: \"file:" + home.path("password") + "\" }\njobs:\n";
        Files.writeString(configuration, Files.readString(configuration).replace("jobs:\n", second));

        OwnHome.Outcome without = home.run("run");
        long planned = Json.parse(home.run("plan", "--count", "--json").out())
                .at("jobs.0.files")
                .number();
        Files.writeString(
                configuration,
                Files.readString(configuration) + "  copy: { to: store, sources: [ { files: [\"" + inner
                        + "\"] } ] }\n");
        OwnHome.Outcome named = home.run("run", "copy");

        assertEquals(0, without.code(), without.err());
        assertTrue(
                without.err().contains("another repository of this configuration, " + inner + ", is left out"),
                without.err());
        assertTrue(without.out().contains("  1 file (1 new"), without.out());
        assertEquals(1, planned);
        assertEquals(0, named.code(), named.err());
        assertEquals("", named.err());
        assertTrue(named.out().contains("  1 file (1 new"), named.out());
    }

    @Test
    void aJobOfAnotherMachineThatHasTheSameNameIsNotTakenForOurs() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        home.set("RESTIC_HOST", "alpha");
        String ofAlpha = run().at("snapshot_id").text();
        home.set("RESTIC_HOST", "beta");

        OwnHome.Outcome renamed = home.run("status");
        OwnHome.Outcome first = home.run("run");
        Json second = run();
        Json status = Json.parse(home.run("status", "--json").out()).at("jobs.0");

        assertEquals(1, renamed.code());
        assertTrue(renamed.out().contains("from host alpha and not from beta"), renamed.out());
        assertTrue(first.err().contains("set RESTIC_HOST to go on as that host"), first.err());
        assertEquals(0, first.code(), first.err());
        assertFalse(second.at("parent_id").text().equals(ofAlpha));
        assertEquals(2, status.at("snapshots").number());
        assertEquals(
                second.at("snapshot_id").text(),
                status.at("last_good_snapshot_id").text());
        assertEquals(0, home.run("status").code());
    }

    @Test
    void withoutAConfigurationTheFixNamesTheFirstStep() {
        OwnHome.Outcome outcome = home.run("run");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("holdfast quickstart PATH"), outcome.err());
    }
}
