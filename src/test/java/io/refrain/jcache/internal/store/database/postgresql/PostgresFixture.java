package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.config.ManagerSettings;
import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.config.ServerAddress;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import io.refrain.jcache.internal.store.database.row.StandaloneSessionFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.SessionFactory;

/** A schema of the database that the tests of this process share, which a test opens, and looks into past the store. Safe for threads. */
public final class PostgresFixture {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");
    private final InstantSource clock;

    public PostgresFixture(InstantSource clock) {
        this.clock = clock;
    }

    /** @param settings keys without their prefix, each followed by its value */
    public DatabaseStorage open(String... settings) {
        return replica("one", settings);
    }

    /** As another process has it, who shares nothing with this but the database. */
    public DatabaseStorage replica(String name, String... settings) {
        return new PostgresqlStorage()
                .open(address(name), sessions(), settings(settings), new HeldKeys(LONGEST_WAIT), clock);
    }

    /** Without a storage, with a session factory of the caller's. */
    public PostgresqlServer server(SessionFactory sessions) {
        return PostgresqlServer.open(address("server"), settings(), LONGEST_WAIT, sessions, false);
    }

    private ServerAddress address(String name) {
        PostgresDatabase database = Shared.DATABASE;
        return new ServerAddress(
                database.jdbcUrl() + "?currentSchema=" + schema,
                database.user(),
                database.password(),
                database.uri(),
                name + '/' + schema);
    }

    public static PostgresqlSettings settings(String... settings) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            texts.put("refrain.postgresql." + settings[i], settings[i + 1]);
        }
        return ManagerSettings.of(Settings.only(texts)).postgresql();
    }

    public static SessionFactory sessions() {
        return Sessions.ALL;
    }

    /** Runs a statement beside the store; gives the first column of the first row, or nothing. */
    public String sql(String sql) {
        try (Connection connection = Shared.DATABASE.connect();
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema);
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

    private static final class Shared {
        static final PostgresDatabase DATABASE = PostgresServer.shared().createDatabase();
    }

    /** Made once, since that takes longest. */
    private static final class Sessions {
        static final SessionFactory ALL = new StandaloneSessionFactory().create(PostgresqlDialect.class);
    }
}
