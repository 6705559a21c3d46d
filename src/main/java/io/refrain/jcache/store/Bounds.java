package io.refrain.jcache.store;

/**
 * How much a store may hold before it forgets what is least valuable.
 *
 * @param maxEntries the highest number of entries, at least 1
 */
public record Bounds(long maxEntries) {
    /** Refuses a bound below 1. */
    public Bounds {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("max-entries is " + maxEntries + ", but must be at least 1");
        }
    }
}
