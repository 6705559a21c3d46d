package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.OnDamage;
import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.database.row.Cell;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.Session;
import io.refrain.jcache.internal.store.database.row.StandaloneSessionFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hibernate.SessionFactory;

/** What the tests of this package have in common. */
final class SqliteFixture {
    static final long NOW = 1_700_000_000_000L;

    static final SqliteSettings SETTINGS =
            settings(Sharing.OFF, OnDamage.START_EMPTY, Duration.ofSeconds(5), 0, 64 << 20);

    private SqliteFixture() {}

    static SqliteSettings settings(
            Sharing sharing, OnDamage onDamage, Duration busyTimeout, long maxFileSize, long maxLogSize) {
        SqliteSettings unset = SqliteSettings.defaults();
        return new SqliteSettings(
                busyTimeout,
                onDamage,
                maxFileSize,
                maxLogSize,
                unset.batchWindow(),
                unset.batchEntries(),
                unset.batchBytes(),
                sharing,
                unset.connections(),
                unset.sweepInterval(),
                unset.watchInterval());
    }

    static SqliteSettings sharing(Sharing sharing) {
        return settings(sharing, OnDamage.START_EMPTY, Duration.ofSeconds(5), 0, 64 << 20);
    }

    static SqliteMedium open(Path file) {
        return open(file, SETTINGS);
    }

    static SqliteMedium open(Path file, SqliteSettings settings) {
        return SqliteMedium.open(file, settings, Sessions.ALL, false, InstantSource.fixed(Instant.ofEpochMilli(NOW)));
    }

    static EntryRow row(long id, String value) {
        EntryRow row = new EntryRow(id);
        row.key(new Cell("string", "key " + id, null));
        row.value(new Cell("string", value, null));
        row.version = 1;
        row.writtenAt = NOW;
        row.accessedAt = NOW;
        row.byteSize = value.length();
        return row;
    }

    static void keep(Session writer, long id, String value) {
        writer.inTransaction(() -> writer.keep(List.of(row(id, value))), false);
    }

    /** By a connection of somebody who knows nothing of all this. */
    static void execute(Path file, String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static long number(Path file, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Made once, and only where it is needed, since that takes longest. */
    private static final class Sessions {
        static final SessionFactory ALL = new StandaloneSessionFactory().create(SqliteDialect.class);
    }
}
