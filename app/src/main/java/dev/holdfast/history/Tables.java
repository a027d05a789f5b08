package dev.holdfast.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of the history and how each version of them is made from the one before. */
final class Tables {
    private static final List<String> CHANGES = List.of("""
            CREATE TABLE run (
                id INTEGER PRIMARY KEY,
                job TEXT NOT NULL,
                repository TEXT NOT NULL,
                host TEXT NOT NULL,
                started INTEGER NOT NULL, -- milliseconds since 1970, UTC
                finished INTEGER,
                outcome TEXT,
                snapshot TEXT NOT NULL DEFAULT '',
                files INTEGER NOT NULL DEFAULT 0,
                bytes INTEGER NOT NULL DEFAULT 0,
                stored INTEGER NOT NULL DEFAULT 0,
                problems INTEGER NOT NULL DEFAULT 0,
                report TEXT NOT NULL DEFAULT ''
            )
            """, """
            CREATE INDEX run_by_job ON run (job, repository, started)
            """, """
            CREATE TABLE verification (
                id INTEGER PRIMARY KEY,
                job TEXT NOT NULL,
                repository TEXT NOT NULL,
                snapshot TEXT NOT NULL,
                finished INTEGER NOT NULL, -- milliseconds since 1970, UTC
                check_millis INTEGER NOT NULL,
                check_whole INTEGER NOT NULL,
                check_bytes INTEGER NOT NULL,
                check_errors INTEGER NOT NULL,
                restore_millis INTEGER, -- NULL, as are the others, if nothing was restored
                restore_whole INTEGER,
                files INTEGER,
                bytes INTEGER,
                compared INTEGER,
                changed INTEGER,
                differences INTEGER
            )
            """, """
            CREATE INDEX verification_by_job ON verification (job, repository, finished)
            """, """
            CREATE TABLE deletion (
                id INTEGER PRIMARY KEY,
                job TEXT NOT NULL,
                repository TEXT NOT NULL,
                snapshot TEXT NOT NULL,
                made INTEGER NOT NULL, -- when the snapshot was; milliseconds since 1970, UTC
                reason TEXT NOT NULL,
                started INTEGER NOT NULL,
                finished INTEGER -- NULL until the deletion is known to be done
            )
            """, """
            CREATE INDEX deletion_by_job ON deletion (job, repository, started)
            """);

    /** The version that this program reads and writes. */
    static final int VERSION = CHANGES.size();

    private Tables() {}

    /** Makes the tables or brings them to {@link #VERSION}; returns the version that they have now. */
    static int bringUpToDate(Connection connection) throws SQLException {
        int found = version(connection);
        if (found >= VERSION) {
            return found;
        }
        try (Statement statement = connection.createStatement()) {
            // Takes the lock before the version is read again: two processes may come here at once.
            statement.execute("BEGIN IMMEDIATE");
            boolean done = false;
            try {
                for (int next = version(connection); next < VERSION; next++) {
                    statement.execute(CHANGES.get(next));
                }
                statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
                statement.execute("DELETE FROM schema_version");
                statement.execute("INSERT INTO schema_version (version) VALUES (" + VERSION + ")");
                statement.execute("COMMIT");
                done = true;
            } finally {
                if (!done) {
                    statement.execute("ROLLBACK");
                }
            }
        }
        return version(connection);
    }

    private static int version(Connection connection) throws SQLException {
        String exists = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(exists)) {
                if (!row.next()) {
                    return 0;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }
}
