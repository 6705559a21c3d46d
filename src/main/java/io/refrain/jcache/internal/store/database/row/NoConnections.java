package io.refrain.jcache.internal.store.database.row;

import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.service.UnknownUnwrapTypeException;

/** Gives Hibernate no connections, since each session is opened on one of the store's; otherwise it would look for some, and warn. Immutable. */
final class NoConnections implements ConnectionProvider {
    private static final long serialVersionUID = 1;

    @Override
    public Connection getConnection() throws SQLException {
        throw new SQLException("Each session has a connection of the store's");
    }

    @Override
    public void closeConnection(Connection connection) {
        // It is the store's.
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new UnknownUnwrapTypeException(type);
    }
}
