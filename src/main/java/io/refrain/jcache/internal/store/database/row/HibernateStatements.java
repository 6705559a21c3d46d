package io.refrain.jcache.internal.store.database.row;

import static io.refrain.jcache.internal.store.database.row.Failures.READING;
import static io.refrain.jcache.internal.store.database.row.Failures.WRITING;

import io.refrain.jcache.internal.store.StoreException;
import jakarta.persistence.PersistenceException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.jspecify.annotations.Nullable;

/** The statements by Hibernate, the same on each database. The connection and its transactions are the caller's. For one thread at a time. */
public class HibernateStatements implements Statements {
    private static final String DELETE = "delete from StoredRow where id = :id";

    private static final String DELETE_MANY = "delete from StoredRow where id in (:ids)";

    /** How many rows one statement deletes; always so many, so that Hibernate need not write it anew each time. Also what counts as a long batch. */
    private static final int MANY = 64;

    private static final String DELETE_EXPIRED = "delete from StoredRow where id = :id and expiresAt <= :now";

    private static final String DELETE_RANGE = "delete from StoredRow where id in"
            + " (select r.id from StoredRow r where r.id between :first and :last order by r.id limit :most)";

    private static final String TOUCH =
            "update StoredRow set accessedAt = :accessedAt, expiresAt = :expiresAt where id = :id and version = :version";

    private static final String PAGE = "from StoredRow where id > :after and id <= :last order by id";

    private static final String HEADS =
            "select id, version, accessedAt, expiresAt, byteSize, keyCodec, keyText, keyData from StoredRow"
                    + " where id between :first and :last order by id";

    private static final boolean INSERTS_MANY = Arrays.stream(StatelessSession.class.getMethods())
            .anyMatch(method -> method.getName().equals("insertMultiple"));

    private final SessionFactory sessions;
    private final HibernateConnection connection;
    private final Failures failures;
    private final Criteria criteria;

    /** Null after a failure, since nobody knows what that left in it. */
    private @Nullable StatelessSession session;

    /**
     * @param sessions that know {@link EntryRow} and {@link CacheRow}, and whose transactions are the connection's
     * @param connection which stays open when this is closed
     * @throws CacheException when the transactions of the sessions are JTA's, which the caches must not join
     */
    public HibernateStatements(SessionFactory sessions, Connection connection, Failures failures) {
        requireOwnTransactions(sessions);
        this.sessions = sessions;
        this.connection = new HibernateConnection(connection);
        this.failures = failures;
        this.criteria = new Criteria(sessions);
    }

    private static void requireOwnTransactions(SessionFactory sessions) {
        if (sessions.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(TransactionCoordinatorBuilder.class)
                .isJta()) {
            throw new CacheException(
                    "The session factory for the caches takes part in JTA's transactions, which they must not:"
                            + " set hibernate.transaction.coordinator_class of its persistence unit to "
                            + JdbcResourceLocalTransactionCoordinatorBuilderImpl.class.getName());
        }
    }

    @Override
    public @Nullable RowValue find(long id) {
        EntryRow row = row(id);
        if (row == null) {
            return null;
        }
        byte[] text = row.valueText == null ? null : row.valueText.getBytes(StandardCharsets.UTF_8);
        return new RowValue(
                row.valueCodec, text, row.valueData, row.version, row.writtenAt, row.expiresAt, row.checksum);
    }

    @Override
    public @Nullable EntryRow row(long id) {
        return this.<@Nullable EntryRow>run(READING, session -> session.get(EntryRow.class, id));
    }

    @Override
    public List<EntryRow> page(long after, long last, int most) {
        return run(READING, session -> session.createSelectionQuery(PAGE, EntryRow.class)
                .setParameter("after", after)
                .setParameter("last", last)
                .setMaxResults(most)
                .getResultList());
    }

    @Override
    public List<RowHead> heads(long first, long last, int most) {
        return run(READING, session -> session
                .createSelectionQuery(HEADS, Object[].class)
                .setParameter("first", first)
                .setParameter("last", last)
                .setMaxResults(most)
                .getResultList()
                .stream()
                .map(HibernateStatements::head)
                .toList());
    }

    @Override
    public List<RowHead> expired(long now, int most) {
        return run(READING, session -> criteria.expired(session, now, most).stream()
                .map(HibernateStatements::head)
                .toList());
    }

    private static RowHead head(Object[] columns) {
        return new RowHead(
                (long) columns[0],
                (long) columns[1],
                (long) columns[2],
                (Long) columns[3],
                (long) columns[4],
                new Cell((String) columns[5], (String) columns[6], (byte[]) columns[7]));
    }

    @Override
    public @Nullable Long idAfter(long first, long last, int others) {
        return this.<@Nullable Long>run(READING, session -> criteria.idAfter(session, first, last, others));
    }

