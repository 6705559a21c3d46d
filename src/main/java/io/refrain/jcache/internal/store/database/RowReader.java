package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Store.Found;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Keep;
import io.refrain.jcache.internal.store.database.Change.Touch;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.Cell;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowKey;
import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Rows;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of one cache, what is pending first. A row that is damaged, or that cannot be read any more, is as good as absent: it is logged and counted. Safe for use by several threads
 * at once.
 */
final class RowReader<K> {
    private static final Logger LOG = System.getLogger(RowReader.class.getName());
    private static final int DROPPED_AT_ONCE = 1_000;

    private final Database database;
    private final OpenCache cache;
    private final Rows<K> rows;
    private final AtomicLong unreadable = new AtomicLong();

    RowReader(Database database, OpenCache cache, Rows<K> rows) {
        this.database = database;
        this.cache = cache;
        this.rows = rows;
    }

    /** How many rows could not be read. */
    long unreadable() {
        return unreadable.get();
    }

    /** The entry of a key; null for none. */
    @Nullable
    StoredEntry find(RowKey key) {
        // Before the database, which has it when it is not here any more.
        Change change = cache.pending().isEmpty() ? null : cache.pending().find(key.hash());
        if (change != null && !(change instanceof Touch)) {
            return change instanceof Keep keep && keep.key().equals(key) ? keep.entry() : null;
        }
        RowValue row = findRow(cache.id(key.hash()));
        if (row == null) {
            return null;
        }
        StoredEntry entry = entry(key, row);
        return entry == null ? null : accessed(entry, change);
    }

    /** The entry that a row has for the key that was asked for; null when it is another's, or cannot be read. */
    @Nullable
    StoredEntry entry(RowKey key, RowValue row) {
        CacheRange range = cache.range();
        long id = range.id(key.hash());
        return this.<@Nullable StoredEntry>ifReadable(id, () -> {
            if (!range.isSound(key, row)) {
                requireSound(range, id);
                return null;
            }
            return rows.entry(key, row);
        });
    }

    /**
     * The entry, which lives for as long as an access that is pending says.
     *
     * @param change what was pending before the row was read
     */
    static StoredEntry accessed(StoredEntry entry, @Nullable Change change) {
        if (change instanceof Touch touch && touch.version() == entry.version()) {
            entry.expireAt(touch.expiresAt());
        }
        return entry;
    }

    /** What a whole row has, unless what is pending says otherwise; null when it cannot be read. */
    @Nullable
    Found<K> found(EntryRow row) {
        return ifReadable(row.id, () -> {
            if (!cache.range().isSound(row)) {
                throw new CacheException("Its checksum is wrong");
            }
            RowKey key = rows.rowKey(row.key());
            Change change = cache.pending().find(key.hash());
            if (change != null && !(change instanceof Touch)) {
                return change instanceof Keep keep ? found(keep) : null;
            }
            return new Found<>(rows.liveKey(row.key()), accessed(rows.entry(row), change));
        });
    }

    /** What is pending; null when its key cannot be read. */
    @Nullable
    Found<K> found(Keep keep) {
        K key = key(keep.key().cell());
        return key == null ? null : new Found<>(key, keep.entry());
    }

    /** The key that an encoded one stands for; null when it cannot be read. */
    @Nullable
    K key(Cell cell) {
        try {
            return rows.liveKey(cell);
        } catch (RuntimeException e) {
            // One of a class that only others know: nobody here can ask for it.
            LOG.log(Level.DEBUG, "A key cannot be read", e);
            return null;
        }
    }

    /** Lets what has expired of some keys be dropped and told of. Gives those that cannot be read, of which nothing is done. */
    Collection<RowKey> expire(Collection<RowKey> keys, StoreObserver<K> observer) {
        List<K> live = new ArrayList<>(keys.size());
        List<RowKey> unreadable = new ArrayList<>();
        for (RowKey key : keys) {
            K one = key(key.cell());
            if (one == null) {
                unreadable.add(key);
            } else {
                live.add(one);
            }
        }
        observer.expire(live);
        return unreadable;
    }

    /** Deletes all rows, in steps. */
    void dropAll() {
        int gone;
        do {
            CacheRange range = cache.range();
            gone = database.change(session -> session.dropRange(range.first(), range.last(), DROPPED_AT_ONCE));
        } while (gone == DROPPED_AT_ONCE);
    }

    /** A row in a damaged part of the database is as good as absent. */
    private @Nullable RowValue findRow(long id) {
        try {
            return database.readers().<@Nullable RowValue>read(session -> session.find(id));
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.DAMAGED) {
                throw e;
            }
            database.medium().noteDamage();
            logFew("A part of " + database.medium().description() + " cannot be read and counts as absent", e);
            return null;
        }
    }

    /** Tells a row of another key, whose id happens to be the same, from a damaged one. */
    private void requireSound(CacheRange range, long id) {
        EntryRow row = database.readers().<@Nullable EntryRow>read(session -> session.row(id));
        if (row != null && !range.isSound(row)) {
            throw new CacheException("Its checksum is wrong");
        }
    }

    private <T extends @Nullable Object> @Nullable T ifReadable(long id, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            logFew(
                    "The row " + id + " of the cache '" + cache.name() + "' in "
                            + database.medium().description() + " cannot be read and counts as absent",
                    e);
            return null;
        }
    }

    /** By powers of two, so that a database full of them does not fill the log. */
    private void logFew(String what, RuntimeException cause) {
        long count = unreadable.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.log(Level.WARNING, what + " (" + count + " so far): " + cause.getMessage());
        }
    }
}
