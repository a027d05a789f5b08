package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over a repository that is named as the configuration names it, or by a job. */
class ConfiguredRepositoryTest {
    @TempDir
    Path folder = Path.of("/");

    private OwnHome home;

    /** One snapshot of each of two jobs in one repository, an empty one beside it, and variables that name neither. */
    @BeforeEach
    void makeSnapshots() throws IOException {
        home = new OwnHome(folder.toRealPath());
        home.makeRepository();
        RepositoryFixture.at(home.path("spare")).close();
        for (String job : List.of("app", "web")) {
            Files.createDirectories(home.path(job));
            Files.writeString(home.path(job + "/" + job + ".txt"), job + "\n");
        }
        configure("");
        home.set("RESTIC_HOST", "desk");
        assertEquals(0, home.run("run").code());
        home.set("RESTIC_REPOSITORY", "/nowhere/at/all");
        home.set("RESTIC_PASSWORD", "of another");
    }

    private void configure(String more) throws IOException {
        Files.writeString(home.workingDirectory().resolve("holdfast.yaml"), """
                version: 1
                repositories:
                  store: { url: "%1$s/repository", password: "file:%1$s/password" }
                  spare: { url: "%1$s/spare", password: "file:%1$s/password" }
                  fresh: { url: "%1$s/fresh", password: "file:%1$s/password" }
                jobs:
                  app: { to: store, sources: [ { files: ["%1$s/app"] } ] }
                  web: { to: store, sources: [ { files: ["%1$s/web"] } ] }
                %2$s""".formatted(home.path("."), more));
    }

    private OwnHome.Outcome run(String line) {
        return home.run(line.split(" "));
    }

    private OwnHome.Outcome good(String line) {
        OwnHome.Outcome outcome = run(line);
        assertEquals(0, outcome.code(), line + "\n" + outcome.out() + outcome.err());
        return outcome;
    }

    private void assertRefused(String line, String what, String fix) {
        OwnHome.Outcome outcome = run(line);

        assertEquals(1, outcome.code(), line + "\n" + outcome.out());
        assertEquals("error: " + what + "\nfix:   " + fix + "\n", outcome.err(), line);
    }

    private long snapshots(String repository) throws IOException {
        try (Stream<Path> files = Files.list(home.path(repository + "/snapshots"))) {
            return files.count();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshots",
                "ls latest",
                "find *.txt",
                "diff latest latest",
                "check",
                "stats",
                "list snapshots",
                "cat config",
                "cat snapshot latest",
                "tag --add seen",
                "key list",
                "unlock",
                "prune",
                "recover",
                "migrate",
                "repair index",
                "repair snapshots -n",
                "rewrite --exclude *.tmp",
                "--no-lock snapshots -q --json"
            })
    void commandTakesARepositoryOrAJobOfTheConfiguration(String line) {
        for (String flag : List.of("--repository store", "--job web", "--config holdfast.yaml --job=app")) {
            OwnHome.Outcome outcome = good(line + " " + flag);

            assertFalse(outcome.err().contains("RESTIC_"), outcome.err());
            good(flag + " " + line);
        }
    }

    @Test
    void latestIsThatOfTheJob() {
        for (String job : List.of("app", "web")) {
            String file = home.path(job) + "/" + job + ".txt";

            assertTrue(good("ls latest --job " + job).out().contains(file));
            assertEquals(
                    job + "\n", good("dump latest " + file + " --job " + job).out());
            good("restore latest:" + home.path(job) + " --target back --job " + job);
            assertTrue(Files.exists(home.workingDirectory().resolve("back/" + job + ".txt")));
            assertTrue(good("cat snapshot latest --job " + job).out().contains("job:" + job));
            assertTrue(good("diff latest latest --json --job " + job).code() == 0);
            assertTrue(good("stats --job " + job).out().contains("Snapshots processed:  1\n"));
            assertFalse(good("snapshots --job " + job).out().contains(job.equals("app") ? "job:web" : "job:app"));
            assertEquals(
                    "",
                    good("find --job " + job + " " + (job.equals("app") ? "web.txt" : "app.txt"))
                            .out());
        }
        assertTrue(good("stats --repository store").out().contains("Snapshots processed:  2\n"));
        assertEquals("[]\n", good("snapshots --json --job app --tag other").out());
        good("tag --add other --job app");
        assertTrue(good("snapshots --json --job app --tag other").out().contains("job:app"));
        assertEquals("[]\n", good("snapshots --json --job web --tag other").out());
    }

