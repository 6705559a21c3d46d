package io.refrain.jcache.internal.store.tiered;

import io.refrain.internal.flight.Leases;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.heap.HeapMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in front of an authority, which has everything, a heap that has a copy of some of it. Safe for use by several threads at once.
 *
 * <p>The keys' locks are the authority's. Whoever copies an entry to the heap holds its key, and the authority takes an entry off the heap before
 * anybody can see that it has changed. So a read never finds on the heap what the authority no longer has.
 */
public final class TieredStore<K> implements Store<K> {
    private final HeapMap<K> heap;
    private final Authority<K> authority;
    private final Codecs codecs;

    /**
     * @param heap empty, and used by nobody else
     * @param authority has everything
     * @param codecs copy the keys that readers bring
     */
    public TieredStore(HeapMap<K> heap, Authority<K> authority, Codecs codecs) {
        this.heap = heap;
        this.authority = authority;
        this.codecs = codecs;
        authority.setCopies(new Copies());
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        StoredEntry near = near(key);
        if (near == null) {
            return authority.find(key, entry -> heap.keep(copy(key), entry));
        }
        near.markRead();
        return near;
    }

    private @Nullable StoredEntry near(K key) {
        return authority.vouches() ? heap.find(key) : null;
    }

    @SuppressWarnings("unchecked") // equal to a K
    private K copy(K key) {
        return (K) codecs.copyKey(key);
    }

    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        StoredEntry near = near(key);
        if (near != null) {
            near.markRead();
        }
        return near;
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action) {
        TieredSlot slot = new TieredSlot(key);
        return authority.update(key, far -> action.apply(slot.over(far)), slot::copyToHeap);
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action) {
        Map<K, TieredSlot> slots = new HashMap<>();
        return authority.updateAll(
                keys,
                fars -> action.apply(
                        key -> slots.computeIfAbsent(key, TieredSlot::new).over(fars.apply(key))),
                () -> slots.values().forEach(TieredSlot::copyToHeap));
    }

    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        authority.touch(key, entry, expiresAt);
        StoredEntry near = heap.peek(key);
        if (near != null && near != entry && near.version() == entry.version()) {
            // Found before somebody else copied the same to the heap.
            near.expireAt(expiresAt);
        }
    }

    /** {@inheritDoc} Straight from the authority: going through all entries is no reason to copy them. */
    @Override
    public Iterator<Found<K>> entries() {
        return authority.entries();
    }

    @Override
    public void clear() {
        authority.clear();
    }

    @Override
    public long size() {
        return authority.size();
    }

    @Override
    public @Nullable Leases<K> leases() {
        return authority.leases();
    }

    @Override
    public void close() {
        authority.close();
        heap.clear();
    }

    /** What the authority sees of the heap. */
    private final class Copies implements Authority.Copies<K> {
        @Override
        public void forget(K key) {
            heap.drop(key);
        }

        @Override
        public void forgetAll() {
            heap.clear();
        }

        @Override
        public boolean wasRead(K key) {
            StoredEntry copy = heap.peek(key);
            return copy != null && copy.wasRead();
        }
    }

    /** The place of one key in both stores. For one thread, while it holds the key. */
    private final class TieredSlot implements Slot {
        private final K key;
        private @Nullable Slot far;
        private @Nullable StoredEntry kept;

        TieredSlot(K key) {
            this.key = key;
        }

        TieredSlot over(Slot authority) {
            far = authority;
            return this;
        }

        /** What the authority did not keep is not copied. */
        void copyToHeap() {
            if (kept != null && far().current() == kept) {
                heap.keep(key, kept);
            }
        }

        @Override
        public @Nullable StoredEntry current() {
            if (kept != null) {
                return far().current();
            }
            StoredEntry copy = heap.peek(key);
            if (copy != null) {
                far().assume(copy);
            }
            return far().current();
        }

        @Override
        public void keep(StoredEntry entry) {
            far().keep(entry);
            kept = entry;
        }

        @Override
        public void drop() {
            kept = null;
            far().drop();
        }

        private Slot far() {
            if (far == null) {
                throw new IllegalStateException("The key is not held");
            }
            return far;
        }
    }
}
