package io.refrain.jcache;

import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.operation.NewValue;
import io.refrain.jcache.internal.store.StoredEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes keys and values into a cache and hands them out: copies where the cache stores by value and somebody could change them, otherwise
 * the objects themselves. Safe for use by several threads at once.
 */
final class Values<K, V> {
    private static final Logger LOG = System.getLogger(Values.class.getName());

    private final String cache;
    private final Codecs codecs;
    private final boolean byValue;
    private final TypeCheck<?, ?> kept;
    private final AtomicLong unreadable = new AtomicLong();

    /**
     * @param cache its name, for the log
     * @param kept the types of what comes out, which were not looked at when it went in where another cache may have put it
     */
    Values(String cache, Codecs codecs, boolean byValue, TypeCheck<?, ?> kept) {
        this.cache = cache;
        this.codecs = codecs;
        this.byValue = byValue;
        this.kept = kept;
    }

    Codecs codecs() {
        return codecs;
    }

    /**
     * A value as it goes in.
     *
     * @throws javax.cache.CacheException when it cannot be stored by value
     */
    NewValue<V> in(V value) {
        return new NewValue<>(value, byValue ? codecs.freeze(value) : value);
    }

    /**
     * A value as it comes out; null when it cannot be read, or is not of the cache's type, which is logged and counted: the entry is then as good as
     * absent.
     */
    @SuppressWarnings({"unchecked", "CatchingUnchecked"}) // what is of the type; codecs of others throw what they like
    @Nullable
    V out(StoredEntry entry) {
        try {
            Object live = entry.isLive() ? entry.value() : codecs.thaw(entry.value());
            return kept.isValue(live)
                    ? (V) live
                    : unreadable("it is a " + live.getClass().getName());
        } catch (Exception | LinkageError e) {
            return unreadable(e.getMessage());
        }
    }

    private @Nullable V unreadable(@Nullable String reason) {
        long count = unreadable.incrementAndGet();
        // By powers of two, so that a cache full of them does not fill the log.
        if (Long.bitCount(count) == 1) {
            LOG.log(
                    Level.WARNING,
                    "A value of the cache ''{0}'' cannot be read and counts as absent ({1} so far): {2}",
                    cache,
                    count,
                    reason);
        }
        return null;
    }

    /** Whether what comes out is of the cache's types because it was looked at when it went in. */
    boolean areTrusted() {
        return kept == TypeCheck.NONE;
    }

    /** How many values could not be read. */
    long unreadable() {
        return unreadable.get();
    }

    /** Whether a stored key is of the cache's type; an entry whose key is not is as good as absent. */
    boolean isKey(Object key) {
        return kept.isKey(key);
    }

    /** A key on its way in or out. */
    @SuppressWarnings("unchecked") // a copy of a key is equal to it
    K key(K key) {
        return byValue ? (K) codecs.copyKey(key) : key;
    }
}
