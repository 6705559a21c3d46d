package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.config.SqliteSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Opens connections to one SQLite file. Safe for use by several threads at once. */
final class Connections {
    private final Path path;
    private final SqliteSettings settings;

    Connections(Path path, SqliteSettings settings) {
        this.path = path;
        this.settings = settings;
    }

    /** One that may write; SQLite gets no say about when the log is written back. */
    Connection forWriting() throws SQLException {
        Connection connection = open("");
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_autocheckpoint = 0");
            statement.execute("pragma journal_size_limit = " + WriteAheadLog.keptBytes(settings));
            if (settings.maxFileSize() > 0) {
                long pages = Math.max(1, settings.maxFileSize() / pageBytes(connection));
                statement.execute("pragma max_page_count = " + pages);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    /** One to a file that may only be read. */
    Connection forReadingOnly() throws SQLException {
        return open(LogOrigin.readOnly(path, settings.sharing() == Sharing.ON));
    }

    private Connection open(String parameters) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) settings.busyTimeout().toMillis());
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        // Ids are given, not made: the driver need not ask for them after each row.
        config.setGetGeneratedKeys(false);
        // As a URI, percent-encoded, so that SQLite takes no character of the path for a parameter.
        return config.createConnection("jdbc:sqlite:file:" + path.toUri().getRawPath() + parameters);
    }

    static long pageBytes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("pragma page_size")) {
            return size.getLong(1);
        }
    }

    /** Closes what a failure leaves behind. */
    static void closeAfter(Exception failure, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
