package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.Failures;
import io.refrain.jcache.internal.store.database.row.HibernateStatements;
import io.refrain.jcache.internal.store.database.row.LookUp;
import io.refrain.jcache.internal.store.database.row.RowTouch;
import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The statements on one connection to a SQLite file. Look-ups, which come by far most often, go by a statement that stays open, and where nobody else may write, in
 * a transaction that they go on in. For one thread at a time, but for {@link #rest}.
 */
final class SqliteSession extends HibernateStatements implements Session {
    private static final Logger LOG = System.getLogger(SqliteSession.class.getName());

    /** SQLite waits longer and longer for its next try, and starts again after that. */
    private static final int TRY_MILLIS = 10;

    private final SqliteMedium medium;
    private final Connection connection;
    private final PreparedStatements statements;

    /** Null for the session that writes. */
    private final @Nullable Snapshot snapshot;

    private boolean synced;
    private Duration patience;

    /** How many pages were changed since the last commit, roughly, and how many rows dropped. */
    private long changedPages;

    private int droppedRows;

    private SqliteSession(
            SqliteMedium medium,
            SessionFactory sessions,
            Connection connection,
            PreparedStatements statements,
            @Nullable Snapshot snapshot) {
        super(sessions, connection, medium.failures());
        this.medium = medium;
        this.connection = connection;
        this.statements = statements;
        this.snapshot = snapshot;
        this.patience = medium.settings().busyTimeout();
    }

    static SqliteSession forWriting(SqliteMedium medium, SessionFactory sessions, Connection connection) {
        PreparedStatements statements = new PreparedStatements(connection, medium.failures());
        statements.execute("pragma busy_timeout = " + TRY_MILLIS);
        return new SqliteSession(medium, sessions, connection, statements, null);
    }

    static SqliteSession forReading(SqliteMedium medium, SessionFactory sessions, Connection connection) {
        PreparedStatements statements = new PreparedStatements(connection, medium.failures());
        return new SqliteSession(
                medium, sessions, connection, statements, new Snapshot(statements, medium::commits, medium.isShared()));
    }

    @Override
    public @Nullable RowValue find(long id) {
        return snapshot == null ? select(id) : snapshot.<@Nullable RowValue>read(() -> select(id));
    }

    private @Nullable RowValue select(long id) {
        return statements.<@Nullable RowValue>run(Failures.READING, LookUp.BY_ID, select -> {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return LookUp.first(rows);
            }
        });
    }

    /** So that it reads what is there now. */
    @Override
    protected void beforeEach() {
        rest();
    }

    @Override
    public void keep(List<EntryRow> rows) {
        rows.forEach(row -> changedPages += 2 + row.byteSize / medium.pageBytes());
        super.keep(rows);
    }

    @Override
    public int drop(List<Long> ids) {
        return dropped(super.drop(ids));
    }

    @Override
    public int dropExpired(List<Long> ids, long now) {
        return dropped(super.dropExpired(ids, now));
    }

    @Override
    public int dropRange(long first, long last, int most) {
        return dropped(super.dropRange(first, last, most));
    }

    private int dropped(int rows) {
        changedPages += rows;
        droppedRows += rows;
        return rows;
    }

    @Override
    public void touch(List<RowTouch> touches) {
        changedPages += touches.size();
        super.touch(touches);
    }

    @Override
    public void inTransaction(Runnable statementsOfIt, boolean onDisk) {
        if (snapshot != null) {
            throw medium.readOnly();
        }
        if (onDisk != synced) {
            statements.execute("pragma synchronous = " + (onDisk ? "full" : "normal"));
            synced = onDisk;
        }
        changedPages = 1;
        droppedRows = 0;
        // By SQLite's own words: the driver's commit begins the next transaction at once, which keeps others from
        // writing.
        begin();
        try {
            boolean unsigned = medium.log().isUnsigned();
            if (unsigned) {
                statements.execute(Schema.SIGN_LOG);
            }
            statementsOfIt.run();
            statements.execute("commit");
            if (unsigned) {
                medium.log().signed();
            }
        } catch (RuntimeException | Error e) {
            rollBack(e);
            throw e;
        }
        medium.committed();
        tidyUp();
    }

    /** Tries again and again, so often that nobody who shares the file is left behind. Once it was in vain, it is not waited for again until it was not. */
    private void begin() {
        long start = System.nanoTime();
        while (true) {
            try {
                statements.execute("begin immediate");
                patience = medium.settings().busyTimeout();
                return;
            } catch (StoreException e) {
                boolean busy = e.reason() == StoreException.Reason.BUSY;
                if (!busy || System.nanoTime() - start >= patience.toNanos()) {
                    patience = busy ? Duration.ZERO : patience;
                    throw e;
                }
            }
        }
    }

    /** What was committed is committed, whatever becomes of this. */
    private void tidyUp() {
        try {
            medium.log().grown(this, changedPages);
            medium.freePages().dropped(droppedRows);
        } catch (CacheException e) {
            LOG.log(Level.DEBUG, "The log could not be looked at", e);
        }
    }

    private void rollBack(Throwable cause) {
        try {
            statements.execute("rollback");
        } catch (RuntimeException e) {
            // After some failures SQLite has done so itself.
            cause.addSuppressed(e);
        }
    }

    /** Runs a checkpoint of a kind. */
    Checkpoint checkpoint(String kind) {
        return Checkpoint.run(statements, kind);
    }

    /** Gives so many free pages back, if there are more than some are to stay; gives whether there are still. */
    boolean giveBack(int pages, int kept) {
        long excess = statements.number("pragma freelist_count") - kept;
        if (excess <= 0) {
            return false;
        }
        long count = Math.min(pages, excess);
        // An update, since the driver runs that to its end; each step gives back one page.
        try (Statement vacuum = connection.createStatement()) {
            vacuum.executeUpdate("pragma incremental_vacuum(" + count + ")");
        } catch (SQLException e) {
            throw medium.failures().translate(Failures.WRITING, e);
        }
        medium.log().grown(this, 2 * count);
        return excess > count;
    }

    /** {@inheritDoc} By any thread. */
    @Override
    public void rest() {
        if (snapshot != null) {
            snapshot.leave();
        }
    }

    @Override
    public void close() {
        medium.closed(this);
        if (snapshot != null) {
            snapshot.abandon();
        }
        try (connection) {
            super.close();
        } catch (SQLException e) {
            throw medium.failures().translate("could not be closed", e);
        }
    }
}
