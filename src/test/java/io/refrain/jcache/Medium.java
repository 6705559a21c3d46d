package io.refrain.jcache;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.refrain.jcache.internal.store.database.postgresql.PostgresqlDialect;
import io.refrain.jcache.internal.store.database.row.StandaloneSessionFactory;
import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;

/** The stores that a contract of caches can run on. */
enum Medium {
    HEAP,
    SQLITE,
    TIERED,
    POSTGRESQL,
    POSTGRESQL_TIERED;

    boolean isPersistent() {
        return this != HEAP;
    }

    boolean isServer() {
        return this == POSTGRESQL || this == POSTGRESQL_TIERED;
    }

    private boolean hasHeapInFront() {
        return this == TIERED || this == POSTGRESQL_TIERED;
    }

    /** The URI of a manager whose file is in that directory, if it has one, or whose schema is that directory's alone. */
    URI uri(Path directory) {
        if (isServer()) {
            return URI.create(database().uri() + "?currentSchema=" + schema(directory));
        }
        return isPersistent()
                ? URI.create("refrain:sqlite:"
                        + directory.resolve("cache.db").toUri().getRawPath())
                : URI.create("refrain:heap");
    }

    /** A connection to what a persistent manager of that directory keeps its entries in. */
    Connection connect(Path directory) throws SQLException {
        if (!isServer()) {
            return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("cache.db"));
        }
        Connection connection = database().connect();
        connection.setSchema(schema(directory));
        return connection;
    }

    /** Skips the test where PostgreSQL is not installed. */
    private static PostgresDatabase database() {
        assumeTrue(NeedsPostgres.Installed.isThere());
        return Server.DATABASE;
    }

    private static String schema(Path directory) {
        String path = directory.toAbsolutePath().toString();
        return "s"
                + UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "");
    }

    /** The setting, without its prefix, how often what has expired is looked for. */
    String[] sweeping(String interval) {
        return new String[] {(isServer() ? "postgresql" : "sqlite") + ".sweep-interval", interval};
    }

    Properties properties() {
        Properties properties = new Properties();
        if (!hasHeapInFront()) {
            properties.setProperty("refrain.caches.\"*\".heap-entries", "0");
        }
        if (isServer()) {
            properties.setProperty("refrain.postgresql.user", database().user());
            properties.setProperty("refrain.postgresql.password", database().password());
        }
        if (isPersistent()) {
            // The clock is the test's, so what has expired is found by the verbs alone.
            String[] seldom = sweeping("1h");
            properties.setProperty("refrain." + seldom[0], seldom[1]);
            properties.put(RefrainCacheManager.SESSION_FACTORY, isServer() ? Server.SESSIONS : Sessions.SHARED);
            properties.setProperty("refrain.serialization.allow", "io.refrain.jcache.StoreByValueContract$Parcel");
        }
        return properties;
    }

    /** One session factory for all tests, since it takes its time to make. */
    private static final class Sessions {
        static final Object SHARED = new StandaloneSessionFactory().create(SqliteDialect.class);
    }

    /** One database for all tests of a process, of which each has a schema. */
    private static final class Server {
        static final PostgresDatabase DATABASE = PostgresServer.shared().createDatabase();
        static final Object SESSIONS = new StandaloneSessionFactory().create(PostgresqlDialect.class);
    }
}
