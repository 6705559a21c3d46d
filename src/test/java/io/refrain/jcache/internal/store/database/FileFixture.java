package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.config.ManagerSettings;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.database.row.StandaloneSessionFactory;
import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;
import io.refrain.jcache.internal.store.database.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;

/** A SQLite file that a test opens, and looks into past the store. */
final class FileFixture {
    private final Path path;
    private final InstantSource clock;

    FileFixture(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    Path path() {
        return path;
    }

    /** @param settings keys without their prefix, each followed by its value */
    DatabaseStorage open(String... settings) {
        return SqliteStorage.open(path, sessions(), settings(settings), new HeldKeys(Duration.ofSeconds(10)), clock);
    }

    static SqliteSettings settings(String... settings) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            texts.put("refrain.sqlite." + settings[i], settings[i + 1]);
        }
        return ManagerSettings.of(Settings.only(texts)).sqlite();
    }

    static SessionFactory sessions() {
        return Sessions.ALL;
    }

    /** Runs a statement beside the store; gives the first column of the first row, or nothing. */
    String sql(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet result = statement.getResultSet()) {
                return result.next() ? String.valueOf(result.getString(1)) : "";
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Somebody else who writes, until it is closed. */
    Connection lock() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
        }
        return connection;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path);
    }

    /** Made once, since that takes longest. */
    private static final class Sessions {
        static final SessionFactory ALL = new StandaloneSessionFactory().create(SqliteDialect.class);
    }
}
