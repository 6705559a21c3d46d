package io.refrain.jcache.store.tiered;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.Durability;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.heap.HeapStore;
import java.util.function.LongConsumer;

/** Puts a heap of a given size in front of each store of another storage. As safe for use by several threads as that storage. */
public final class TieredStorage implements Storage {
    private final Storage authority;
    private final Bounds heap;

    /**
     * @param authority keeps everything
     * @param heap how much each store copies to the heap
     */
    public TieredStorage(Storage authority, Bounds heap) {
        this.authority = authority;
        this.heap = heap;
    }

    @Override
    public <K> Store<K> open(
            String cache, Bounds bounds, Durability durability, Codecs codecs, LongConsumer evictions) {
        // What leaves the heap is still in the cache: no eviction.
        HeapStore<K> near = new HeapStore<>(heap, codecs, entries -> {});
        return new TieredStore<>(near, authority.open(cache, bounds, durability, codecs, evictions));
    }

    @Override
    public void destroy(String cache) {
        authority.destroy(cache);
    }

    @Override
    public void close() {
        authority.close();
    }
}
