package io.refrain.jcache.internal.store.database.postgresql;

import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.config.ServerAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.postgresql.Driver;

/** Makes connections to a PostgreSQL server, and makes them ready. Safe for use by several threads at once. */
final class Connector {
    /** How long a client that is gone without a word may hold keys. */
    private static final String LOST_CLIENT_SECONDS = "10";

    private static final String SET = "select set_config(key, value, false) from unnest(?, ?) as setting (key, value)";

    private final ServerAddress address;
    private final PostgresqlSettings settings;
    private final Duration lockWait;
    private final SessionFactory sessions;
    private final PostgresqlErrors errors;

    /** Which of all processes this is; not 0. */
    private final long origin;

    private final Consumer<Schema> seen;
    private final GroupCommit groupCommit;

    /**
     * @param lockWait how long one waits for a key that another process holds
     * @param seen is told what each connection leads to
     */
    Connector(
            ServerAddress address,
            PostgresqlSettings settings,
            Duration lockWait,
            SessionFactory sessions,
            PostgresqlErrors errors,
            long origin,
            Consumer<Schema> seen) {
        this.address = address;
        this.settings = settings;
        this.lockWait = lockWait;
        this.sessions = sessions;
        this.errors = errors;
        this.origin = origin;
        this.seen = seen;
        this.groupCommit = new GroupCommit(settings.commitGroups(), settings.commitGroupBytes());
    }

    PostgresqlErrors errors() {
        return errors;
    }

    long origin() {
        return origin;
    }

    AgroalConnectionFactoryConfigurationSupplier configure(AgroalConnectionFactoryConfigurationSupplier factory) {
        factory.connectionProviderClass(Driver.class)
                .jdbcUrl(address.jdbcUrl())
                .loginTimeout(settings.connectTimeout())
                .trackJdbcResources(false);
        if (address.user() != null) {
            factory.principal(new NamePrincipal(address.user()));
        }
        if (address.password() != null) {
            factory.credential(new SimplePassword(address.password()));
        }
        properties(settings.statementTimeout()).forEach(factory::jdbcProperty);
        return factory;
    }

    /** A connection that is in no pool. */
    Connection connect(Duration longestAnswer) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(properties(longestAnswer));
        if (address.user() != null) {
            properties.setProperty("user", address.user());
        }
        if (address.password() != null) {
            properties.setProperty("password", address.password());
        }
        Connection connection = new Driver().connect(address.jdbcUrl(), properties);
        if (connection == null) {
            throw new SQLException("The driver does not take " + address.shown());
        }
        return connection;
    }

    private Map<String, String> properties(Duration longestAnswer) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("ApplicationName", "refrain");
        properties.put("tcpKeepAlive", "true");
        properties.put("connectTimeout", seconds(settings.connectTimeout()));
        properties.put("loginTimeout", seconds(settings.connectTimeout()));
        // After the server's own, which leaves the connection usable.
        properties.put("socketTimeout", seconds(longestAnswer.plusSeconds(1)));
        return properties;
    }

    private static String seconds(Duration duration) {
        return String.valueOf(Math.max(1, (duration.toMillis() + 999) / 1000));
    }

    /** A session on a new connection, whose tables are there. */
    PostgresqlSession prepare(Connection connection) throws SQLException {
        Schema schema = schema(connection);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("refrain_cache.origin", String.valueOf(origin));
        all.put("lock_timeout", lockWait.toMillis() + "ms");
        all.put("statement_timeout", settings.statementTimeout().toMillis() + "ms");
        all.put("tcp_keepalives_idle", LOST_CLIENT_SECONDS);
        all.put("tcp_keepalives_interval", LOST_CLIENT_SECONDS);
        all.put("tcp_keepalives_count", "2");
        try (PreparedStatement set = connection.prepareStatement(SET)) {
            set.setArray(1, connection.createArrayOf("text", all.keySet().toArray()));
            set.setArray(2, connection.createArrayOf("text", all.values().toArray()));
            set.execute();
        }
        return PostgresqlSession.on(sessions, connection, AdvisoryLocks.of(schema), groupCommit, errors);
    }

    /** What a connection leads to. */
    Schema schema(Connection connection) throws SQLException {
        try {
            Schema schema = Schema.of(connection);
            seen.accept(schema);
            return schema;
        } catch (CacheException e) {
            throw new CacheException(address.shown() + " cannot be used: " + e.getMessage(), e);
        }
    }
}
