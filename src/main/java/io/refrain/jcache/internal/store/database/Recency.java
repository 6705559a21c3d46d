package io.refrain.jcache.internal.store.database;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When entries were last read, of those that were read last; what is not here was not read for long. Safe for use by several threads at once.
 */
final class Recency {
    /** When so many have gathered, those gathered before are forgotten. */
    private static final int GENERATION = 32_768;

    private volatile Map<Long, Long> young = new ConcurrentHashMap<>();
    private volatile Map<Long, Long> old = Map.of();

    /** Notes a look-up, at a time in milliseconds since the epoch. */
    void read(long hash, long millis) {
        Map<Long, Long> current = young;
        current.put(hash, millis);
        if (current.size() >= GENERATION) {
            renew(current);
        }
    }

    private synchronized void renew(Map<Long, Long> full) {
        if (young == full) {
            old = full;
            young = new ConcurrentHashMap<>();
        }
    }

    /** When an entry was last read, but not before a time that is known of it. */
    long lastRead(long hash, long atLeast) {
        Long millis = young.get(hash);
        if (millis == null) {
            millis = old.get(hash);
        }
        return millis == null ? atLeast : Math.max(millis, atLeast);
    }
}
