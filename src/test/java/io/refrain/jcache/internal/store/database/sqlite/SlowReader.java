package io.refrain.jcache.internal.store.database.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A transaction that goes on reading what was there when it began. For one thread. */
final class SlowReader implements AutoCloseable {
    private final Connection connection;

    SlowReader(Path file) {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            connection.setAutoCommit(false);
            count();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    long count() {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from cache_entry")) {
            return count.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
