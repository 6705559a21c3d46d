package io.refrain.internal.flight;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls under way, each of which equal ones join. Safe for use by several threads at once.
 *
 * @param <K> what makes two calls equal
 * @param <F> a call under way
 */
public final class Flights<K, F> {
    private final ConcurrentMap<K, F> all = new ConcurrentHashMap<>();
    private final AtomicLong landed = new AtomicLong();

    /**
     * How many calls have landed. Who missed in the cache and then finds nobody under way looks once more when this has changed since before the
     * miss: the answer may have been stored in between.
     */
    public long landed() {
        return landed.get();
    }

    /** Starts a flight unless one is under way; the answer is {@code own} when it was started. */
    public F join(K key, F own) {
        F other = all.putIfAbsent(key, own);
        return other == null ? own : other;
    }

    /** Ends a flight for those who come from now on; what it came to is stored before, if at all. */
    public void land(K key, F flight) {
        landed.incrementAndGet();
        all.remove(key, flight);
    }
}
