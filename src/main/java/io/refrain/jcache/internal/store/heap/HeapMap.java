package io.refrain.jcache.internal.store.heap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Store.Found;
import io.refrain.jcache.internal.store.StoredEntry;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map on the heap, from which those entries go first that are least likely to be asked for again (W-TinyLFU). Safe for use by several threads at once.
 *
 * @param <K> the type of keys, which never change
 */
public final class HeapMap<K> {
    /** How many rounds it takes to fill the map. */
    private static final int ROUNDS = 128;

    private final Cache<K, StoredEntry> entries;
    private final Policy<K, StoredEntry> policy;
    private final Policy.Eviction<K, StoredEntry> eviction;
    private final boolean weighed;

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
     * @param codecs tell how many bytes an entry has
     * @param evictions is told of each entry that was forgotten to keep the bounds
     */
    public HeapMap(Bounds bounds, Codecs codecs, BiConsumer<K, StoredEntry> evictions) {
        Caffeine<K, StoredEntry> builder = Caffeine.newBuilder()
                .executor(Runnable::run)
                .evictionListener((key, entry, cause) -> {
                    if (key != null && entry != null) {
                        evictions.accept(key, entry);
                    }
                });
        if (bounds.maxBytes() == Bounds.UNBOUNDED) {
            builder.maximumSize(bounds.maxEntries());
        } else {
            // The map has one bound only, so each entry weighs at least its share of the bytes.
            long share = (bounds.maxBytes() - 1) / bounds.maxEntries() + 1;
            builder.maximumWeight(bounds.maxBytes()).weigher((key, entry) ->
                    (int) Math.min(Integer.MAX_VALUE, Math.max(share, bytes(codecs, key, entry))));
        }
        entries = builder.build();
        policy = entries.policy();
        eviction = policy.eviction().orElseThrow();
        weighed = eviction.isWeighted();
        keptInRound = Math.max(1, bounds.maxEntries() / ROUNDS);
    }

    private static long bytes(Codecs codecs, Object key, StoredEntry entry) {
        return entry.byteSize() > 0 ? entry.byteSize() : codecs.keyBytes(key) + codecs.bytes(entry.value());
    }

    /** Whether entries are weighed by their bytes, so that a value must not change in its place. */
    boolean isWeighed() {
        return weighed;
    }

    /** The entry of a key, which is a use of it; null for none. */
    public @Nullable StoredEntry find(K key) {
        if (!crowded) {
            return entries.getIfPresent(key);
        }
        StoredEntry entry = policy.getIfPresentQuietly(key);
        // Only the other way tells the map of the look-up, for its choice of what goes.
        return entry == null || !entry.isNewInRound(round) ? entry : entries.getIfPresent(key);
    }

    /** The entry of a key, which is no use of it; null for none. */
    public @Nullable StoredEntry peek(K key) {
        return policy.getIfPresentQuietly(key);
    }

    /** Keeps an entry in the place of what was there. */
    public void keep(K key, StoredEntry entry) {
        if (++kept >= keptInRound) {
            nextRound();
        }
        entries.put(key, entry);
    }

    private void nextRound() {
        kept = 0;
        round++;
        crowded = 2 * eviction.weightedSize().orElse(entries.estimatedSize()) > eviction.getMaximum();
    }

    /** Forgets a key. */
    public void drop(K key) {
        entries.invalidate(key);
    }

    /** Forgets all. */
    public void clear() {
        entries.invalidateAll();
    }

    /** How many entries there are, roughly. */
    long size() {
        return entries.estimatedSize();
    }

    /** All entries, weakly consistent. */
    Iterator<Found<K>> entries() {
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
}
