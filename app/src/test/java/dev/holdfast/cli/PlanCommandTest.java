package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code plan}, {@code validate} and {@code status}: what would happen, what is wrong, what has happened. */
final class PlanCommandTest extends JobCommandTest {
    @Test
    void statusTellsNeverRunAndThenTheLastGoodSnapshot() throws Exception {
        configure("      - files: [\"" + files + "\"]\n    schedule: \"02:00\"\n");

        Json before = Json.parse(home.run("status", "--json").out()).at("jobs.0");
        String made = run().at("snapshot_id").text();
        Json after = Json.parse(home.run("status", "--json").out()).at("jobs.0");

        assertEquals("never", before.at("outcome").text());
        assertFalse(before.has("last_good_snapshot_id"));
        assertEquals("not run", before.at("verification.outcome").text());
        assertEquals("success", after.at("outcome").text());
        assertEquals(made, after.at("last_good_snapshot_id").text());
        assertEquals("success", after.at("last_run.report.outcome").text());
        assertFalse(after.at("schedule_is_run").flag());
        assertTrue(home.run("status").out().contains("02:00"));
    }

    @Test
    void statusFailsUntilThereIsASnapshotAndAfterARunThatFailed() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        OwnHome.Outcome before = home.run("status");
        run();
        OwnHome.Outcome after = home.run("status");
        configure("      - files: [/nowhere/at/all]\n");
        home.run("run");
        OwnHome.Outcome failed = home.run("status");

