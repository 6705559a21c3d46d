package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.database.row.Failures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements of one connection that are prepared once and stay open, until one fails: what it is good for then nobody knows. For one thread at a time. */
final class PreparedStatements {
    private final Connection connection;
    private final Failures failures;
    private final Map<String, PreparedStatement> open = new HashMap<>();

    PreparedStatements(Connection connection, Failures failures) {
        this.connection = connection;
        this.failures = failures;
    }

    /** @param tried of {@link Failures} */
    <T extends @Nullable Object> T run(String tried, String sql, Use<T> use) {
        try {
            PreparedStatement statement = open.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                open.put(sql, statement);
            }
            return use.of(statement);
        } catch (SQLException e) {
            close(open.remove(sql), e);
            throw failures.translate(tried, e);
        }
    }

    void execute(String sql) {
        run(Failures.WRITING, sql, PreparedStatement::execute);
    }

    /** The number that a statement gives; 0 for none. */
    long number(String sql) {
        return run(Failures.READING, sql, select -> {
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        });
    }

    private static void close(@Nullable PreparedStatement failed, SQLException cause) {
        try {
            if (failed != null) {
                failed.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** What is done with a prepared statement. */
    interface Use<T extends @Nullable Object> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
