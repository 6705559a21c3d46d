package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowHead;
import io.refrain.jcache.internal.store.database.row.RowKey;
import io.refrain.jcache.internal.store.database.row.RowTouch;
import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Rows;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of one cache in a database that other processes change, too. Nothing of it is remembered between two calls: each look-up asks the database, and each step that reads and then
 * writes is one transaction, which has the right to write from its start. Safe for use by several threads at once.
 *
 * @param <K> the type of keys
 */
final class SharedStore<K> implements Authority<K> {
    /** How many entries are looked at to choose those that go. */
    private static final int SAMPLE = 64;

    /** At least each so many writes it is looked whether there is too much. */
    private static final int MOST_WRITES_BETWEEN_LOOKS = 64;

    private final Database database;
    private final Transactions transactions;
    private final Rows<K> rows;
    private final StoreObserver<K> observer;
    private final Durability durability;
    private final Bounds bounds;
    private final OpenCache cache;
    private final OpenCache.User user = new User();
    private final RowReader<K> reader;
    private final Admission admission;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    SharedStore(
            String cache,
            Database database,
            Bounds bounds,
            Durability durability,
            Rows<K> rows,
            StoreObserver<K> observer) {
        if (durability == Durability.BATCHED) {
            throw new CacheException("The cache '" + cache + "' cannot have durability=batched in a database that other"
                    + " processes share, since they would not see what is not written; use committed");
        }
        this.database = database;
        this.transactions = database.transactions();
        this.rows = rows;
        this.observer = observer;
        this.durability = durability;
        this.bounds = bounds;
        this.cache = database.join(cache, user);
        this.reader = new RowReader<>(database, this.cache, rows);
        this.admission = new Admission(database, this.cache, rows, bounds, observer);
    }

    @Override
    public void setCopies(Copies<K> heap) {
        throw new CacheException("A database that other processes share has no heap in front");
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return reader.find(rows.key(key));
    }

    @Override
    public @Nullable StoredEntry find(K key, Consumer<StoredEntry> copying) {
        return find(key);
    }

    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return null;
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action, Runnable copying) {
        RowKey rowKey = rows.key(key);
        return this.<R>inTransaction(key, session -> {
            SharedSlot slot = new SharedSlot(session, rowKey);
            R result = action.apply(slot);
            write(session, List.of(slot));
            return result;
        });
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action, Runnable copying) {
        if (keys.isEmpty()) {
            return action.apply(key -> {
                throw new IllegalStateException("The key is not held");
            });
        }
        return this.<R>inTransaction(keys.iterator().next(), session -> {
            Map<K, SharedSlot> slots = new HashMap<>();
            R result = action.apply(key -> slots.computeIfAbsent(key, any -> new SharedSlot(session, rows.key(key))));
            write(session, slots.values());
            return result;
        });
    }

    private <R extends @Nullable Object> R inTransaction(Object key, Function<Session, R> action) {
        try {
            R result = transactions.run(key, durability, action);
            cache.failures().succeeded();
            return result;
        } catch (StoreException e) {
            cache.failures().failed(e);
            throw e;
        }
    }

    private void write(Session session, Collection<SharedSlot> slots) {
        List<EntryRow> kept = new ArrayList<>();
        List<Long> dropped = new ArrayList<>();
        for (SharedSlot slot : slots) {
            slot.collect(kept, dropped);
        }
        if (!dropped.isEmpty()) {
            session.drop(dropped);
        }
        if (!kept.isEmpty()) {
            session.keep(kept);
            evict(session, kept.size());
        }
    }

    private void evict(Session session, int written) {
        long between = Math.max(1, Math.min(MOST_WRITES_BETWEEN_LOOKS, bounds.maxEntries() / SAMPLE));
        if (writes.getAndAdd(written) % between + written < between) {
            return;
        }
        CacheRange range = cache.range();
        cache.occupancy().count(session, range);
        long excess = cache.occupancy().amount().rows() - bounds.maxEntries();
        long bytes = cache.occupancy().amount().bytes() - bounds.maxBytes();
        List<RowHead> oldest = new ArrayList<>(new Sample(range, SAMPLE).heads(session));
        oldest.sort(Comparator.comparingLong(RowHead::accessedAt).thenComparingLong(RowHead::version));
        List<Long> gone = new ArrayList<>();
        for (RowHead head : oldest) {
            if (gone.size() >= excess && bytes <= 0) {
                break;
            }
            gone.add(head.id());
            bytes -= head.byteSize();
        }
        if (!gone.isEmpty()) {
            session.drop(gone);
            observer.evicted(gone.size());
        }
    }

    /** {@inheritDoc} An access that cannot be noted is lost: no read fails for it. */
    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        RowKey rowKey = rows.key(key);
        RowTouch touch = new RowTouch(
                cache.id(rowKey.hash()), entry.version(), database.clock().millis(), CacheRange.expiresAt(expiresAt));
        try {
            transactions.<Boolean>run(key, Durability.COMMITTED, session -> {
                session.touch(List.of(touch));
                return true;
            });
            entry.expireAt(expiresAt);
        } catch (StoreException e) {
            cache.failures().failed(e);
        }
    }

    @Override
    public Iterator<Found<K>> entries() {
        return new RowIterator<>(database, cache, reader);
    }

    @Override
    public void clear() {
        reader.dropAll();
    }

    @Override
    public long size() {
        return database.readers().<Long>read(session -> {
            cache.occupancy().count(session, cache.range());
            return cache.occupancy().amount().rows();
        });
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            database.leave(cache, user);
        }
    }

    /** There is no heap to forget anything. */
    private final class User implements OpenCache.User {
        @Override
        public void forget(RowKey key) {}

        @Override
        public void forgetAll() {}

        @Override
        public boolean wasRead(RowKey key) {
            return false;
        }

        /** Bounds are kept within each transaction. */
        @Override
        public boolean makeRoom(long bytes) {
            return false;
        }

        @Override
        public boolean listensForExpiry() {
            return observer.listensForExpiry();
        }

        @Override
        public Collection<RowKey> expire(Collection<RowKey> keys) {
            return reader.expire(keys, observer);
        }
    }

    /** The place of one key within a transaction. For one thread. */
    private final class SharedSlot extends RowSlot {
        private final Session session;

        SharedSlot(Session session, RowKey key) {
            super(admission, key);
            this.session = session;
        }

        @Override
        @Nullable
        StoredEntry find(RowKey asked) {
            RowValue row = session.find(cache.id(asked.hash()));
            return row == null ? null : reader.entry(asked, row);
        }
    }
}
