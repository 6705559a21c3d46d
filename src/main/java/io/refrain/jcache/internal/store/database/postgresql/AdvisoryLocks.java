package io.refrain.jcache.internal.store.database.postgresql;

import java.util.Collection;

/**
 * Which advisory locks of PostgreSQL stand for what. A key has one of a fixed number of them, so that no transaction ever needs more than the server has room for; who needs many of one cache
 * takes the one for all of it. Immutable.
 *
 * @param space the first number of each lock, which is the schema's own
 */
record AdvisoryLocks(int space) {
    /** "RfrN". */
    static final int SCHEMA = 0x5266724E;

    /** The lock of a whole cache: held by all who hold a key of it, and by nobody else who holds all. */
    static final int WHOLE = 0;

    /** From so many keys on, the whole cache is held. */
    static final int MANY = 64;

    private static final int STRIPES = (1 << 16) - 1;

    static AdvisoryLocks of(Schema schema) {
        return new AdvisoryLocks(Long.hashCode(schema.salt()));
    }

    /** The first number of the locks by which one process is chosen to tidy up. */
    int leading() {
        return space ^ 0x1EAD1EAD;
    }

    /** The second number of the lock of a whole cache. */
    static int whole(int cache) {
        return cache << 16 | WHOLE;
    }

    /** The second numbers of the locks of keys, in the order in which they are taken. */
    static int[] of(int cache, Collection<Long> hashes) {
        return hashes.stream()
                .mapToInt(hash -> of(cache, hash))
                .sorted()
                .distinct()
                .toArray();
    }

    /** The second number of the lock of a key. */
    static int of(int cache, long hash) {
        int stripe = (int) Math.floorMod(hash * 0x9E3779B97F4A7C15L >>> 16, (long) STRIPES) + 1;
        return cache << 16 | stripe;
    }
}
