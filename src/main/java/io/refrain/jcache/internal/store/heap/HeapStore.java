package io.refrain.jcache.internal.store.heap;

import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoredEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries in a bounded map on the heap. Safe for use by several threads at once.
 *
 * @param <K> the type of keys
 */
public final class HeapStore<K> implements Store<K> {
    private final HeapMap<K> entries;
    private final KeyLocks locks;

    /**
     * @param entries empty, and used by nobody else
     * @param locks of its keys
     */
    public HeapStore(HeapMap<K> entries, KeyLocks locks) {
        this.entries = entries;
        this.locks = locks;
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return entries.find(key);
    }

    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return entries.find(key);
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action) {
        Lock lock = locks.hold(key.hashCode(), key);
        try {
            return action.apply(new HeapSlot(key));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action) {
        Map<Long, Object> byHash = new HashMap<>();
        keys.forEach(key -> byHash.put((long) key.hashCode(), key));
        Lock[] held = locks.holdAll(byHash.keySet(), byHash::get);
        try {
            return action.apply(HeapSlot::new);
        } finally {
            KeyLocks.letGo(held);
        }
    }

    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        entry.expireAt(expiresAt);
    }

    @Override
    public Iterator<Found<K>> entries() {
        return entries.entries();
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public boolean keepsTimes() {
        return false;
    }

    @Override
    public void close() {
        clear();
    }

    private final class HeapSlot implements Slot {
        private final K key;

        HeapSlot(K key) {
            this.key = key;
        }

        @Override
        public @Nullable StoredEntry current() {
            return entries.peek(key);
        }

        @Override
        public void keep(StoredEntry entry) {
            entries.keep(key, entry);
        }

        /** {@inheritDoc} Not where the map would have to weigh it. */
        @Override
        public boolean replaceValue(Object stored) {
            StoredEntry entry = entries.isWeighed() ? null : entries.find(key);
            return entry != null && entry.replaceValue(stored);
        }

        @Override
        public void drop() {
            entries.drop(key);
        }
    }
}
