package io.refrain.jcache.internal.store.database.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of one test on a server. Safe for threads. */
public final class PostgresDatabase implements AutoCloseable {
    private final PostgresServer server;
    private final String name;

    PostgresDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    public PostgresServer server() {
        return server;
    }

    public String name() {
        return name;
    }

    /** Its address for a cache manager. */
    public String uri() {
        return server.uri(name);
    }

    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    public Connection connect() throws SQLException {
        return server.connect(name, user());
    }

    /** Runs a statement beside the store; gives the first column of the first row, or nothing. */
    public String sql(String sql) {
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

    /** Ends the connections to it, as an administrator does. */
    public void cutConnections() {
        server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
    }

    /** Drops it, whoever is connected. */
    @Override
    public void close() {
        server.execute("drop database if exists " + name + " with (force)");
    }
}
