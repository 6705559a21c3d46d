package io.refrain.gateway;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** The calls under way, each of which equal requests join. Safe for use by several threads at once. */
final class Flights {
    private final ConcurrentMap<String, Flight> all = new ConcurrentHashMap<>();
    private final AtomicLong landed = new AtomicLong();

    /**
     * How many calls have landed. Who missed in the cache and then finds nobody under way looks once more when this has changed since before the
     * miss: the answer may have been stored in between.
     */
    long landed() {
        return landed.get();
    }

    /** Starts a flight unless one is under way; the answer is {@code own} when it was started. */
    Flight join(String key, Flight own) {
        Flight other = all.putIfAbsent(key, own);
        return other == null ? own : other;
    }

    /** Ends a flight for those who come from now on; what it came to is stored before, if at all. */
    void land(String key, Flight flight) {
        landed.incrementAndGet();
        all.remove(key, flight);
    }
}
