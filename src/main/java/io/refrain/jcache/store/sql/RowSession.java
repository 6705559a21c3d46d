package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the store on one connection, which stays open with its session. Those that look through rows are Hibernate's; those that a look-up or a
 * write needs each time are prepared once and stay open, over the table that the entity maps. For one thread at a time.
 */
final class RowSession implements AutoCloseable {
    static final String FIND =
            "select value_codec, value_text, value_data, written_at, expires_at, checksum from cache_entry where id = ?";

    /** Leaves the indexes alone, which is most of what a write costs. */
    static final String REPLACE_VALUE =
            """
            update cache_entry set value_codec = ?, value_text = ?, value_data = ?, written_at = ?, byte_size = ?, checksum = ?
             where id = ? and cache = ? and key_codec = ? and key_text is ? and key_data is ? and accessed_at > ? and expires_at is null""";

    static final String DROP = "delete from cache_entry where id = ? and written_at <= ?";

    static final String TOUCH =
            "update cache_entry set accessed_at = ?, expires_at = ? where id = ? and written_at = ?";

    static final String LEAST_RECENTLY_USED =
            "select id, byte_size from cache_entry where cache = ? order by accessed_at limit ?";

    static final String DROP_EXPIRED =
            """
            delete from cache_entry where id in
             (select id from cache_entry where cache = ? and expires_at <= ? order by expires_at limit ?)""";

    static final String TOTAL = "select entries, bytes from cache_total where cache = ?";

    static final String COUNT =
            """
            insert into cache_total (cache, entries, bytes)
             select ?, count(*), ifnull(sum(byte_size), 0) from cache_entry where cache = ?
             on conflict (cache) do update set entries = excluded.entries, bytes = excluded.bytes""";

    static final String FORGET_TOTAL = "delete from cache_total where cache = ? and entries = 0";

    static final String EXPORT =
            """
            select json_object('cache', cache, 'key_codec', key_codec, 'key_text', key_text,
             'key_hex', case when key_data is null then null else hex(key_data) end,
             'value_codec', value_codec, 'value_text', value_text,
             'value_hex', case when value_data is null then null else hex(value_data) end,
             'written_at', written_at, 'expires_at', expires_at) from cache_entry""";

    static final String IMPORT =
            """
            select l ->> 'cache', l ->> 'key_codec', l ->> 'key_text', l ->> 'key_hex', l ->> 'value_codec', l ->> 'value_text',
             l ->> 'value_hex', l ->> 'written_at', l ->> 'expires_at' from (select ? as l)""";

    private static final Logger LOG = System.getLogger(RowSession.class.getName());

    private static final long LONGEST_SNAPSHOT_NANOS = 1_000_000_000;

    private final SqliteFile file;
    private final Connection connection;
    private final StatelessSession session;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean synced;
    private Duration patience;
    private int givenBack;

    /** How many rows were changed since the last commit. */
    private int changes;

    /** The number of commits when it was last read. */
    private long snapshot = -1;

    private boolean inSnapshot;
    private long snapshotSince;

    RowSession(SqliteFile file, SessionFactory sessions, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.session = sessions.openStatelessSession(connection);
        this.patience = file.options().busyTimeout();
    }

