package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Keep;
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
    private final Admission admission;
    private final HeapCopies<K> copies;
    private final AtomicBoolean closed = new AtomicBoolean();

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
        this.admission = new Admission(database, this.cache, rows, bounds, observer);
        this.copies = new HeapCopies<>(reader);
    }

    @Override
    public void setCopies(Copies<K> heap) {
        copies.set(heap);
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return find(rows.key(key));
    }

    private @Nullable StoredEntry find(RowKey key) {
        StoredEntry found = reader.find(key);
        if (found != null) {
            evictor.read(key);
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
            LockedSlot slot = new LockedSlot(rowKey);
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
        Map<K, LockedSlot> slots = new HashMap<>();
        Map<Long, Object> byHash = new HashMap<>();
        for (K key : keys) {
            RowKey rowKey = rows.key(key);
            slots.put(key, new LockedSlot(rowKey));
            byHash.put(rowKey.hash(), key);
        }
        checkRoom();
        R result;
        Lock[] held = cache.locks().holdAll(byHash.keySet(), byHash::get);
        try {
            result = action.apply(key -> {
                LockedSlot slot = slots.get(key);
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

    private void write(Collection<LockedSlot> slots) {
        evictor.countOnce();
        List<Change> changes = new ArrayList<>(slots.size());
        for (LockedSlot slot : slots) {
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
            slots.forEach(this::count);
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

    private void count(LockedSlot slot) {
        if (slot.isChanged() && cache.occupancy().isCrowded(bounds)) {
            slot.look();
        }
        slot.count();
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
        cache.touch(user, rows.key(key), entry, expiresAt);
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
            copies.set(null);
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
            copies.forget(key);
        }

        @Override
        public void forgetAll() {
            copies.forgetAll();
        }

        @Override
        public boolean wasRead(RowKey key) {
            return copies.wasRead(key);
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
            return reader.expire(keys, observer);
        }
    }

    /** The place of a key whose lock is held. For one thread. */
    private final class LockedSlot extends RowSlot {
        LockedSlot(RowKey key) {
            super(admission, key);
        }

        @Override
        @Nullable
        StoredEntry find(RowKey asked) {
            return DatabaseStore.this.find(asked);
        }

        @Override
        public void assume(StoredEntry present) {
            if (!hasLooked()) {
                found(present);
            }
        }
    }
}
