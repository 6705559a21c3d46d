package io.refrain.jcache.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** The statements of the store on one connection, which stays open with its session. For one thread at a time. */
final class RowSession implements AutoCloseable {
    static final String DROP_LEAST_RECENTLY_USED =
            """
            delete from cache_entry where id in
            (select id from cache_entry where cache = :cache order by accessed_at limit :most)""";

    static final String DROP_EXPIRED =
            """
            delete from cache_entry where id in
            (select id from cache_entry where cache = :cache and expires_at <= :now order by expires_at limit :most)""";

    private final SqliteFile file;
    private final Connection connection;
    private final StatelessSession session;
    private @Nullable PreparedStatement isThere;

    RowSession(SqliteFile file, SessionFactory sessions, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.session = sessions.openStatelessSession(connection);
    }

    @Nullable
    EntryRow find(long id) {
        return reading(() -> session.get(EntryRow.class, id));
    }

    List<EntryRow> findAll(List<Long> ids) {
        return reading(() -> session.createSelectionQuery("from EntryRow where id in (:ids)", EntryRow.class)
                .setParameterList("ids", ids)
                .getResultList());
    }

    long[] ids(String cache) {
        return reading(() -> {
            try (Stream<Long> ids = session.createSelectionQuery(
                            "select id from EntryRow where cache = :cache", Long.class)
                    .setParameter("cache", cache)
                    .getResultStream()) {
                return ids.mapToLong(Long::longValue).toArray();
            }
        });
    }

    long count(String cache) {
        return reading(
                () -> session.createSelectionQuery("select count(*) from EntryRow where cache = :cache", Long.class)
                        .setParameter("cache", cache)
                        .getSingleResult());
    }

    /** Gives by how much the number of rows grows. */
    int keep(EntryRow row) {
        int added = isThere(row.id) ? 0 : 1;
        session.insert(row);
        return added;
    }

    /** With each write, so by a statement that stays open. */
    private boolean isThere(long id) {
        try {
            if (isThere == null) {
                isThere = connection.prepareStatement("select 1 from cache_entry where id = ?");
            }
            isThere.setLong(1, id);
            try (ResultSet result = isThere.executeQuery()) {
                return result.next();
            }
        } catch (SQLException e) {
            throw file.failure("could not be read", e);
        }
    }

    int drop(long id) {
        return session.createMutationQuery("delete from EntryRow where id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    /** Moves a deadline, unless the row was written since. */
    int touch(long id, long writtenAt, long accessedAt, @Nullable Long expiresAt) {
        return session.createMutationQuery(
                        """
                        update EntryRow set accessedAt = :accessedAt, expiresAt = :expiresAt
                        where id = :id and writtenAt = :writtenAt""")
                .setParameter("accessedAt", accessedAt)
                .setParameter("expiresAt", expiresAt, Long.class)
                .setParameter("id", id)
                .setParameter("writtenAt", writtenAt)
                .executeUpdate();
    }

    int dropLeastRecentlyUsed(String cache, int most) {
        return session.createNativeMutationQuery(DROP_LEAST_RECENTLY_USED)
                .setParameter("cache", cache)
                .setParameter("most", most)
                .executeUpdate();
    }

    int dropExpired(String cache, long now, int most) {
        return session.createNativeMutationQuery(DROP_EXPIRED)
                .setParameter("now", now)
                .setParameter("cache", cache)
                .setParameter("most", most)
                .executeUpdate();
    }

    /** Runs statements in one transaction that has the right to write from its start. */
    void inTransaction(Runnable statements) {
        // By SQLite's own words: the driver's commit begins the next transaction at once, which keeps others from
        // writing.
        try (Statement transaction = connection.createStatement()) {
            transaction.execute("begin immediate");
            try {
                statements.run();
                transaction.execute("commit");
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(transaction, e);
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw file.failure("could not be written", e);
        }
    }

    private static void rollBack(Statement transaction, Throwable cause) {
        try {
            transaction.execute("rollback");
        } catch (SQLException e) {
            // After some failures SQLite has done so itself.
            cause.addSuppressed(e);
        }
    }

    private <T extends @Nullable Object> T reading(Supplier<T> query) {
        try {
            return query.get();
        } catch (RuntimeException e) {
            throw file.failure("could not be read", e);
        }
    }

    @Override
    public void close() {
        try (connection) {
            session.close();
        } catch (SQLException e) {
            throw file.failure("could not be closed", e);
        }
    }
}
