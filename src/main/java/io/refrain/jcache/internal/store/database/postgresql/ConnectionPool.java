package io.refrain.jcache.internal.store.database.postgresql;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.pool.DataSource;
import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.row.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * Lends sessions, each of which stays on its connection for as long as that lives. Safe for use by several threads at once; who waits for one is not interrupted, but for no longer than
 * configured.
 */
final class ConnectionPool implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private final Connector connector;
    private final Circuit circuit;
    private final AgroalDataSource connections;

    /** By the connections that they are on. */
    private final Map<Connection, PostgresqlSession> sessions = new ConcurrentHashMap<>();

    private volatile boolean closed;

    ConnectionPool(Connector connector, PostgresqlSettings settings, Circuit circuit) {
        this.connector = connector;
        this.circuit = circuit;
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(false)
                .connectionPoolConfiguration(pool -> pool.maxSize(settings.connections())
                        .acquisitionTimeout(settings.connectionWait())
                        .reapTimeout(IDLE)
                        .maxLifetime(LONGEST_LIFE)
                        // Asked only of those that are known to be good for nothing.
                        .exceptionSorter(failure -> true)
                        .connectionFactoryConfiguration(connector::configure));
        // Not by its factory, which would look for this by name.
        this.connections = new DataSource(configuration.get(), new Forgetting());
    }

    /**
     * Lends a session, to be closed.
     *
     * @throws StoreException when there is none: the server is not there, or all are in use for too long
     * @throws IllegalStateException when this is closed
     */
    Lent lend() {
        if (closed) {
            throw new IllegalStateException("The database is closed");
        }
        circuit.pass();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return lendNow();
                } catch (SQLException e) {
                    if (e.getCause() instanceof InterruptedException) {
                        interrupted = true;
                        continue;
                    }
                    circuit.failed(e);
                    throw connector.errors().translate("could not be reached", e);
                } catch (RuntimeException e) {
                    circuit.failed(e);
                    throw e;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Lent lendNow() throws SQLException {
        Connection wrapper = connections.getConnection();
        try {
            Connection connection = wrapper.unwrap(PgConnection.class);
            PostgresqlSession session = sessions.get(connection);
            if (session == null) {
                session = connector.prepare(connection);
                sessions.put(connection, session);
            }
            return new Lent(wrapper, session);
        } catch (SQLException | RuntimeException e) {
            discard(wrapper, e);
            throw e;
        }
    }

    /** Lets the pool know that a connection is good for nothing: it hears of that from the connection's own failures only. */
    private static void discard(Connection wrapper, @Nullable Throwable cause) {
        try (wrapper) {
            wrapper.unwrap(PgConnection.class).abort(Runnable::run);
            wrapper.createStatement().close();
        } catch (SQLException e) {
            if (cause != null) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        connections.close();
    }

    /** A session that is lent. For one thread. */
    final class Lent implements AutoCloseable {
        private final Connection wrapper;
        private final PostgresqlSession session;

        private Lent(Connection wrapper, PostgresqlSession session) {
            this.wrapper = wrapper;
            this.session = session;
        }

        PostgresqlSession session() {
            return session;
        }

        /** What was asked of the session has failed. */
        void failed(RuntimeException cause) {
            if (session.isBroken() && PostgresqlErrors.isUnreachable(cause)) {
                circuit.failed(cause);
            } else {
                circuit.succeeded();
            }
        }

        /** What was asked of the session was done. */
        void succeeded() {
            circuit.succeeded();
        }

        @Override
        public void close() {
            if (session.isBroken()) {
                discard(wrapper, null);
                return;
            }
            try {
                wrapper.close();
            } catch (SQLException e) {
                throw connector.errors().translate(Failures.READING, e);
            }
        }
    }

    private final class Forgetting implements AgroalDataSourceListener {
        @Override
        public void beforeConnectionDestroy(Connection connection) {
            sessions.remove(connection);
        }
    }
}
