package dev.holdfast.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    @Test
    void theHistoryOfANewerVersionIsLeftAlone() throws SQLException {
        History.open(folder).close();
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + History.file(folder));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE schema_version SET version = 1000");
        }

        HistoryException refused = assertThrows(HistoryException.class, () -> History.open(folder));

        assertEquals(
                "the history " + History.file(folder) + " is of a newer version (1000) of this program",
                refused.getMessage());
    }
}
