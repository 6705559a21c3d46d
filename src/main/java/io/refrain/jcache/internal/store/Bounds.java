package io.refrain.jcache.internal.store;

/**
 * How much a store may hold before it forgets what is least valuable.
 *
 * @param maxEntries the highest number of entries, at least 1
 * @param maxBytes the highest number of bytes of all keys and values in their encoded form, at least 1, or {@link #UNBOUNDED}
 */
public record Bounds(long maxEntries, long maxBytes) {
    /** No bound. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** Refuses bounds below 1. */
    public Bounds {
        requirePositive("max-entries", maxEntries);
        requirePositive("max-bytes", maxBytes);
    }

    /** A number of entries of any size. */
    public static Bounds ofEntries(long maxEntries) {
        return new Bounds(maxEntries, UNBOUNDED);
    }

    /** The narrower of two, in each respect. */
    public Bounds within(Bounds other) {
        return new Bounds(Math.min(maxEntries, other.maxEntries), Math.min(maxBytes, other.maxBytes));
    }

    private static void requirePositive(String name, long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException(name + " is " + bound + ", but must be at least 1");
        }
    }
}
