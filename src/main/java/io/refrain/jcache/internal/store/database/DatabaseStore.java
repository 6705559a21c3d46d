package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Drop;
import io.refrain.jcache.internal.store.database.Change.Keep;
import io.refrain.jcache.internal.store.database.row.Cell;
import io.refrain.jcache.internal.store.database.row.RowKey;
import io.refrain.jcache.internal.store.database.row.Rows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of one cache in a database. Safe for use by several threads at once.
 *
 * <p>A change is put where everybody sees it ({@link Pending}) while its key is held, and committed before the key is let go, unless the cache is batched. A commit that fails is told to who
 * changed something; the key counts as absent from then on.
 *
 * <p>It is one class of more than 400 lines, since the slot of a key, what other stores see of this and the commit share all that it has.
 *
 * @param <K> the type of keys
 */
final class DatabaseStore<K> implements Authority<K> {
    private final Database database;
    private final Rows<K> rows;
    private final StoreObserver<K> observer;
    private final Durability durability;
    private final Bounds bounds;
    private final OpenCache cache;
    private final OpenCache.User user = new User();
    private final RowReader<K> reader;
    private final Evictor evictor;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Set before anybody else knows of this. */
    private @Nullable Copies<K> copies;

    DatabaseStore(
            String cache,
            Database database,
            Bounds bounds,
            Durability durability,
            Rows<K> rows,
            StoreObserver<K> observer) {
        this.database = database;
        this.rows = rows;
        this.observer = observer;
        this.durability = durability;
        this.bounds = bounds;
        this.cache = database.join(cache, user);
        this.reader = new RowReader<>(database, this.cache, rows);
        this.evictor = new Evictor(database, this.cache, bounds, observer::evicted);
    }

    @Override
    public void setCopies(Copies<K> heap) {
        copies = heap;
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return find(rows.key(key));
    }

    private @Nullable StoredEntry find(RowKey key) {
        StoredEntry found = reader.find(key);
        if (found != null && cache.occupancy().isCrowded(bounds)) {
            cache.recency().read(key.hash(), database.clock().millis());
        }
        return found;
    }

