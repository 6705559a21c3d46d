package io.refrain.jcache.internal.store;

import java.util.Collection;

/**
 * The cache that a store belongs to, told of what becomes of its entries without its doing. Called by any thread, which holds no key. Implementations are safe for use by
 * several threads at once.
 *
 * @param <K> the type of keys
 */
public interface StoreObserver<K> {

    /** So many entries were forgotten to keep the bounds. */
    void evicted(long entries);

    /** Whether {@link #expire} is to be called for what has expired, instead of it being dropped by the store itself. */
    default boolean listensForExpiry() {
        return false;
    }

    /** Entries of these keys have expired, unless somebody has changed them since: the cache drops them, and tells those who listen. */
    default void expire(Collection<K> keys) {}
}
