package dev.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.engine.RepositoryFixture;
import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.model.Snapshot;
import dev.holdfast.engine.model.Timestamp;
import dev.holdfast.history.Deletion;
import dev.holdfast.history.History;
import dev.holdfast.history.RunRecord;
import dev.holdfast.history.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention of jobs: what the configuration keeps stays, with the safeguards of the repository, and all is recorded. */
class ForgetJobsTest {
    private static final String HOST = "desk";

    @TempDir
    Path folder = Path.of("/");

    private OwnHome home;
    private final List<String> days = new ArrayList<>();

    /** Six snapshots of job app, one a day, newest today; one of another host, one of another job, one of none. */
    @BeforeEach
    void makeSnapshots() throws IOException {
        home = new OwnHome(folder.toRealPath());
        home.makeRepository();
        home.set("RESTIC_HOST", HOST);
        Instant now = Instant.now();
        try (RepositoryFixture fixture = RepositoryFixture.existing(home.path("repository"))) {
            ObjectId tree = fixture.tree();
            for (int age = 5; age >= 0; age--) {
                days.add(save(fixture, tree, now.minus(Duration.ofDays(age)), HOST, "job:app"));
            }
            save(fixture, tree, now.minus(Duration.ofDays(30)), "other", "job:app");
            save(fixture, tree, now.minus(Duration.ofDays(30)), HOST, "job:web");
            save(fixture, tree, now.minus(Duration.ofDays(30)), HOST, "by hand");
        }
    }

    private static String save(RepositoryFixture fixture, ObjectId tree, Instant time, String host, String tag) {
        Snapshot snapshot = new Snapshot(
                Timestamp.of(time, ZoneOffset.UTC),
                null,
                tree,
                List.of("/"),
                host,
                "user",
                0,
                0,
                List.of(),
                List.of(tag),
                null,
                "holdfast test",
                null);
        return fixture.repository().saveSnapshot(snapshot).toString();
    }

    private void configure(String repository, String job) throws IOException {
        Files.writeString(home.workingDirectory().resolve("holdfast.yaml"), """
                version: 1
                repositories:
                  store: { url: "%s", password: "file:%s"%s }
                jobs:
                  app: { to: store, sources: [ { files: [/etc] } ]%s }
                  web: { to: store, sources: [ { files: [/etc] } ] }
                """.formatted(
                        home.path("repository"), home.path("password"), repository, job));
    }

