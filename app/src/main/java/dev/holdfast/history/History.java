package dev.holdfast.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteDataSource;

/** The history of runs and verifications, in a file of the state folder. Several processes may use it at once. */
public final class History implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    /** What a job's commands say in their last words is in it. */
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;
    private final Connection connection;

    private History(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** The history's file in a state folder. */
    public static Path file(Path stateFolder) {
        return stateFolder.resolve("history.db");
    }

    /**
     * Opens the history; makes it if there is none.
     *
     * @throws HistoryException if that can't be done
     */
    public static History open(Path stateFolder) {
        Path file = file(stateFolder);
        try {
            Files.createDirectories(stateFolder, OWNER_ONLY);
            // Made directly: the driver manager would look through the whole class path for drivers.
            SQLiteDataSource source = new SQLiteDataSource();
            // As a URI: a question mark in a path would end it.
            source.setUrl("jdbc:sqlite:file:" + file.toUri().getRawPath());
            Connection connection = source.getConnection();
            boolean ready = false;
            try {
                prepare(connection, file);
                ready = true;
                return new History(file, connection);
            } finally {
                if (!ready) {
                    connection.close();
                }
            }
        } catch (IOException | SQLException | LinkageError e) {
            // The last where the library of SQLite can't be loaded: that must not keep a backup from its end.
            throw new HistoryException(file, e);
        }
    }

    private static void prepare(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
        }
        int version = Tables.bringUpToDate(connection);
        if (version > Tables.VERSION) {
            throw new HistoryException(file, version);
        }
    }

    /** Notes that a run has begun; returns its number. */
    public long begin(String job, String repository, String host, Instant started) {
        String sql = """
                INSERT INTO run (job, repository, host, started)
                VALUES (?, ?, ?, ?)
                RETURNING id
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job);
            statement.setString(2, repository);
            statement.setString(3, host);
            statement.setLong(4, started.toEpochMilli());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** Notes what came of a run. */
    public void end(long id, RunRecord.Result result) {
        String sql = """
                UPDATE run
                SET finished = ?, outcome = ?, snapshot = ?, files = ?, bytes = ?, stored = ?, problems = ?, report = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, result.finished().toEpochMilli());
            statement.setString(2, result.outcome());
            statement.setString(3, result.snapshot());
            statement.setLong(4, result.files());
            statement.setLong(5, result.bytes());
            statement.setLong(6, result.stored());
            statement.setLong(7, result.problems());
            statement.setString(8, result.report());
            statement.setLong(9, id);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** The latest runs of a job to a repository, newest first. */
    public List<RunRecord> latest(String job, String repository, int most) {
        String sql = """
                SELECT id, job, repository, host, started,
                       finished, outcome, snapshot, files, bytes, stored, problems, report
                FROM run
                WHERE job = ? AND repository = ?
                ORDER BY started DESC, id DESC
                LIMIT ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job);
            statement.setString(2, repository);
            statement.setInt(3, most);
            List<RunRecord> runs = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    runs.add(run(row));
                }
            }
            return runs;
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** Notes what a verification showed. */
    public void verified(Verification verification) {
        String sql = """
                INSERT INTO verification (job, repository, snapshot, finished,
                        check_millis, check_whole, check_bytes, check_errors,
                        restore_millis, restore_whole, files, bytes, compared, changed, differences)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        Verification.Checked checked = verification.checked();
        Optional<Verification.Restored> restored = verification.restored();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, verification.job());
            statement.setString(2, verification.repository());
            statement.setString(3, verification.snapshot());
            statement.setLong(4, verification.finished().toEpochMilli());
            statement.setLong(5, checked.duration().toMillis());
            statement.setBoolean(6, checked.isWhole());
            statement.setLong(7, checked.bytes());
            statement.setLong(8, checked.errors());
            statement.setObject(
                    9, restored.map(back -> back.duration().toMillis()).orElse(null));
            statement.setObject(10, restored.map(Verification.Restored::isWhole).orElse(null));
            statement.setObject(11, restored.map(Verification.Restored::files).orElse(null));
            statement.setObject(12, restored.map(Verification.Restored::bytes).orElse(null));
            statement.setObject(
                    13, restored.map(Verification.Restored::compared).orElse(null));
            statement.setObject(14, restored.map(Verification.Restored::changed).orElse(null));
            statement.setObject(
                    15, restored.map(Verification.Restored::differences).orElse(null));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** The latest verification of a job and its repository. */
    public Optional<Verification> lastVerification(String job, String repository) {
        String sql = """
                SELECT job, repository, snapshot, finished,
                       check_millis, check_whole, check_bytes, check_errors,
                       restore_millis, restore_whole, files, bytes, compared, changed, differences
                FROM verification
                WHERE job = ? AND repository = ?
                ORDER BY finished DESC, id DESC
                LIMIT 1
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job);
            statement.setString(2, repository);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(verification(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** The snapshots of a job and its repository that passed a verification, latest first. */
    public List<String> verifiedSnapshots(String job, String repository) {
        String sql = """
                SELECT snapshot
                FROM verification
                WHERE job = ? AND repository = ? AND check_errors = 0 AND differences = 0
                ORDER BY finished DESC, id DESC
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job);
            statement.setString(2, repository);
            List<String> snapshots = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    snapshots.add(row.getString("snapshot"));
                }
            }
            return snapshots;
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** Notes that snapshots of a job are about to be deleted: all of them, or, if that fails, none. */
    public void deleting(String job, String repository, List<Deletion> deletions) {
        String sql = """
                INSERT INTO deletion (job, repository, snapshot, made, reason, started)
                VALUES (?, ?, ?, ?, ?, ?)
                """;
        try (Statement whole = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            whole.execute("BEGIN IMMEDIATE");
            boolean done = false;
            try {
                for (Deletion deletion : deletions) {
                    statement.setString(1, job);
                    statement.setString(2, repository);
                    statement.setString(3, deletion.snapshot());
                    statement.setLong(4, deletion.made().toEpochMilli());
                    statement.setString(5, deletion.reason());
                    statement.setLong(6, deletion.started().toEpochMilli());
                    statement.executeUpdate();
                }
                whole.execute("COMMIT");
                done = true;
            } finally {
                if (!done) {
                    whole.execute("ROLLBACK");
                }
            }
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** Notes that the deletion of a snapshot is done. */
    public void deleted(String job, String repository, String snapshot, Instant finished) {
        String sql = """
                UPDATE deletion
                SET finished = ?
                WHERE job = ? AND repository = ? AND snapshot = ? AND finished IS NULL
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, finished.toEpochMilli());
            statement.setString(2, job);
            statement.setString(3, repository);
            statement.setString(4, snapshot);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    /** The deletions of a job's snapshots from a repository, newest first. */
    public List<Deletion> deletions(String job, String repository) {
        String sql = """
                SELECT snapshot, made, reason, started, finished
                FROM deletion
                WHERE job = ? AND repository = ?
                ORDER BY started DESC, id DESC
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job);
            statement.setString(2, repository);
            List<Deletion> deletions = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    deletions.add(deletion(row));
                }
            }
            return deletions;
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }

    private static Deletion deletion(ResultSet row) throws SQLException {
        return new Deletion(
                row.getString("snapshot"),
                Instant.ofEpochMilli(row.getLong("made")),
                row.getString("reason"),
                Instant.ofEpochMilli(row.getLong("started")),
                row.getObject("finished") == null
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(row.getLong("finished"))));
    }

    private static Verification verification(ResultSet row) throws SQLException {
        Optional<Verification.Restored> restored = Optional.empty();
        if (row.getObject("restore_millis") != null) {
            restored = Optional.of(new Verification.Restored(
                    Duration.ofMillis(row.getLong("restore_millis")),
                    row.getBoolean("restore_whole"),
                    row.getLong("files"),
                    row.getLong("bytes"),
                    row.getLong("compared"),
                    row.getLong("changed"),
                    row.getLong("differences")));
        }
        return new Verification(
                row.getString("job"),
                row.getString("repository"),
                row.getString("snapshot"),
                Instant.ofEpochMilli(row.getLong("finished")),
                new Verification.Checked(
                        Duration.ofMillis(row.getLong("check_millis")),
                        row.getBoolean("check_whole"),
                        row.getLong("check_bytes"),
                        row.getLong("check_errors")),
                restored);
    }

    private static RunRecord run(ResultSet row) throws SQLException {
        Optional<RunRecord.Result> result = Optional.empty();
        String outcome = row.getString("outcome");
        if (outcome != null) {
            result = Optional.of(new RunRecord.Result(
                    Instant.ofEpochMilli(row.getLong("finished")),
                    outcome,
                    row.getString("snapshot"),
                    row.getLong("files"),
                    row.getLong("bytes"),
                    row.getLong("stored"),
                    row.getLong("problems"),
                    row.getString("report")));
        }
        return new RunRecord(
                row.getLong("id"),
                row.getString("job"),
                row.getString("repository"),
                row.getString("host"),
                Instant.ofEpochMilli(row.getLong("started")),
                result);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new HistoryException(file, e);
        }
    }
}
