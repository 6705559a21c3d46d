package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.ServerSession;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.Failures;
import io.refrain.jcache.internal.store.database.row.HibernateStatements;
import io.refrain.jcache.internal.store.database.row.LookUp;
import io.refrain.jcache.internal.store.database.row.RowIds;
import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Upsert;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/** The statements on one connection to a PostgreSQL server. Outside of a transaction each is one by itself. For one thread at a time. */
final class PostgresqlSession extends HibernateStatements implements ServerSession {
    private static final String HOLD = "select pg_advisory_xact_lock_shared(?, ?), pg_advisory_xact_lock(?, ?)";

    /** Sent together: the look-up comes after the wait. */
    private static final String HOLD_AND_FIND = HOLD + "; " + LookUp.BY_ID;

    private static final String COMMIT_AS = "select set_config('synchronous_commit', ?, true); ";

    /** Sent together, and outside of a transaction they are one. */
    private static final String KEEP_ALONE = COMMIT_AS + HOLD + "; " + Upsert.SQL;

    private static final String HOLD_MANY = "select pg_advisory_xact_lock_shared(?, ?)"
            + " union all select pg_advisory_xact_lock(?, key) from unnest(?::int[]) key";

    private static final String HOLD_ALL = "select pg_advisory_xact_lock(?, ?)";

    private static final String FIND_MANY = "select " + LookUp.COLUMNS + ", id from cache_entry where id = any(?)";

    private static final String CLAIM =
            """
            insert into cache_lease (id, holder, expires_at) values (?, ?, now() + make_interval(secs => ?))
             on conflict (id) do update set holder = excluded.holder, expires_at = excluded.expires_at
             where cache_lease.expires_at <= now()""";

    private static final String RENEW =
            """
            update cache_lease set expires_at = now() + make_interval(secs => ?)
             from unnest(?::bigint[], ?::bigint[]) mine (id, holder)
             where cache_lease.id = mine.id and cache_lease.holder = mine.holder""";

    /** Nobody waits for the disk for it. */
    private static final String RELEASE =
            """
            with released as (
              delete from cache_lease using unnest(?::bigint[], ?::bigint[]) mine (id, holder)
              where cache_lease.id = mine.id and cache_lease.holder = mine.holder)
            select set_config('synchronous_commit', 'off', true), pg_notify(?, ?)""";

    private static final Set<String> LESS_THAN_ON = Set.of("off", "local");

    private static final int FOUND_TOGETHER = 500;

    private final Connection connection;
    private final AdvisoryLocks locks;
    private final GroupCommit groupCommit;

    /** How the server commits unless it is told otherwise. */
    private final String commitMode;

    private final Broken broken;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** How the current transaction is to be committed, until the server is told of that. */
    private @Nullable String untoldMode;

    /** Whether the server was asked something in the current transaction. */
    private boolean asked;

    private PostgresqlSession(
            SessionFactory sessions,
            Connection connection,
            AdvisoryLocks locks,
            GroupCommit groupCommit,
            String commitMode,
            Broken broken) {
        super(sessions, connection, broken);
        this.connection = connection;
        this.locks = locks;
        this.groupCommit = groupCommit;
        this.commitMode = commitMode;
        this.broken = broken;
    }

