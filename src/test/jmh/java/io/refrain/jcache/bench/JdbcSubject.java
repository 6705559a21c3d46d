package io.refrain.jcache.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The driver itself: one connection, two statements that stay open. For one thread. */
final class JdbcSubject implements RowSubject {
    private final Connection connection;
    private final PreparedStatement select;
    private final PreparedStatement upsert;

    JdbcSubject(Path directory, String synchronous) {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("raw.db"));
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = " + synchronous);
                statement.execute("create table if not exists entry (key text primary key, value text)");
            }
            select = connection.prepareStatement("select value from entry where key = ?");
            upsert = connection.prepareStatement(
                    "insert into entry (key, value) values (?, ?) on conflict (key) do update set value = excluded.value");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String get(String key) {
        try {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void put(String key, String value) {
        try {
            upsert.setString(1, key);
            upsert.setString(2, value);
            upsert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void putAll(Map<String, String> entries) {
        try {
            connection.setAutoCommit(false);
            entries.forEach(this::put);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
