package io.refrain.jcache;

import io.refrain.jcache.internal.expiry.Deadlines;
import io.refrain.jcache.internal.management.Statistics;
import io.refrain.jcache.internal.operation.Expire;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoredEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The look-ups of a cache. They hold no key, unless an entry has expired, and change nothing but deadlines: what cannot be read stays where it is, since
 * somebody else may be able to. Safe for use by several threads at once.
 */
final class EntryReader<K, V> {
    private static final Logger LOG = System.getLogger(EntryReader.class.getName());

    private final RefrainCache<K, V> cache;
    private final Store<K> store;
    private final Values<K, V> values;
    private final Deadlines deadlines;
    private final Mutator<K, V> mutator;
    private final Statistics statistics;
    private final InstantSource clock;

    /** {@link Deadlines#movedByAccess}, at hand for each look-up. */
    private final boolean movedByAccess;

    /** Whether a look-up changes nothing, and what it finds is of the cache's types. */
    private final boolean plain;

    EntryReader(
            RefrainCache<K, V> cache,
            Store<K> store,
            Values<K, V> values,
            Deadlines deadlines,
            Mutator<K, V> mutator,
            Statistics statistics,
            InstantSource clock) {
        this.cache = cache;
        this.store = store;
        this.values = values;
        this.deadlines = deadlines;
        this.mutator = mutator;
        this.statistics = statistics;
        this.clock = clock;
        this.movedByAccess = deadlines.movedByAccess();
        this.plain = values.areTrusted() && !movedByAccess;
    }

    /** The value of a key, not counted; null for a miss. */
    @Nullable
    V get(K key) {
        return look(key, store.find(key));
    }

    /** As {@link #get}, counted. Most are not timed, and this is small, so that it costs little more than one that does not count. */
    @Nullable
    V getCounted(K key) {
        if (statistics.isSampled()) {
            return timed(key);
        }
        V value = look(key, store.find(key));
        statistics.lookup(value != null, Statistics.NOT_TIMED);
        return value;
    }

    private @Nullable V timed(K key) {
        long start = System.nanoTime();
        V value = look(key, store.find(key));
        statistics.lookup(value != null, System.nanoTime() - start);
        return value;
    }

    /** The values of those keys that have one, each counted, at one moment. */
    Map<K, V> getAll(Set<? extends K> keys) {
        long now = clock.millis();
        Map<K, V> found = new HashMap<>();
        for (K key : keys) {
            boolean counted = cache.isStatisticsEnabled();
            boolean timed = counted && statistics.isSampled();
            long start = timed ? System.nanoTime() : 0;
            StoredEntry entry = store.find(key);
            V value = entry == null ? null : look(key, entry, now);
            if (value != null) {
                found.put(key, value);
            }
            if (counted) {
                statistics.lookup(value != null, timed ? System.nanoTime() - start : Statistics.NOT_TIMED);
            }
        }
        return found;
    }

    /** As {@link #get} when that needs no blocking call; null when it does, or there is none, which is not counted. */
    @Nullable
    V getWithoutBlocking(K key) {
        boolean counted = cache.isStatisticsEnabled();
        boolean timed = counted && statistics.isSampled();
        long start = timed ? System.nanoTime() : 0;
        StoredEntry entry = store.findWithoutBlocking(key);
        if (entry == null) {
            return null;
        }
        V value = entry.isEternal() ? look(key, entry) : lookIfAlive(key, entry, clock.millis());
        if (value != null && counted) {
            statistics.lookup(true, timed ? System.nanoTime() - start : Statistics.NOT_TIMED);
        }
        return value;
    }

    private @Nullable V lookIfAlive(K key, StoredEntry entry, long now) {
        return entry.isExpiredAt(now) ? null : look(key, entry, now);
    }

    /** Whether there is a value; neither counted nor an access. */
    boolean contains(K key) {
        StoredEntry entry = store.find(key);
        return entry != null && (entry.isEternal() || !entry.isExpiredAt(clock.millis())) && values.out(entry) != null;
    }

    /** All that there is, each counted when it is given; to be removed by the same verb as any other. */
    EntryIterator<K, V> iterator() {
        return new EntryIterator<>(cache, this, store.entries());
    }

    @SuppressWarnings("unchecked") // what was put as a V
    private @Nullable V look(K key, @Nullable StoredEntry entry) {
        if (entry == null) {
            return null;
        }
        // What most look-ups find: nothing to copy, and no need to look at the type or the clock.
        if (plain && entry.isEternal() && entry.isLive()) {
            return (V) entry.value();
        }
        return entry.isEternal() && !movedByAccess ? values.out(entry) : look(key, entry, clock.millis());
    }

    /** The value of what a store has found, unless it has expired; the look may move its deadline. */
    private @Nullable V look(K key, StoredEntry entry, long now) {
        if (entry.isExpiredAt(now)) {
            expire(key);
            return null;
        }
        V value = values.out(entry);
        if (value != null && movedByAccess) {
            accessed(key, entry, now);
        }
        return value;
    }

    private void accessed(K key, StoredEntry entry, long now) {
        long deadline = entry.expiresAt();
        long moved = deadlines.afterAccess(now, deadline);
        if (moved != deadline) {
            store.touch(key, entry, moved);
        }
    }

    /** Drops an entry that a read found expired, if that can be done: the read does not fail for it. */
    private void expire(K key) {
        try {
            mutator.apply(key, new Expire<>());
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "What has expired could not be dropped", e);
        }
    }

    /** What was found while going through all, as the user sees it; null when it has expired, or is not of the cache's types. */
    Cache.@Nullable Entry<K, V> entry(Store.Found<K> found) {
        if (!values.isKey(found.key())) {
            return null;
        }
        if (found.entry().isExpiredAt(clock.millis())) {
            expire(found.key());
            return null;
        }
        V value = values.out(found.entry());
        return value == null ? null : new SimpleEntry<>(values.key(found.key()), value);
    }

    /** It was given to the user: a hit, and an access unless it has expired since it was found. */
    void given(Store.Found<K> found, long startNanos) {
        if (movedByAccess) {
            // What was found may be a copy of what look-ups find.
            StoredEntry near = store.findWithoutBlocking(found.key());
            StoredEntry entry = near == null ? found.entry() : near;
            long now = clock.millis();
            if (!entry.isExpiredAt(now)) {
                accessed(found.key(), entry, now);
            }
        }
        if (cache.isStatisticsEnabled()) {
            statistics.lookup(true, System.nanoTime() - startNanos);
        }
    }
}
