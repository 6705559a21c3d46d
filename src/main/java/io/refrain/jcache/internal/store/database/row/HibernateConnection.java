package io.refrain.jcache.internal.store.database.row;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection as Hibernate gets it: what it prepares stays prepared, which is half of what a single statement costs, and its transactions begin and end
 * nothing, since those are somebody else's; Hibernate writes batches only in what it takes for a transaction. For one thread at a time.
 */
final class HibernateConnection implements InvocationHandler {
    private final Connection connection;
    private final Map<String, Prepared> prepared = new HashMap<>();

    /** Whether what is prepared now is for more than once. */
    private boolean keeping = true;

    HibernateConnection(Connection connection) {
        this.connection = connection;
    }

    Connection asConnection() {
        return (Connection)
                Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "prepareStatement":
                return keeping && arguments != null && arguments.length == 1
                        ? prepare((String) arguments[0])
                        : call(connection, method, arguments);
            case "setAutoCommit", "commit", "rollback", "close":
                return null;
            default:
                return call(connection, method, arguments);
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        Prepared kept = prepared.get(sql);
        if (kept == null) {
            kept = new Prepared(connection.prepareStatement(sql));
            prepared.put(sql, kept);
        }
        return kept.proxy;
    }

    /** Runs something whose statements are used for so much that it does not matter what preparing them costs, but what passing their calls on does. */
    void withoutKeeping(Runnable action) {
        keeping = false;
        try {
            action.run();
        } finally {
            keeping = true;
        }
    }

    /** Ends all that is prepared. */
    void forgetPrepared() throws SQLException {
        for (Prepared each : prepared.values()) {
            each.statement.close();
        }
        prepared.clear();
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** A statement that is not closed by who has used it. */
    private static final class Prepared implements InvocationHandler {
        private final PreparedStatement statement;
        private final PreparedStatement proxy;

        Prepared(PreparedStatement statement) {
            this.statement = statement;
            this.proxy = (PreparedStatement) Proxy.newProxyInstance(
                    PreparedStatement.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, this);
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
            switch (method.getName()) {
                case "close":
                    // Lets go of what may be large.
                    statement.clearParameters();
                    return null;
                case "hashCode":
                    return System.identityHashCode(self);
                case "equals":
                    return arguments != null && self == arguments[0];
                default:
                    return call(statement, method, arguments);
            }
        }
    }
}