    @Override
    public Amount amount(long first, long last) {
        return run(READING, session -> {
            Object[] sums = criteria.amount(session, first, last);
            return new Amount(((Number) sums[0]).longValue(), ((Number) sums[1]).longValue());
        });
    }

    @Override
    public void keep(List<EntryRow> rows) {
        write(session -> {
            if (rows.size() == 1) {
                session.insert(rows.get(0));
            } else if (rows.size() < MANY) {
                insertAll(session, rows);
            } else {
                connection.withoutKeeping(() -> insertAll(session, rows));
            }
        });
    }

    /** In batches where Hibernate has them, which is from 7.0 on. */
    private static void insertAll(StatelessSession session, List<EntryRow> rows) {
        if (INSERTS_MANY) {
            session.insertMultiple(rows);
        } else {
            rows.forEach(session::insert);
        }
    }

    @Override
    public int drop(List<Long> ids) {
        return run(WRITING, session -> {
            int gone = 0;
            for (int from = 0; from < ids.size(); from += MANY) {
                gone += drop(session, ids.subList(from, Math.min(ids.size(), from + MANY)));
            }
            return gone;
        });
    }

    private static int drop(StatelessSession session, List<Long> ids) {
        if (ids.size() == 1) {
            return session.createMutationQuery(DELETE)
                    .setParameter("id", ids.get(0))
                    .executeUpdate();
        }
        List<Long> many = new ArrayList<>(ids);
        many.addAll(Collections.nCopies(MANY - ids.size(), ids.get(0)));
        return session.createMutationQuery(DELETE_MANY)
                .setParameterList("ids", many)
                .executeUpdate();
    }

    @Override
    public int dropExpired(List<Long> ids, long now) {
        return run(WRITING, session -> {
            int gone = 0;
            for (long id : ids) {
                gone += session.createMutationQuery(DELETE_EXPIRED)
                        .setParameter("id", id)
                        .setParameter("now", now)
                        .executeUpdate();
            }
            return gone;
        });
    }

    @Override
    public int dropRange(long first, long last, int most) {
        return run(WRITING, session -> session.createMutationQuery(DELETE_RANGE)
                .setParameter("first", first)
                .setParameter("last", last)
                .setParameter("most", most)
                .executeUpdate());
    }

    @Override
    public void touch(List<RowTouch> touches) {
        write(session -> {
            for (RowTouch touch : touches) {
                session.createMutationQuery(TOUCH)
                        .setParameter("id", touch.id())
                        .setParameter("version", touch.version())
                        .setParameter("accessedAt", touch.accessedAt())
                        .setParameter("expiresAt", touch.expiresAt(), Long.class)
                        .executeUpdate();
            }
        });
    }

    @Override
    public Map<String, Integer> caches() {
        return run(READING, session -> {
            Map<String, Integer> numbers = new HashMap<>();
            for (CacheRow cache : criteria.caches(session)) {
                numbers.put(cache.name, cache.number);
            }
            return numbers;
        });
    }

    @Override
    public int addCache(String name) {
        int number = firstFree(new TreeSet<>(caches().values()));
        write(session -> session.insert(new CacheRow(number, name)));
        return number;
    }

    private static int firstFree(Set<Integer> taken) {
        for (int number = 0; number < RowIds.CACHES; number++) {
            if (!taken.contains(number)) {
                return number;
            }
        }
        throw new CacheException("There are " + RowIds.CACHES
                + " caches in the database, and no room for another: destroy some, or use a second database");
    }

    @Override
    public void forgetCache(String name) {
        write(session -> session.createMutationQuery("delete from NumberedCache where name = :name")
                .setParameter("name", name)
                .executeUpdate());
    }

    private void write(Consumer<StatelessSession> action) {
        this.<@Nullable Object>run(WRITING, session -> {
            action.accept(session);
            return null;
        });
    }

    /** Called before each statement that Hibernate runs. */
    protected void beforeEach() {}

    private <T extends @Nullable Object> T run(String tried, Function<StatelessSession, T> action) {
        beforeEach();
        try {
            StatelessSession current = session;
            if (current == null) {
                current = sessions.openStatelessSession(connection.asConnection());
                current.beginTransaction();
                session = current;
            }
            return action.apply(current);
        } catch (PersistenceException e) {
            forgetSession(e);
            throw failures.translate(tried, e);
        }
    }

    private void forgetSession(Exception cause) {
        try {
            closeSession();
        } catch (StoreException e) {
            cause.addSuppressed(e);
        }
    }

    /** Ends what Hibernate keeps; the connection stays open. */
    @Override
    public void close() {
        closeSession();
    }

    private void closeSession() {
        StatelessSession open = session;
        session = null;
        try {
            connection.forgetPrepared();
            if (open != null) {
                open.close();
            }
        } catch (SQLException | PersistenceException e) {
            throw failures.translate(READING, e);
        }
    }
}
