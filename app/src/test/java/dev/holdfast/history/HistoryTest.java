package dev.holdfast.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class HistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T02:00:00.123Z");

    @TempDir
    Path folder;

    private static RunRecord.Result result(String outcome) {
        return new RunRecord.Result(START.plusSeconds(9), outcome, "abc", 7, 8000, 900, 1, "{}");
    }

    @Test
    void whatWasWrittenIsReadAfterOpeningAgainNewestFirst() {
        try (History history = History.open(folder)) {
            history.end(history.begin("app", "/r", "host", START), result("success"));
            history.begin("app", "/r", "host", START.plusSeconds(60));
            history.begin("other", "/r", "host", START);
            history.begin("app", "/elsewhere", "host", START);
        }

        List<RunRecord> runs;
        try (History history = History.open(folder)) {
            runs = history.latest("app", "/r", 10);
        }

        assertEquals(2, runs.size());
        assertEquals(Optional.empty(), runs.get(0).result());
        assertEquals(START, runs.get(1).started());
        assertEquals(Optional.of(result("success")), runs.get(1).result());
    }

    @Test
    void noMoreThanWantedAreRead() {
        try (History history = History.open(folder)) {
            history.begin("app", "/r", "host", START);
            long newest = history.begin("app", "/r", "host", START.plusSeconds(1));

            assertEquals(newest, history.latest("app", "/r", 1).getFirst().id());
        }
    }

    @Test
    void severalMayOpenAndWriteAtOnce() {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            writers.add(done);
            Thread.ofPlatform()
                    .start(() -> done.completeAsync(
                            () -> {
                                try (History history = History.open(folder)) {
                                    history.end(history.begin("app", "/r", "host", START), result("success"));
                                }
                                return null;
                            },
                            Runnable::run));
        }
        writers.forEach(CompletableFuture::join);

        try (History history = History.open(folder)) {
            assertEquals(8, history.latest("app", "/r", 100).size());
        }
    }

    private static Verification verification(int differences) {
        return new Verification(
                "app",
                "/r",
                "abc",
                START.plusSeconds(differences),
                new Verification.Checked(Duration.ofMillis(1500), true, 9000, 0),
                Optional.of(new Verification.Restored(Duration.ofMillis(700), false, 7, 8000, 6, 1, differences)));
    }

    @Test
    void theLatestVerificationOfAJobIsRead() {
        Verification damaged = new Verification(
                "other", "/r", "abc", START, new Verification.Checked(Duration.ZERO, false, 1, 3), Optional.empty());
        try (History history = History.open(folder)) {
            history.verified(verification(2));
            history.verified(verification(0));
            history.verified(damaged);
        }

        try (History history = History.open(folder)) {
            assertEquals(Optional.of(verification(2)), history.lastVerification("app", "/r"));
            assertEquals(Optional.of(damaged), history.lastVerification("other", "/r"));
            assertEquals(Optional.empty(), history.lastVerification("app", "/elsewhere"));
        }
        assertFalse(damaged.isPassed());
        assertFalse(verification(2).isPassed());
        assertTrue(verification(0).isPassed());
    }

    @Test
    void aHistoryOfTheFirstVersionKeepsItsRunsAndTakesVerifications() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE run (id INTEGER PRIMARY KEY, job TEXT NOT NULL, repository TEXT NOT NULL,
                        host TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER, outcome TEXT,
                        snapshot TEXT NOT NULL DEFAULT '', files INTEGER NOT NULL DEFAULT 0,
                        bytes INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,
                        problems INTEGER NOT NULL DEFAULT 0, report TEXT NOT NULL DEFAULT '')
                    """);
            statement.execute("CREATE INDEX run_by_job ON run (job, repository, started)");
            statement.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)");
            statement.execute("INSERT INTO schema_version (version) VALUES (2)");
            statement.execute("INSERT INTO run (job, repository, host, started) VALUES ('app', '/r', 'host', 7)");
        }

        try (History history = History.open(folder)) {
            history.verified(verification(0));

            assertEquals(1, history.latest("app", "/r", 10).size());
            assertEquals(Optional.of(verification(0)), history.lastVerification("app", "/r"));
        }
    }

    @Test
    void aFolderWithAQuestionMarkInItsNameHoldsItsHistory() throws IOException {
        Path odd = folder.resolve("what? 100%#x");

        History.open(odd).close();

        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(List.of(odd), all.toList());
        }
        assertTrue(Files.exists(History.file(odd)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(odd)));
    }

    private Connection connection() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + History.file(folder));
        return source.getConnection();
    }

    @Test
    void theHistoryOfANewerVersionIsLeftAlone() throws SQLException {
        History.open(folder).close();
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE schema_version SET version = 1000");
        }

        HistoryException refused = assertThrows(HistoryException.class, () -> History.open(folder));

        assertEquals(
                "the history " + History.file(folder) + " is of a newer version (1000) of this program",
                refused.getMessage());
    }
}
