package io.refrain.jcache.internal.store.tiered;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.heap.HeapMap;

/** Puts a heap of a given size in front of each store of an authority. As safe for use by several threads as that. */
public final class TieredStorage implements Storage {
    private final Authorities authorities;
    private final Bounds heap;

    /**
     * @param authorities keep everything
     * @param heap how much of each store is copied to the heap at most, which is never more than the store itself may have
     */
    public TieredStorage(Authorities authorities, Bounds heap) {
        this.authorities = authorities;
        this.heap = heap;
    }

    @Override
    public <K> Store<K> open(
            String cache, Bounds bounds, Durability durability, Codecs codecs, StoreObserver<K> observer) {
        Authority<K> authority = authorities.open(cache, bounds, durability, codecs, observer);
        // What leaves the heap is still in the cache: no eviction.
        return new TieredStore<>(new HeapMap<>(heap.within(bounds), codecs, authority::uncopied), authority, codecs);
    }

    @Override
    public void destroy(String cache) {
        authorities.destroy(cache);
    }

    @Override
    public void close() {
        authorities.close();
    }

    /** A storage whose stores let a heap be in front of them. */
    public interface Authorities extends Storage {
        @Override
        <K> Authority<K> open(
                String cache, Bounds bounds, Durability durability, Codecs codecs, StoreObserver<K> observer);
    }
}