    /** The value of a row; null for no such row. */
    @Nullable
    RowValue find(long id) {
        enterSnapshot();
        return this.<@Nullable RowValue>reading(FIND, select -> {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String codec = row.getString(1);
                byte[] text = row.getBytes(2);
                byte[] data = text == null ? row.getBytes(3) : null;
                long writtenAt = row.getLong(4);
                long expiresAt = row.getLong(5);
                Long expires = row.wasNull() ? null : expiresAt;
                return new RowValue(codec == null ? "" : codec, text, data, writtenAt, expires, row.getLong(6));
            }
        });
    }

    /**
     * Goes on reading in one transaction while nothing is committed, since to begin and end one costs as much as the look-up itself. A file has one process, so
     * that this knows of each commit; should a person change something meanwhile, it is seen after a moment.
     */
    private void enterSnapshot() {
        if (file.isShared()) {
            return;
        }
        long commits = file.commits();
        if (inSnapshot && (snapshot != commits || System.nanoTime() - snapshotSince > LONGEST_SNAPSHOT_NANOS)) {
            leaveSnapshot();
        } else if (!inSnapshot && snapshot == commits) {
            execute("begin");
            inSnapshot = true;
            snapshotSince = System.nanoTime();
        }
        snapshot = commits;
    }

    /** Lets the log be written back to the file as far as this has kept it from that. */
    void leaveSnapshot() {
        if (inSnapshot) {
            inSnapshot = false;
            execute("commit");
        }
    }

    /** The whole row; null for no such row. */
    @Nullable
    EntryRow row(long id) {
        leaveSnapshot();
        return reading(() -> session.get(EntryRow.class, id));
    }

    List<EntryRow> findAll(List<Long> ids) {
        leaveSnapshot();
        return reading(() -> session.createSelectionQuery("from EntryRow where id in (:ids)", EntryRow.class)
                .setParameterList("ids", ids)
                .getResultList());
    }

    long[] ids(String cache) {
        leaveSnapshot();
        return reading(() -> {
            try (Stream<Long> ids = session.createSelectionQuery(
                            "select id from EntryRow where cache = :cache", Long.class)
                    .setParameter("cache", cache)
                    .getResultStream()) {
                return ids.mapToLong(Long::longValue).toArray();
            }
        });
    }

    /** How many rows a cache has, and how many bytes they have. */
    Amount total(String cache) {
        leaveSnapshot();
        return reading(TOTAL, select -> {
            select.setString(1, cache);
            try (ResultSet total = select.executeQuery()) {
                return total.next() ? new Amount(total.getLong(1), total.getLong(2)) : Amount.NOTHING;
            }
        });
    }

    /** Counts what {@link #total} gives anew, in case that was damaged. */
    void count(String cache) {
        writing(COUNT, count -> {
            count.setString(1, cache);
            count.setString(2, cache);
            return count.executeUpdate();
        });
    }

    /** Forgets that there was such a cache, when nothing is in it. */
    void forgetTotal(String cache) {
        writing(FORGET_TOTAL, delete -> {
            delete.setString(1, cache);
            return delete.executeUpdate();
        });
    }

    void keep(EntryRow row) {
        keep(row, row.accessedAt);
    }

    /** @param sameAccessSince a row that was accessed after that keeps its place in the order of the last accesses, unless it expires */
    void keep(EntryRow row, long sameAccessSince) {
        changes++;
        if (row.expiresAt == null && replaceValue(row, sameAccessSince)) {
            return;
        }
        writing(EntryRow.UPSERT, upsert -> {
            upsert.setLong(1, row.accessedAt);
            upsert.setLong(2, row.byteSize);
            upsert.setString(3, row.cache);
            upsert.setLong(4, row.checksum);
            setLong(upsert, 5, row.expiresAt);
            upsert.setString(6, row.keyCodec);
            upsert.setBytes(7, row.keyData);
            upsert.setString(8, row.keyText);
            upsert.setString(9, row.valueCodec);
            upsert.setBytes(10, row.valueData);
            upsert.setString(11, row.valueText);
            upsert.setLong(12, row.writtenAt);
            upsert.setLong(13, row.id);
            return upsert.executeUpdate();
        });
    }

    /** Whether there was such a row. */
    private boolean replaceValue(EntryRow row, long sameAccessSince) {
        return writing(REPLACE_VALUE, update -> {
            update.setString(1, row.valueCodec);
            update.setString(2, row.valueText);
            update.setBytes(3, row.valueData);
            update.setLong(4, row.writtenAt);
            update.setLong(5, row.byteSize);
            update.setLong(6, row.checksum);
            update.setLong(7, row.id);
            update.setString(8, row.cache);
            update.setString(9, row.keyCodec);
            update.setString(10, row.keyText);
            update.setBytes(11, row.keyData);
            update.setLong(12, sameAccessSince);
            return update.executeUpdate() > 0;
        });
    }

    void drop(long id) {
        drop(id, Long.MAX_VALUE);
    }

    /** Unless it was written after a time. */
    void drop(long id, long writtenUntil) {
        changes++;
        writing(DROP, delete -> {
            delete.setLong(1, id);
            delete.setLong(2, writtenUntil);
            return delete.executeUpdate();
        });
    }

    /** Moves a deadline, unless the row was written since. */
    int touch(long id, long writtenAt, long accessedAt, @Nullable Long expiresAt) {
        return writing(TOUCH, update -> {
            update.setLong(1, accessedAt);
            setLong(update, 2, expiresAt);
            update.setLong(3, id);
            update.setLong(4, writtenAt);
            return update.executeUpdate();
        });
    }

    /**
     * Drops the least recently used rows of a cache, until an amount is gone, and so many rows at most.
     *
     * @return what is gone
     */
    Amount dropLeastRecentlyUsed(String cache, Amount excess, int most) {
        List<long[]> found = writing(LEAST_RECENTLY_USED, select -> {
            select.setString(1, cache);
            select.setInt(2, most);
            List<long[]> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new long[] {row.getLong(1), row.getLong(2)});
                }
            }
            return rows;
        });
        Amount gone = Amount.NOTHING;
        for (long[] row : found) {
            if (gone.covers(excess)) {
                break;
            }
            drop(row[0]);
            gone = gone.plus(new Amount(1, row[1]));
        }
        return gone;
    }

    /** Drops so many expired rows of a cache at most; gives how many. */
    int dropExpired(String cache, long now, int most) {
        changes += most;
        return writing(DROP_EXPIRED, delete -> {
            delete.setString(1, cache);
            delete.setLong(2, now);
            delete.setInt(3, most);
            return delete.executeUpdate();
        });
    }

    private static void setLong(PreparedStatement statement, int at, @Nullable Long number) throws SQLException {
        if (number == null) {
            statement.setNull(at, Types.BIGINT);
        } else {
            statement.setLong(at, number);
        }
    }

    /** Gives so many pages that nothing is in back to the file system, once the transaction has ended. */
    void giveBackLater(int pages) {
        givenBack = pages;
    }

    /** How many pages nothing is in. */
    long freePages() {
        return reading("pragma freelist_count", select -> {
            try (ResultSet count = select.executeQuery()) {
                return count.getLong(1);
            }
        });
    }

    /** Writes all there is to a new file; gives nothing of interest. */
    boolean copyTo(Path target) {
        leaveSnapshot();
        return writing("vacuum into ?", vacuum -> {
            vacuum.setString(1, target.toAbsolutePath().toString());
            return vacuum.execute();
        });
    }

    /** Gives each row as a line of JSON, as all of them are at one moment; returns how many. */
    long exportLines(Consumer<String> lines) {
        leaveSnapshot();
        return reading(EXPORT, select -> {
            long count = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    lines.accept(rows.getString(1));
                    count++;
                }
            }
            return count;
        });
    }

    /** The row of such a line, without its id, size and checksum. */
    EntryRow rowOf(String line) {
        return reading(IMPORT, select -> {
            select.setString(1, line);
            try (ResultSet cells = select.executeQuery()) {
                if (!cells.next()
                        || cells.getString(1) == null
                        || cells.getString(2) == null
                        || cells.getString(5) == null) {
                    throw new CacheException("It has no cache, key_codec or value_codec");
                }
                EntryRow row = new EntryRow(0);
                row.cache = cells.getString(1);
                row.keyCodec = cells.getString(2);
                row.keyText = cells.getString(3);
                row.keyData = bytes(cells.getString(4));
                row.valueCodec = cells.getString(5);
                row.valueText = cells.getString(6);
                row.valueData = bytes(cells.getString(7));
                row.writtenAt = cells.getLong(8);
                row.accessedAt = row.writtenAt;
                long expiresAt = cells.getLong(9);
                row.expiresAt = cells.wasNull() ? null : Long.valueOf(expiresAt);
                return row;
            }
        });
    }

    private static byte @Nullable [] bytes(@Nullable String hex) {
        try {
            return hex == null ? null : HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new CacheException("It has bytes that are not written in hexadecimal digits", e);
        }
    }

    /** Writes the log back to the file, as far as nobody reads what it would replace; gives how many pages the log has. */
    long writeBack() {
        leaveSnapshot();
        return checkpoint("passive");
    }

    /** Begins the log anew, once all of it is in the file; waits for those who read. */
    long restartLog() {
        return checkpoint("restart");
    }

    private long checkpoint(String mode) {
        return writing("pragma wal_checkpoint(" + mode + ")", select -> {
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? result.getLong(2) : 0;
            }
        });
    }

    private void giveBack() {
        if (givenBack == 0) {
            return;
        }
        try {
            file.change(this::vacuum);
        } catch (StoreException e) {
            // Another time: what was committed is committed.
            LOG.log(Level.DEBUG, "Pages could not be given back", e);
        } finally {
            givenBack = 0;
        }
    }

    private void vacuum() {
        try (Statement vacuum = connection.createStatement()) {
            // An update, since the driver runs that to its end; each step gives back one page.
            vacuum.executeUpdate("pragma incremental_vacuum(" + givenBack + ")");
        } catch (SQLException e) {
            throw file.failure("could not be written", e);
        }
    }

    /** What changes when another connection changes something. */
    long dataVersion() {
        return reading("pragma data_version", select -> {
            try (ResultSet version = select.executeQuery()) {
                return version.getLong(1);
            }
        });
    }

    /** How long it waits for other processes from now on. */
    void waitFor(Duration longest) {
        if (!longest.equals(patience)) {
            patience = longest;
            execute("pragma busy_timeout = " + longest.toMillis());
        }
    }

    /** Runs statements in one transaction that has the right to write from its start; with {@code sync} its end is on the disk. */
    void inTransaction(Runnable statements, boolean sync) {
        if (sync != synced) {
            execute("pragma synchronous = " + (sync ? "full" : "normal"));
            synced = sync;
        }
        file.writing(patience, () -> {
            // By SQLite's own words: the driver's commit begins the next transaction at once, which keeps others from
            // writing.
            execute("begin immediate");
            try {
                statements.run();
                file.change(() -> execute("commit"));
            } catch (RuntimeException | Error e) {
                rollBack(e);
                throw e;
            }
            file.committed(changes);
            changes = 0;
            giveBack();
            if (file.log().isTooLong()) {
                checkpoint("restart");
            }
        });
    }

    private void rollBack(Throwable cause) {
        try {
            execute("rollback");
        } catch (RuntimeException e) {
            // After some failures SQLite has done so itself.
            cause.addSuppressed(e);
        }
    }

    private void execute(String sql) {
        writing(sql, PreparedStatement::execute);
    }

    private <T extends @Nullable Object> T reading(String sql, Use<T> use) {
        try {
            return use.of(prepare(sql));
        } catch (SQLException e) {
            forget(sql, e);
            throw file.failure("could not be read", e);
        }
    }

    private <T extends @Nullable Object> T writing(String sql, Use<T> use) {
        try {
            return use.of(prepare(sql));
        } catch (SQLException e) {
            forget(sql, e);
            throw file.failure("could not be written", e);
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** What a statement is good for after a failure nobody knows. */
    private void forget(String sql, SQLException cause) {
        try (PreparedStatement failed = prepared.remove(sql)) {
            LOG.log(Level.DEBUG, "Prepared again after a failure: {0}", failed);
        } catch (SQLException e) {
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

    /** What is done with a prepared statement. */
    private interface Use<T extends @Nullable Object> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