    @Override
    public @Nullable StoredEntry find(K key, Consumer<StoredEntry> copying) {
        RowKey rowKey = rows.key(key);
        Lock lock = cache.locks().tryHold(rowKey.hash(), key);
        if (lock == null) {
            return find(rowKey);
        }
        try {
            StoredEntry found = find(rowKey);
            if (found != null) {
                copying.accept(found);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** {@inheritDoc} A look at a database may always block. */
    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return null;
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action, Runnable copying) {
        RowKey rowKey = rows.key(key);
        checkRoom();
        R result;
        Lock lock = cache.locks().hold(rowKey.hash(), key);
        try {
            RowSlot slot = new RowSlot(rowKey);
            result = action.apply(slot);
            write(List.of(slot));
            copying.run();
        } finally {
            lock.unlock();
        }
        evictor.evict(1);
        return result;
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action, Runnable copying) {
        Map<K, RowSlot> slots = new HashMap<>();
        Map<Long, Object> byHash = new HashMap<>();
        for (K key : keys) {
            RowKey rowKey = rows.key(key);
            slots.put(key, new RowSlot(rowKey));
            byHash.put(rowKey.hash(), key);
        }
        checkRoom();
        R result;
        Lock[] held = cache.locks().holdAll(byHash.keySet(), byHash::get);
        try {
            result = action.apply(key -> {
                RowSlot slot = slots.get(key);
                if (slot == null) {
                    throw new IllegalStateException("The key is not held");
                }
                return slot;
            });
            write(slots.values());
            copying.run();
        } finally {
            KeyLocks.letGo(held);
        }
        evictor.evict(keys.size());
        return result;
    }

    /** Before anybody is told of a change that could not even be noted. */
    private void checkRoom() {
        if (cache.writeBehind().isFull()) {
            cache.writeBehind().commit();
        }
        evictor.countIfPerhapsCrowded();
    }

    private void write(Collection<RowSlot> slots) {
        evictor.countOnce();
        List<Change> changes = new ArrayList<>(slots.size());
        for (RowSlot slot : slots) {
            Change change = slot.change();
            if (change != null) {
                changes.add(change);
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        Lock putting = cache.occupancy().putting();
        putting.lock();
        try {
            slots.forEach(RowSlot::count);
            cache.put(changes);
            if (durability == Durability.BATCHED) {
                cache.writeBehind().soon();
            } else {
                commit(changes);
            }
        } finally {
            putting.unlock();
        }
    }

    /** Commits, if need be in the place of others. What cannot be committed at all counts as absent from then on. */
    private void commit(List<Change> changes) {
        List<Long> hashes = new ArrayList<>(changes.size());
        changes.forEach(change -> hashes.add(change.key().hash()));
        try {
            cache.writeBehind().commit(hashes, durability == Durability.SYNCED);
        } catch (StoreException e) {
            cache.failures().failed(e);
            for (Change change : changes) {
                if (change instanceof Keep keep
                        && cache.pending().withdraw(keep.key(), keep.entry().version())) {
                    cache.occupancy().removed(1, keep.entry().byteSize());
                }
            }
            cache.writeBehind().again();
            throw e;
        }
        cache.failures().succeeded();
    }

    /** {@inheritDoc} When too many accesses gather, who adds one commits them; those that cannot be committed are lost by and by, but no read fails for it. */
    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        entry.expireAt(expiresAt);
        if (!database.medium().isWritable()
                || cache.writeBehind().isFull() && !cache.writeBehind().tryToCommit()) {
            return;
        }
        RowKey rowKey = rows.key(key);
        cache.pending().touch(rowKey, entry, database.clock().millis(), expiresAt);
        for (OpenCache.User other : cache.users()) {
            if (other != user) {
                other.forget(rowKey);
            }
        }
    }

    @Override
    public Iterator<Found<K>> entries() {
        return new RowIterator<>(database, cache, reader);
    }

    /** {@inheritDoc} In steps, of which each is a transaction; every key is held meanwhile. */
    @Override
    public void clear() {
        Lock[] held = cache.locks().holdEverything();
        Lock alone = cache.occupancy().counting();
        alone.lock();
        try {
            cache.users().forEach(OpenCache.User::forgetAll);
            // What is pending must neither return when this fails, nor be committed after its row was dropped.
            cache.pending().dropAll();
            reader.dropAll();
            cache.pending().clear();
            cache.occupancy().cleared();
        } finally {
            alone.unlock();
            KeyLocks.letGo(held);
        }
    }

    @Override
    public long size() {
        if (cache.occupancy().isDoubtful()) {
            evictor.count();
        }
        return cache.occupancy().amount().rows();
    }

    /** {@inheritDoc} Commits what is pending. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (database.medium().isWritable()) {
                cache.writeBehind().tryToCommit();
            }
            database.leave(cache, user);
            copies = null;
        }
    }

    /** How many rows could not be read. */
    long unreadable() {
        return reader.unreadable();
    }

    /** What the others who have the cache open see of this. */
    private final class User implements OpenCache.User {
        @Override
        public void forget(RowKey key) {
            Copies<K> heap = copies;
            K live = heap == null ? null : reader.key(key.cell());
            if (heap != null && live != null) {
                heap.forget(live);
            }
        }

        @Override
        public void forgetAll() {
            Copies<K> heap = copies;
            if (heap != null) {
                heap.forgetAll();
            }
        }

        @Override
        public boolean wasRead(RowKey key) {
            Copies<K> heap = copies;
            K live = heap == null ? null : reader.key(key.cell());
            return heap != null && live != null && heap.wasRead(live);
        }

        @Override
        public boolean makeRoom(long bytes) {
            return evictor.makeRoom(bytes);
        }

        @Override
        public boolean listensForExpiry() {
            return observer.listensForExpiry();
        }

        @Override
        public Collection<RowKey> expire(Collection<RowKey> keys) {
            observer.expire(reader.keys(keys));
            return reader.unreadable(keys);
        }
    }

    /** The place of one key: what was found, and what is to be written when the action has ended. For one thread. */
    private final class RowSlot implements Slot {
        private final RowKey key;
        private boolean looked;
        private @Nullable StoredEntry found;
        private boolean changed;
        private @Nullable StoredEntry kept;
        private @Nullable Cell keptValue;

        RowSlot(RowKey key) {
            this.key = key;
        }

        @Override
        public @Nullable StoredEntry current() {
            return changed ? kept : before();
        }

        private @Nullable StoredEntry before() {
            if (!looked) {
                found = find(key);
                looked = true;
            }
            return found;
        }

        @Override
        public void assume(StoredEntry present) {
            if (!looked) {
                found = present;
                looked = true;
            }
        }

        @Override
        public void keep(StoredEntry entry) {
            Cell value = rows.value(entry);
            entry.asRow(database.nextVersion(), Rows.size(key.cell(), value));
            changed = true;
            if (evictor.isTooBig(entry.byteSize())) {
                drop();
                observer.evicted(1);
            } else {
                kept = entry;
                keptValue = value;
            }
        }

        @Override
        public void drop() {
            changed = true;
            kept = null;
            keptValue = null;
        }

        /** Null for none. */
        @Nullable
        Change change() {
            if (!changed) {
                return null;
            }
            return kept == null || keptValue == null ? new Drop(key) : new Keep(key, keptValue, kept, kept.writtenAt());
        }

        /** Notes what the change does to how full the cache is. */
        void count() {
            if (!changed) {
                return;
            }
            Occupancy occupancy = cache.occupancy();
            boolean known = looked || occupancy.isCrowded(bounds);
            StoredEntry before = known ? before() : null;
            if (kept == null) {
                if (before != null) {
                    occupancy.removed(1, before.byteSize());
                }
            } else if (before != null) {
                occupancy.replaced(before.byteSize(), kept.byteSize());
            } else if (known) {
                occupancy.added(kept.byteSize());
            } else {
                occupancy.perhapsAdded(kept.byteSize());
            }
        }
    }
}
