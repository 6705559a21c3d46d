package io.refrain.jcache.store.tiered;

import io.refrain.jcache.store.Slot;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoredEntry;
import io.refrain.jcache.store.heap.HeapStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in front of an authority, which has everything, a heap that has a copy of some of it. Safe for use by several threads at once.
 *
 * <p>Whoever writes a key, or copies it to the heap, holds it in the heap store. A write first takes the key off the heap, then changes the
 * authority, and puts the new entry on the heap when the authority has taken it: so a read never finds on the heap what the authority no
 * longer has, nor copies an older entry over a newer one, and when the authority fails the heap has nothing of the key.
 *
 * <p>Where others may change the authority, the heap is cleared when they have. Whoever puts something on the heap looks afterwards whether that has
 * happened since he took it from the authority, and then takes it off again.
 */
public final class TieredStore<K> implements Store<K> {
    private final HeapStore<K> heap;
    private final Store<K> authority;
    /** Changes by others before which nothing is on the heap. */
    private volatile long changes;

    /**
     * @param heap empty, and used by nobody else
     * @param authority has everything
     */
    public TieredStore(HeapStore<K> heap, Store<K> authority) {
        this.heap = heap;
        this.authority = authority;
        this.changes = authority.changesByOthers();
    }

    /** Clears the heap if others have changed something; gives what {@link #isOutdated} needs to know. */
    private long look() {
        if (!authority.isShared()) {
            return 0;
        }
        long now = authority.changesByOthers();
        if (now != changes) {
            clearHeap(now);
        }
        return now;
    }

    /** Whoever finds that it must be done waits until it is. */
    private synchronized void clearHeap(long now) {
        if (now > changes) {
            heap.clear();
            changes = now;
        }
    }

    private boolean isOutdated(long look) {
        return authority.isShared() && look() != look;
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        long look = look();
        StoredEntry near = heap.find(key);
        return near != null ? near : promote(key, look);
    }

    /** While a writer holds the key, what the authority has is read without being copied. */
    private @Nullable StoredEntry promote(K key, long look) {
        Promotion promotion = heap.tryUpdate(key, slot -> {
            StoredEntry entry = slot.current();
            if (entry == null) {
                entry = authority.find(key);
                if (entry != null) {
                    slot.keep(entry);
                    if (isOutdated(look)) {
                        slot.drop();
                    }
                }
            }
            return new Promotion(entry);
        });
        return promotion != null ? promotion.entry() : authority.find(key);
    }

    /** {@inheritDoc} To look what others have changed may block. */
    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return authority.isShared() ? null : heap.findWithoutBlocking(key);
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action) {
        return heap.update(key, near -> {
            long look = look();
            TieredSlot slot = new TieredSlot(near);
            R result = authority.update(key, far -> action.apply(slot.over(far)));
            slot.copyToHeap(look);
            return result;
        });
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action) {
        return heap.updateAll(keys, nears -> {
            long look = look();
            Map<K, TieredSlot> slots = new HashMap<>();
            R result = authority.updateAll(
                    keys,
                    fars -> action.apply(key -> slots.computeIfAbsent(key, any -> new TieredSlot(nears.apply(key)))
                            .over(fars.apply(key))));
            slots.values().forEach(slot -> slot.copyToHeap(look));
            return result;
        });
    }

    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        heap.touch(key, entry, expiresAt);
        authority.touch(key, entry, expiresAt);
    }

    /** {@inheritDoc} Straight from the authority: going through all entries is no reason to copy them. */
    @Override
    public Iterator<Found<K>> entries() {
        return authority.entries();
    }

    @Override
    public void clear() {
        heap.holdingAll(() -> {
            heap.clear();
            authority.clear();
        });
    }

    @Override
    public long size() {
        return authority.size();
    }

    @Override
    public void close() {
        heap.close();
        authority.close();
    }

    /** What a promotion found; null for nothing. */
    private record Promotion(@Nullable StoredEntry entry) {}

    /** The place of one key in both stores. For one thread. */
    private final class TieredSlot implements Slot {
        private final Slot near;
        private @Nullable Slot far;
        private @Nullable StoredEntry kept;

        TieredSlot(Slot near) {
            this.near = near;
        }

        TieredSlot over(Slot authority) {
            far = authority;
            return this;
        }

        void copyToHeap(long look) {
            if (kept != null) {
                near.keep(kept);
                if (isOutdated(look)) {
                    near.drop();
                }
            }
        }

        @Override
        public @Nullable StoredEntry current() {
            if (kept != null) {
                return kept;
            }
            // Of what others may have changed meanwhile, only the authority knows.
            StoredEntry copy = authority.isShared() ? null : near.current();
            return copy != null ? copy : far().current();
        }

        @Override
        public void keep(StoredEntry entry) {
            near.drop();
            far().keep(entry);
            kept = entry;
        }

        @Override
        public void drop() {
            near.drop();
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
