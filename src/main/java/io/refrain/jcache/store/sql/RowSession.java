package io.refrain.jcache.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** The statements of the store on one connection, which stays open with its session. For one thread at a time. */
final class RowSession implements AutoCloseable {
    private final SqliteFile file;
    private final Connection connection;
    private final StatelessSession session;

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

    List<Long> ids(String cache) {
        return reading(() -> session.createSelectionQuery("select id from EntryRow where cache = :cache", Long.class)
                .setParameter("cache", cache)
                .getResultList());
    }

    long count(String cache) {
        return reading(
                () -> session.createSelectionQuery("select count(*) from EntryRow where cache = :cache", Long.class)
                        .setParameter("cache", cache)
                        .getSingleResult());
    }

    void keep(EntryRow row) {
        session.insert(row);
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
        return session.createNativeMutationQuery(
                        """
                        delete from cache_entry where id in
                        (select id from cache_entry where cache = :cache order by accessed_at limit :most)""")
                .setParameter("cache", cache)
                .setParameter("most", most)
                .executeUpdate();
    }

    int dropExpired(String cache, long now, int most) {
        return session.createNativeMutationQuery(
                        """
                        delete from cache_entry where id in
                        (select id from cache_entry where expires_at <= :now and cache = :cache limit :most)""")
                .setParameter("now", now)
                .setParameter("cache", cache)
                .setParameter("most", most)
                .executeUpdate();
    }

    /** Runs statements in one transaction that has the right to write from its start. */
    void inTransaction(Runnable statements) {
        try {
            connection.setAutoCommit(false);
            try {
                statements.run();
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException | RuntimeException e) {
            throw file.failure("could not be written", e);
        }
    }

    private <T extends @Nullable Object> T reading(java.util.function.Supplier<T> query) {
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
