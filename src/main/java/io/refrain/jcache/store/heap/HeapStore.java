package io.refrain.jcache.store.heap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.KeyLocks;
import io.refrain.jcache.store.Slot;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoredEntry;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries in a bounded map on the heap, from which those go first that are least likely to be asked for again (W-TinyLFU).
 * Safe for use by several threads at once.
 *
 * @param <K> the type of keys
 */
public final class HeapStore<K> implements Store<K> {
    /** How many rounds it takes to fill the map. */
    private static final int ROUNDS = 128;

    private final Cache<K, StoredEntry> entries;
    private final Policy<K, StoredEntry> policy;
    private final Policy.Eviction<K, StoredEntry> eviction;
    private final boolean weighed;
    private final Codecs codecs;
    private final KeyLocks locks = new KeyLocks();

    /**
     * Look-ups matter for what goes only in relation to what comes. So the map is told of an entry's first look-up in a round, and a round ends
     * when as many entries were kept as are a small part of what there is room for. Counted roughly, without regard to other threads.
     */
    private final long keptInRound;

    private long kept;
    private int round;

    /** Whether the map is half full: until then it does not care for look-ups itself. */
    private boolean crowded;

    /**
     * @param bounds how much it may hold
     * @param codecs tell how many bytes an entry has, and copy keys
     * @param evictions is told how many entries were forgotten to keep the bounds
     */
    public HeapStore(Bounds bounds, Codecs codecs, LongConsumer evictions) {
        Caffeine<K, StoredEntry> builder = Caffeine.newBuilder()
                .executor(Runnable::run)
                .evictionListener((key, entry, cause) -> evictions.accept(1));
        if (bounds.maxBytes() == Bounds.UNBOUNDED) {
            builder.maximumSize(bounds.maxEntries());
        } else {
            // The map has one bound only, so each entry weighs at least its share of the bytes.
            long share = (bounds.maxBytes() - 1) / bounds.maxEntries() + 1;
            builder.maximumWeight(bounds.maxBytes()).weigher((key, entry) -> (int)
                    Math.min(Integer.MAX_VALUE, Math.max(share, codecs.keyBytes(key) + codecs.bytes(entry.value()))));
        }
        this.codecs = codecs;
        entries = builder.build();
        policy = entries.policy();
        eviction = policy.eviction().orElseThrow();
        weighed = eviction.isWeighted();
        keptInRound = Math.max(1, bounds.maxEntries() / ROUNDS);
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        if (!crowded) {
            return entries.getIfPresent(key);
        }
        StoredEntry entry = policy.getIfPresentQuietly(key);
        // Only the other way tells the map of the look-up, for its choice of what goes.
        return entry == null || !entry.isNewInRound(round) ? entry : entries.getIfPresent(key);
    }

    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return find(key);
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action) {
        var lock = locks.hold(key);
        try {
            return action.apply(new HeapSlot(key));
        } finally {
            lock.unlock();
        }
    }

    private void nextRound() {
        kept = 0;
        round++;
        crowded = 2 * eviction.weightedSize().orElse(entries.estimatedSize()) > eviction.getMaximum();
    }

    /**
     * As {@link #update}, unless another thread holds the key: then nothing is done and null returned.
     *
     * @param key may be changed later by whoever asks: a copy of it is kept
     */
    @SuppressWarnings("unchecked") // a copy of a key is equal to it
    public <R> @Nullable R tryUpdate(K key, Function<Slot, R> action) {
        var lock = locks.tryHold(key);
        if (lock == null) {
            return null;
        }
        try {
            return action.apply(new HeapSlot((K) codecs.copyKey(key)));
        } finally {
            lock.unlock();
        }
    }

    /** Holds all keys, known and unknown, while an action runs. */
    public void holdingAll(Runnable action) {
        var held = locks.holdEverything();
        try {
            action.run();
        } finally {
            for (var lock : held) {
                lock.unlock();
            }
        }
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action) {
        var held = locks.holdAll(keys);
        try {
            return action.apply(HeapSlot::new);
        } finally {
            for (var lock : held) {
                lock.unlock();
            }
        }
    }

    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        entry.expireAt(expiresAt);
    }

    @Override
    public Iterator<Found<K>> entries() {
        Iterator<Map.Entry<K, StoredEntry>> all = entries.asMap().entrySet().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Found<K> next() {
                Map.Entry<K, StoredEntry> next = all.next();
                return new Found<>(next.getKey(), next.getValue());
            }
        };
    }

    @Override
    public void clear() {
        entries.invalidateAll();
    }

    @Override
    public long size() {
        return entries.estimatedSize();
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
            return policy.getIfPresentQuietly(key);
        }

        @Override
        public void keep(StoredEntry entry) {
            if (++kept >= keptInRound) {
                nextRound();
            }
            entries.put(key, entry);
        }

        /** {@inheritDoc} Not where the map would have to weigh it. */
        @Override
        public boolean replaceValue(Object stored) {
            StoredEntry entry = weighed ? null : find(key);
            return entry != null && entry.replaceValue(stored);
        }

        @Override
        public void drop() {
            entries.invalidate(key);
        }
    }
}