    /** @param connection which is closed with this */
    static PostgresqlSession on(
            SessionFactory sessions,
            Connection connection,
            AdvisoryLocks locks,
            GroupCommit groupCommit,
            PostgresqlErrors errors)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('synchronous_commit')")) {
            row.next();
            return new PostgresqlSession(
                    sessions,
                    connection,
                    locks,
                    groupCommit,
                    row.getString(1),
                    new Broken(errors, new AtomicBoolean()));
        }
    }

    /** Whether the connection is good for nothing any more. */
    boolean isBroken() {
        return broken.flag.get();
    }

    /** Begins a transaction, of which the server is told with its first statement. */
    void begin(Durability durability) {
        asked = false;
        String mode = commitMode(durability);
        untoldMode = mode.equals(commitMode) ? null : mode;
        run(Failures.WRITING, () -> {
            connection.setAutoCommit(false);
            return true;
        });
    }

    private String commitMode(Durability durability) {
        return switch (durability) {
            case BATCHED -> "off";
            case COMMITTED -> commitMode;
            case SYNCED -> LESS_THAN_ON.contains(commitMode) ? "on" : commitMode;
        };
    }

    /** {@inheritDoc} The server is told first how the transaction is to be committed. */
    @Override
    protected void beforeEach() {
        asked = true;
        String mode = untoldMode;
        if (mode != null) {
            untoldMode = null;
            run(Failures.WRITING, () -> execute("set local synchronous_commit = " + mode));
        }
    }

    /** Unless {@link #keepAlone} has. */
    void commit() {
        run(Failures.WRITING, () -> {
            if (!connection.getAutoCommit()) {
                connection.commit();
                connection.setAutoCommit(true);
            }
            return true;
        });
    }

    /** After a failure, which what goes wrong now is added to. */
    void rollBack(Throwable cause) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            broken.flag.set(true);
            cause.addSuppressed(e);
        }
    }

    /** Begins a part of a transaction that can be undone by itself. */
    void beginPart(int depth) {
        ask(Failures.WRITING, () -> execute("savepoint part_" + depth));
    }

    /** Ends a part as if it had never begun. */
    void undoPart(int depth, Throwable cause) {
        try {
            execute("rollback to savepoint part_" + depth);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private boolean execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    /** {@inheritDoc} For who has the session for himself. */
    @Override
    public void inTransaction(Runnable statements, boolean synced) {
        begin(synced ? Durability.SYNCED : Durability.COMMITTED);
        try {
            statements.run();
            commit();
        } catch (RuntimeException | Error e) {
            rollBack(e);
            throw e;
        }
    }

    @Override
    public void hold(int cache, Collection<Long> hashes) {
        int[] keys = AdvisoryLocks.of(cache, hashes);
        if (keys.length > AdvisoryLocks.MANY) {
            holdAll(cache);
        } else if (keys.length == 1) {
            ask(Failures.WRITING, () -> {
                PreparedStatement hold = prepare(HOLD);
                setKey(hold, 0, cache, keys[0]);
                return hold.execute();
            });
        } else if (keys.length > 0) {
            ask(Failures.WRITING, () -> {
                PreparedStatement hold = prepare(HOLD_MANY);
                hold.setInt(1, locks.space());
                hold.setInt(2, AdvisoryLocks.whole(cache));
                hold.setInt(3, locks.space());
                hold.setObject(4, keys);
                return hold.execute();
            });
        }
    }

    private void setKey(PreparedStatement statement, int before, int cache, int key) throws SQLException {
        statement.setInt(before + 1, locks.space());
        statement.setInt(before + 2, AdvisoryLocks.whole(cache));
        statement.setInt(before + 3, locks.space());
        statement.setInt(before + 4, key);
    }

    @Override
    public @Nullable RowValue holdAndFind(int cache, long hash) {
        return this.<@Nullable RowValue>ask(Failures.READING, () -> {
            PreparedStatement both = prepare(HOLD_AND_FIND);
            setKey(both, 0, cache, AdvisoryLocks.of(cache, hash));
            both.setLong(5, RowIds.of(cache, hash));
            both.execute();
            both.getMoreResults();
            try (ResultSet rows = both.getResultSet()) {
                return LookUp.first(rows);
            }
        });
    }

    @Override
    public boolean keepAlone(int cache, long hash, EntryRow row) {
        if (asked) {
            return false;
        }
        asked = true;
        String mode = Objects.requireNonNullElse(untoldMode, commitMode);
        untoldMode = null;
        return run(Failures.WRITING, () -> {
            connection.setAutoCommit(true);
            if (!groupCommit.keep(row, new GroupCommit.Terms(locks, mode), rows -> keepFree(rows, mode))) {
                PreparedStatement all = prepare(KEEP_ALONE);
                all.setString(1, mode);
                setKey(all, 1, cache, AdvisoryLocks.of(cache, hash));
                Upsert.bind(all, 5, row);
                all.execute();
            }
            return true;
        });
    }

    private Set<Long> keepFree(List<EntryRow> rows, String mode) throws SQLException {
        boolean usual = mode.equals(commitMode);
        PreparedStatement keep = prepare(usual ? FreeRows.SQL : COMMIT_AS + FreeRows.SQL);
        if (!usual) {
            keep.setString(1, mode);
        }
        new FreeRows(keep, usual ? 0 : 1, rows).bind(locks);
        keep.execute();
        if (!usual) {
            keep.getMoreResults();
        }
        try (ResultSet ids = keep.getResultSet()) {
            return FreeRows.kept(ids);
        }
    }

    @Override
    public void holdAll(int cache) {
        ask(Failures.WRITING, () -> {
            PreparedStatement hold = prepare(HOLD_ALL);
            hold.setInt(1, locks.space());
            hold.setInt(2, AdvisoryLocks.whole(cache));
            return hold.execute();
        });
    }

    @Override
    public @Nullable RowValue find(long id) {
        return this.<@Nullable RowValue>ask(Failures.READING, () -> {
            PreparedStatement select = prepare(LookUp.BY_ID);
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return LookUp.first(rows);
            }
        });
    }

    @Override
    public Map<Long, RowValue> find(Collection<Long> ids) {
        if (ids.size() == 1) {
            long id = ids.iterator().next();
            RowValue only = find(id);
            return only == null ? Map.of() : Map.of(id, only);
        }
        Map<Long, RowValue> found = new HashMap<>();
        List<Long> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += FOUND_TOGETHER) {
            List<Long> some = all.subList(from, Math.min(all.size(), from + FOUND_TOGETHER));
            ask(Failures.READING, () -> {
                PreparedStatement select = prepare(FIND_MANY);
                Array array = connection.createArrayOf("int8", some.toArray());
                select.setArray(1, array);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.put(rows.getLong(8), LookUp.value(rows));
                    }
                }
                array.free();
                return true;
            });
        }
        return found;
    }

    /** {@inheritDoc} Another process may have been quicker. */
    @Override
    public int addCache(String name) {
        ask(Failures.WRITING, () -> execute("select pg_advisory_xact_lock(" + AdvisoryLocks.SCHEMA + ", 1)"));
        Integer number = caches().get(name);
        return number == null ? super.addCache(name) : number;
    }

    @Override
    public void changeAsOther() {
        ask(Failures.WRITING, () -> execute("set local refrain_cache.origin = '0'"));
    }

    @Override
    public void changeAll(int cache) {
        ask(
                Failures.WRITING,
                () -> execute("set local refrain_cache.quiet = 'on'; insert into cache_change (id, origin)"
                        + " values (" + RowIds.first(cache) + ", current_setting('refrain_cache.origin')::bigint)"));
    }

    /** Tells all who listen, without waiting for the disk. */
    void tell(String channel, String message) {
        ask(Failures.WRITING, () -> {
            PreparedStatement tell = prepare("select set_config('synchronous_commit', 'off', true), pg_notify(?, ?)");
            tell.setString(1, channel);
            tell.setString(2, message);
            return tell.execute();
        });
    }

    /** The next number of a sequence. */
    long nextGeneration() {
        return ask(Failures.WRITING, () -> {
            try (ResultSet row = prepare("select nextval('cache_generation')").executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Takes a lease, unless somebody has it. */
    boolean claim(LeaseTable.Held lease, Duration limit) {
        return run(Failures.WRITING, () -> {
            PreparedStatement claim = prepare(CLAIM);
            claim.setLong(1, lease.id());
            claim.setLong(2, lease.holder());
            claim.setDouble(3, seconds(limit));
            return claim.executeUpdate() > 0;
        });
    }

    void renew(Collection<LeaseTable.Held> leases, Duration limit) {
        run(Failures.WRITING, () -> {
            PreparedStatement renew = prepare(RENEW);
            renew.setDouble(1, seconds(limit));
            setLeases(renew, 2, leases);
            return renew.executeUpdate();
        });
    }

    /** Lets go of leases, and tells all who listen. */
    void release(Collection<LeaseTable.Held> leases, String channel, String message) {
        run(Failures.WRITING, () -> {
            PreparedStatement release = prepare(RELEASE);
            setLeases(release, 1, leases);
            release.setString(3, channel);
            release.setString(4, message);
            return release.execute();
        });
    }

    private static void setLeases(PreparedStatement statement, int first, Collection<LeaseTable.Held> leases)
            throws SQLException {
        statement.setObject(
                first, leases.stream().mapToLong(LeaseTable.Held::id).toArray());
        statement.setObject(
                first + 1, leases.stream().mapToLong(LeaseTable.Held::holder).toArray());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    private <T extends @Nullable Object> T ask(String tried, Action<T> action) {
        beforeEach();
        return run(tried, action);
    }

    private <T extends @Nullable Object> T run(String tried, Action<T> action) {
        try {
            return action.run();
        } catch (SQLException e) {
            throw broken.translate(tried, e);
        }
    }

    @Override
    public void close() {
        try (connection) {
            super.close();
        } catch (SQLException e) {
            throw broken.translate("could not be closed", e);
        }
    }

    private interface Action<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** Notes what it translates. */
    private record Broken(PostgresqlErrors errors, AtomicBoolean flag) implements Failures {
        @Override
        public StoreException translate(String tried, Exception cause) {
            if (PostgresqlErrors.isFatal(cause)) {
                flag.set(true);
            }
            return errors.translate(tried, cause);
        }
    }
}