    @Test
    void anotherFlagThatNamesTheRepositoryOrItsPasswordIsRefused() {
        String fix = "give one of them: where a repository of the configuration lies and its password are said there";
        for (String other : List.of("--repo x", "--repository-file x", "--password-file x", "--password-command x")) {
            String flag = other.substring(0, other.indexOf(' '));

            assertRefused("ls latest --job app " + other, "--job and " + flag + " exclude each other", fix);
            assertRefused(other + " prune --repository store", "--repository and " + flag + " exclude each other", fix);
        }
        assertRefused(
                "stats --job app --insecure-no-password", "--job and --insecure-no-password exclude each other", fix);
        assertRefused(
                "copy --job app --from-repo x --repository spare", "--job and --from-repo exclude each other", fix);
        assertRefused(
                "ls latest --job app --repository store",
                "--repository and --job exclude each other",
                "give one of them");
        assertRefused("ls latest --job app --job web", "this command takes one --job", "give one of them");
        assertRefused(
                "ls latest --config holdfast.yaml",
                "--config alone names no repository",
                "add --repository NAME or --job JOB, or leave it out");
        assertRefused(
                "backup x --job app",
                "backup takes no --job",
                "run the job with `holdfast run app`, or name a repository with --repository");
        assertEquals(1, run("forget --job app --repository store").code());
        assertEquals(1, run("forget --job app --password-file x").code());
    }

    @Test
    void nameThatIsUnknownIsToldWithTheNearestAndAll() {
        Path file = home.workingDirectory().resolve("holdfast.yaml");

        assertRefused(
                "snapshots --repository stor",
                "there is no repository stor in " + file,
                "did you mean store? use one of: store, spare, fresh");
        assertRefused("snapshots --job elsewhere", "there is no job elsewhere in " + file, "use one of: app, web");
        assertRefused("run appp", "there is no job appp in " + file, "did you mean app? use one of: app, web");
    }

    @Test
    void configurationThatCanNotBeUsedIsToldWithItsFirstError() throws IOException {
        configure("colour: blue\nshape: round\n");
        Path file = home.workingDirectory().resolve("holdfast.yaml");

        OwnHome.Outcome outcome = run("snapshots --job app");

        assertEquals(1, outcome.code());
        assertTrue(
                outcome.err()
                        .startsWith(
                                "error: the configuration can't be used: " + file + ":9:1: unknown key \"colour\"\n"),
                outcome.err());
        assertTrue(outcome.err().endsWith("; see the other 1 error with `holdfast validate`\n"), outcome.err());
    }

    @Test
    void jobThatHasSnapshotsOfAnotherHostOnlyIsTold() {
        home.set("RESTIC_HOST", "new");
        String told = "there are snapshots of a job app in the repository, but from host desk and not from new;"
                + " if this machine had that name before, set RESTIC_HOST to go on as that host";

        assertRefused(
                "restore latest --target back --job app",
                told,
                "to take one of theirs, name its host with --host or its id");
        assertRefused(
                "check --job app",
                told,
                "name the host of its snapshots with --host, or take all of the repository with --repository store");
        assertEquals("warning: " + told + "\n", good("snapshots --job app").err());
        good("restore latest --target back --job app --host desk");
        good("check --job app --host desk");
    }

    @Test
    void checkOfAJobSaysWhatItDidNotLookAt() {
        assertTrue(good("check --job app").err().contains("`holdfast check --repository store` looks at all"));
        assertFalse(good("check --repository store").err().contains("looks at all"));
        good("check latest --job app");
    }

    @Test
    void copyTakesTheSnapshotsOfAJobFromItsRepository() throws IOException {
        assertEquals(10, run("copy --job app").code(), "the variable names the destination");
        good("copy --job app --repository spare");

        assertEquals(1, snapshots("spare"));
        assertTrue(good("snapshots --repository spare").out().contains("job:app"));
        good("copy --job web --repo " + home.path("spare") + " --password-file " + home.path("password"));
        assertEquals(2, snapshots("spare"));
    }

    @Test
    void initMakesTheRepositoryThatTheConfigurationNames() throws IOException {
        Files.writeString(home.path("password"), RepositoryFixture.PASSWORD);

        good("init --repository fresh");

        good("snapshots --repository fresh");
    }

    @Test
    void changedPasswordIsToldToBeWrongInTheConfiguration() throws IOException {
        Files.writeString(home.path("new"), "another\n");

        OwnHome.Outcome outcome = good("key passwd --repository spare --new-password-file " + home.path("new"));

        assertTrue(outcome.err().contains("put the new one where repositories.spare.password says"), outcome.err());
        assertEquals(12, run("snapshots --repository spare").code());
    }

    @Test
    void programCalledResticHasNoneOfTheseFlags() {
        TestProgram restic = TestProgram.in(
                        home.workingDirectory(),
                        Map.of(
                                "RESTIC_REPOSITORY",
                                home.path("repository").toString(),
                                "RESTIC_PASSWORD_FILE",
                                home.path("password").toString()))
                .called("restic");

        assertEquals(0, restic.run("snapshots").code());
        for (String flag : List.of("--repository", "--job", "--config", "--all-jobs")) {
            for (String line :
                    List.of("snapshots " + flag + " store", flag + " store forget", "forget " + flag + " a")) {
                TestProgram.Run run = restic.run(line.split(" "));

                assertEquals(1, run.code(), line);
                assertTrue(run.err().startsWith("error: unknown flag " + flag + "\n"), line + "\n" + run.err());
            }
            assertFalse(restic.run("forget", "--help").out().matches("(?s).*" + flag + "[^-].*"), flag);
        }
        assertTrue(TestProgram.in(home.workingDirectory(), Map.of())
                .run("forget", "--help")
                .out()
                .contains("--all-jobs"));
    }
}