    private Set<String> snapshots() throws IOException {
        try (Stream<Path> files = Files.list(home.path("repository/snapshots"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Path state() {
        return home.path("state/holdfast");
    }

    private List<Deletion> deletions() {
        try (History history = History.open(state())) {
            return history.deletions("app", location());
        }
    }

    private String location() {
        return home.path("repository").toString();
    }

    private void verify(String snapshot, long differences) {
        try (History history = History.open(state())) {
            history.verified(new Verification(
                    "app",
                    location(),
                    snapshot,
                    Instant.now(),
                    new Verification.Checked(Duration.ofSeconds(1), true, 1, 0),
                    Optional.of(new Verification.Restored(Duration.ofSeconds(1), true, 1, 1, 1, 0, differences))));
        }
    }

    @Test
    void whatTheJobKeepsStaysAndOnlySnapshotsOfThisJobAndHostGo() throws IOException {
        configure("", ", keep: { last: 2 }");

        OwnHome.Outcome plan = home.run("forget", "--job", "app", "--dry-run");
        assertEquals(0, plan.code(), plan.err());
        assertTrue(plan.out().contains("keep 2 latest snapshots"), plan.out());
        assertEquals(9, snapshots().size());
        OwnHome.Outcome run = home.run("forget", "--all-jobs");

        assertEquals(0, run.code(), run.err());
        assertEquals(5, snapshots().size());
        assertTrue(snapshots().containsAll(days.subList(4, 6)));
        List<Deletion> deletions = deletions();
        assertEquals(
                new TreeSet<>(days.subList(0, 4)),
                deletions.stream().map(Deletion::snapshot).collect(Collectors.toCollection(TreeSet::new)));
        for (Deletion deletion : deletions) {
            assertEquals("not kept by: keep 2 latest snapshots", deletion.reason());
            assertTrue(deletion.finished().isPresent());
        }
        assertEquals(0, home.run("forget", "--all-jobs").code());
        assertEquals(5, snapshots().size());
    }

    @Test
    void theJsonIsThatOfForget() throws IOException {
        configure("", ", keep: { daily: 2 }");

        Json groups = Json.parse("{\"groups\":"
                + home.run("forget", "--job", "app", "--json", "-n").out() + "}");

        assertEquals(HOST, groups.at("groups.0.host").text());
        assertEquals("job:app", groups.at("groups.0.tags.0").text());
        assertEquals(days.get(5), groups.at("groups.0.keep.0.id").text());
        assertEquals(days.getFirst(), groups.at("groups.0.remove.3.id").text());
        assertEquals("daily snapshot", groups.at("groups.0.reasons.1.matches.0").text());
    }

    @Test
    void neverFewerStayThanTheRepositorySays() throws IOException {
        configure(", prune: { every: weekly Sun 04:00, keep-at-least: 4 }", ", keep: { last: 1 }");

        OwnHome.Outcome run = home.run("forget", "--job", "app");

        assertTrue(run.out().contains("at least 4"), run.out());
        assertTrue(snapshots().containsAll(days.subList(2, 6)));
        assertEquals(7, snapshots().size());
    }

    @Test
    void onlyWhatIsOlderThanAVerifiedSnapshotGoes() throws IOException {
        configure(", prune: { every: weekly Sun 04:00, only-after: verified }", ", keep: { last: 1 }");

        assertEquals(0, home.run("forget", "--job", "app").code());
        assertEquals(9, snapshots().size(), "none is verified");
        verify(days.get(2), 1);
        assertEquals(0, home.run("forget", "--job", "app").code());
        assertEquals(9, snapshots().size(), "none passed");
        verify(days.get(2), 0);
        assertEquals(0, home.run("forget", "--job", "app").code());

        assertEquals(7, snapshots().size());
        assertTrue(snapshots().containsAll(days.subList(2, 6)));
    }

    @Test
    void withoutAHistoryNothingIsDeleted() throws IOException {
        configure("", ", keep: { last: 1 }");
        Files.createDirectories(state());
        Files.writeString(state().resolve("history.db"), "this is no database at all, but a text of some length");

        OwnHome.Outcome run = home.run("forget", "--job", "app");

        assertEquals(1, run.code());
        assertTrue(run.err().contains("no deletion goes unrecorded"), run.err());
        assertEquals(9, snapshots().size());
    }

    @Test
    void whatCanNotBeMeantIsRefused() throws IOException {
        configure(", append-only: true", ", keep: { last: 1 }");

        for (String line : List.of(
                "forget --job app",
                "forget --job web",
                "forget --job nobody",
                "forget --job app --keep-last 1",
                "forget --job app --host x",
                "forget --all-jobs latest",
                "forget --all-jobs --job app",
                "forget --all-jobs --unsafe-allow-remove-all",
                "forget --job app -r elsewhere")) {
            OwnHome.Outcome run = home.run(line.split(" "));

            assertEquals(1, run.code(), line);
            assertTrue(run.err().contains("error: ") && run.err().contains("\nfix:   "), line + "\n" + run.err());
        }
        assertEquals(0, home.run("forget", "--all-jobs").code(), "none may delete there");
        assertEquals(9, snapshots().size());
    }

    @Test
    void thatNoJobHasAKeepIsTold() throws IOException {
        configure("", "");

        for (String dryRun : List.of("", " --dry-run", " --json")) {
            OwnHome.Outcome run = home.run(("forget --all-jobs" + dryRun).split(" "));

            assertEquals(0, run.code(), run.err());
            assertEquals(dryRun.equals(" --json") ? "[]\n" : "", run.out());
            assertEquals(
                    "warning: no job has a keep:, so all snapshots stay\nfix:   say in "
                            + home.workingDirectory().resolve("holdfast.yaml")
                            + " what a job keeps, such as keep: { daily: 7, weekly: 4 }\n",
                    run.err());
        }
        assertEquals(9, snapshots().size());
    }

    @Test
    void thatNoRepositoryTakesDeletionsIsTold() throws IOException {
        configure(", append-only: true", ", keep: { last: 1 }");

        OwnHome.Outcome run = home.run("forget", "--all-jobs");

        assertEquals(0, run.code(), run.err());
        assertEquals("""
                warning: every job that has a keep: goes to an append-only repository, so all snapshots stay
                fix:   forget on the machine that may delete there
                """, run.err());
    }

    @Test
    void statusTellsOfSnapshotsThatAreGoneButShouldBeKept() throws IOException {
        configure("", ", keep: { last: 2 }");
        try (History history = History.open(state())) {
            for (String id : days) {
                long run = history.begin("app", location(), HOST, Instant.now().minusSeconds(600));
                history.end(run, new RunRecord.Result(Instant.now(), "success", id, 1, 1, 1, 0, "{}"));
            }
        }

        assertFalse(status().contains("gone or can't be read"), status());
        assertEquals(0, home.run("forget", "--job", "app").code());
        assertFalse(status().contains("gone or can't be read"), status());
        Files.delete(home.path("repository/snapshots").resolve(days.get(5)));
        String told = status();

        assertTrue(
                told.contains("1 snapshot that its retention keeps is gone or can't be read, such as "
                        + days.get(5).substring(0, 8)),
                told);
        assertEquals(1, home.run("status", "app").code());
    }

    @Test
    void statusTellsOfSnapshotsThatShouldBeGone() throws IOException {
        configure("", ", keep: { last: 1 }");
        assertFalse(status().contains("should be gone"), status());
        try (RepositoryFixture fixture = RepositoryFixture.existing(home.path("repository"))) {
            ObjectId tree = fixture.tree();
            for (int age = 20; age < 23; age++) {
                save(fixture, tree, Instant.now().minus(Duration.ofDays(age)), HOST, "job:app");
            }
        }

        String told = status();

        assertTrue(told.contains("2 of its snapshots should be gone by its retention for over a week"), told);
        assertEquals(0, home.run("forget", "--job", "app").code());
        assertFalse(status().contains("should be gone"), status());
    }

    private String status() {
        return home.run("status", "app").out();
    }
}
