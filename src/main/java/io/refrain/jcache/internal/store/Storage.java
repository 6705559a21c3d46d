package io.refrain.jcache.internal.store;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;

/** Opens the stores of one cache manager in one medium. Implementations are safe for use by several threads at once. */
public interface Storage extends AutoCloseable {

    /**
     * Opens the store of a cache, with what it kept before.
     *
     * @param cache the name of the cache
     * @param bounds how much it may hold
     * @param durability what of it survives, where it is kept outside the heap
     * @param codecs write and read what leaves the heap
     * @param observer is told of what becomes of entries
     * @throws StoreException when the medium fails
     */
    <K> Store<K> open(String cache, Bounds bounds, Durability durability, Codecs codecs, StoreObserver<K> observer);

    /**
     * Deletes what is kept for a cache, whether it was ever opened or not; its store must be closed.
     *
     * @throws StoreException when the medium fails
     */
    void destroy(String cache);

    /** Lets go of the medium; the stores must be closed. */
    @Override
    void close();
}