        assertEquals(1, before.code());
        assertTrue(before.out().contains("job app: there is no snapshot of it"), before.out());
        assertEquals(0, after.code(), after.out());
        assertEquals(1, failed.code());
        assertTrue(failed.out().contains("job app: its last run failed"), failed.out());
    }

    @Test
    void planFailsIfARunWould() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        OwnHome.Outcome good = home.run("plan");
        configure("      - files: [/nowhere/at/all]\n");
        OwnHome.Outcome bad = home.run("plan");

        assertEquals(0, good.code(), good.out());
        assertEquals(1, bad.code(), bad.out());
    }

    @Test
    void anIncompleteSnapshotIsNotTheLastGoodOne() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        String good = run().at("snapshot_id").text();
        configure("      - files: [\"" + files + "\", /nowhere/at/all]\n");
        run();

        OwnHome.Outcome outcome = home.run("status", "--json");
        Json status = Json.parse(outcome.out()).at("jobs.0");

        assertEquals(3, outcome.code());
        assertEquals("incomplete", status.at("outcome").text());
        assertEquals(good, status.at("last_good_snapshot_id").text());
        assertEquals(2, status.at("snapshots").number());
    }

    @Test
    void statusToldOfARepositoryThatIsGoneIsHonest() throws Exception {
        configure("      - files: [\"" + files + "\"]\n");
        Files.move(home.path("repository"), home.path("away"));

        OwnHome.Outcome outcome = home.run("status");

        assertEquals(1, outcome.code());
        assertTrue(outcome.out().contains("not reachable"), outcome.out());
        assertTrue(outcome.out().contains("no repository at"), outcome.out());
    }

    @Test
    void planTellsWhatWouldHappenAndChangesNothing() throws Exception {
        configure("      - { files: [\"" + files + "\", /nowhere/at/all], exclude: [\"*.tmp\"] }\n"
                + "      - command: { run: [\"false\"], name: d }\n    keep: { daily: 7 }\n");

        Json plan = Json.parse(home.run("plan", "--json", "--count").out()).at("jobs.0");

        assertEquals(home.path("repository").toString(), plan.at("repository").text());
        assertEquals("*.tmp", plan.at("sources.0.leaves_out.0").text());
        assertEquals(
                "/.holdfast/command/d from false", plan.at("sources.1.what.0").text());
        assertEquals("7 daily", plan.at("keep").text());
        assertEquals(1, plan.at("files").number());
        assertEquals(7, plan.at("bytes").number());
        assertEquals("/nowhere/at/all: it does not exist", plan.at("problems.0").text());
        assertFalse(plan.has("parent_id"));
        assertEquals(0, snapshots());
        assertFalse(Files.exists(home.path("state")));
    }

    @Test
    void planTellsSizesAsTheyAreToldElsewhere() throws Exception {
        configure("      - { files: [\"" + files + "\"], exclude-larger-than: 4GiB }\n");

        OwnHome.Outcome plan = home.run("plan");

        assertTrue(plan.out().contains("without   files above 4.000 GiB\n"), plan.out());
    }

    @Test
    void whatIsSaidOfCopiesNamesTheCommandThatMakesThem() throws Exception {
        configure("      - files: [\"" + files + "\"]\n    copies: [ { to: store } ]\n");

        String validated = home.run("validate").out();

        assertTrue(validated.contains("""
                        jobs.app.copies: no run acts on it by itself in this version
                          fix: run `holdfast copy --job JOB --repository NAME` from cron or a systemd timer
                        """), validated);
    }

    @Test
    void planAndValidateTellOfAProgramThatCannotBeStarted() throws Exception {
        Path plain = Files.writeString(home.path("plain"), "#!/bin/sh\necho data\n");
        configure("""
                      - command: { run: [sh, -c, "echo dump"], name: good.sql }
                      - command:
                          run: [no-such-dump, --all]
                          name: a.sql
                      - command: { run: ["%s"], name: b.sql }
                """.formatted(plain));

        OwnHome.Outcome plan = home.run("plan");
        Json planned = Json.parse(home.run("plan", "--json").out()).at("jobs.0.problems");
        OwnHome.Outcome validated = home.run("validate");
        OwnHome.Outcome run = home.run("run");

        assertEquals(1, plan.code());
        assertEquals(2, planned.size(), plan.out());
        assertEquals(
                "the command no-such-dump can't be started: there is no such program; install it, or write its full path",
                planned.at("0").text());
        assertTrue(planned.at("1").text().contains("not executable; make it executable with `chmod +x`"), plan.out());
        assertEquals(0, validated.code(), validated.out());
        assertTrue(
                validated
                        .out()
                        .contains(
                                "holdfast.yaml:10:17: warning: jobs.app.sources[1].command.run[0]: the program"
                                        + " \"no-such-dump\" can't be started here: there is no such program\n  fix: install it"),
                validated.out());
        assertTrue(validated.out().contains("holdfast.yaml:12:26: warning: "), validated.out());
        assertFalse(validated.out().contains("sources[0]"), validated.out());
        assertEquals(1, run.code());
    }

    @Test
    void validateTellsOfASecretsProgramThatIsNotThere() throws Exception {
        Files.writeString(
                home.workingDirectory().resolve("holdfast.yaml"), """
                version: 1
                repositories:
                  store: { url: "%s", password: "command:[no-such-pass, show]" }
                jobs:
                  app: { to: store, sources: [ { files: ["%s"] } ] }
                """.formatted(home.path("repository"), files));

        OwnHome.Outcome validated = home.run("validate");

        assertEquals(0, validated.code(), validated.out());
        assertTrue(
                validated.out().contains("repositories.store.password: the program \"no-such-pass\" can't be started"),
                validated.out());
    }

    @Test
    void validatePrintsEveryProblemWithItsPlace() throws Exception {
        configure("      - files: [\"" + files + "\"]\n    colour: blue\n    too: many\n");

        OwnHome.Outcome text = home.run("validate");
        Json json = Json.parse(home.run("validate", "--json").out());

        assertEquals(1, text.code());
        assertTrue(text.out().contains("holdfast.yaml:9:5: error: "), text.out());
        assertTrue(text.out().contains("  fix: "), text.out());
        assertFalse(json.at("valid").flag());
        assertEquals(3, json.at("problems").size());
        assertTrue(json.at("problems.0.what").text().contains("can be read by others than its owner"));
        assertEquals(9, json.at("problems.1.line").number());
        for (List<String> command : List.of(List.of("run"), List.of("plan"), List.of("status"))) {
            OwnHome.Outcome outcome = home.run(command.toArray(String[]::new));
            assertEquals(1, outcome.code());
            assertTrue(outcome.err().contains("holdfast.yaml:9:5: error: "), outcome.err());
        }
    }

    @Test
    void validateLooksForSecretsAndWarningsDoNotFail() throws Exception {
        configure("      - files: [\"" + files + "\"]\n    keep: { daily: 7 }\n");

        OwnHome.Outcome good = home.run("validate");
        Files.delete(home.path("password"));
        OwnHome.Outcome bad = home.run("validate");

        assertEquals(0, good.code(), good.out());
        assertTrue(good.out().contains("warning: "), good.out());
        assertEquals(1, bad.code());
        assertTrue(bad.out().contains("does not exist"), bad.out());
    }

    @Test
    void theSchemaIsPrintedWithoutAFile() {
        OwnHome.Outcome outcome = home.run("validate", "--schema");

        assertEquals(0, outcome.code());
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                Json.parse(outcome.out()).at("$schema").text());
    }
}
