package io.refrain.jcache.internal.store.database.row;

/** The ids of rows: the number of a cache and a hash of a key, so that the rows of one cache are one range, spread evenly in it. */
public final class RowIds {
    /** How many bits of an id are the hash. */
    public static final int HASH_BITS = 48;

    /** How many numbers of caches there are, from 0. */
    public static final int CACHES = 1 << (Long.SIZE - HASH_BITS);

    private static final long HASH = (1L << HASH_BITS) - 1;

    private RowIds() {}

    /** The id of a key by its {@linkplain #hash hash}. */
    public static long of(int cache, long hash) {
        return first(cache) | hash(hash);
    }

    /** The lowest id of a cache, which is no row's. */
    public static long first(int cache) {
        return (long) cache << HASH_BITS;
    }

    /** The highest id of a cache. */
    public static long last(int cache) {
        return first(cache) | HASH;
    }

    /** The hash that is part of an id, or of any number; never 0, so that all of a cache's rows come after something. */
    public static long hash(long id) {
        return Math.max(1, id & HASH);
    }

    /** The number of the cache that an id belongs to. */
    public static int cache(long id) {
        return (int) (id >>> HASH_BITS);
    }
}
