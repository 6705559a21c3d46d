package io.refrain.jcache.bench;

import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The driver itself, with what a cache has put there: one connection for each thread, two statements that stay open. Safe for use by several threads at once. */
final class ServerJdbcSubject implements RowSubject {
    private final PostgresDatabase database;
    private final Map<String, Long> ids = new HashMap<>();
    private final Queue<Session> opened = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Session> session = ThreadLocal.withInitial(this::open);

    ServerJdbcSubject(PostgresDatabase database) {
        this.database = database;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table entry (key text primary key, value text)");
            statement.execute("insert into entry select key_text, value_text from cache_entry");
            try (ResultSet row = statement.executeQuery("select key_text, id from cache_entry")) {
                while (row.next()) {
                    ids.put(row.getString(1), row.getLong(2));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Session open() {
        try {
            Session own = new Session(database.connect());
            opened.add(own);
            return own;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String get(String key) {
        try {
            return session.get().get(ids.get(key));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void put(String key, String value) {
        try {
            session.get().put(key, value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (Session each : opened) {
                each.connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For one thread. */
    private static final class Session {
        private final Connection connection;
        private final PreparedStatement select;
        private final PreparedStatement upsert;

        Session(Connection connection) throws SQLException {
            this.connection = connection;
            select = connection.prepareStatement("select value_text from cache_entry where id = ?");
            upsert = connection.prepareStatement(
                    "insert into entry (key, value) values (?, ?) on conflict (key) do update set value = excluded.value");
        }

        String get(long id) throws SQLException {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }

        void put(String key, String value) throws SQLException {
            upsert.setString(1, key);
            upsert.setString(2, value);
            upsert.executeUpdate();
        }
    }
}
