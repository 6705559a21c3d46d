package io.refrain.jcache.internal.store.heap;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreObserver;

/** Opens stores on the heap, which are empty at first and gone when closed. Safe for use by several threads at once. */
public final class HeapStorage implements Storage {
    private final HeldKeys held;

    /** @param held knows the locks of all caches */
    public HeapStorage(HeldKeys held) {
        this.held = held;
    }

    @Override
    public <K> Store<K> open(
            String cache, Bounds bounds, Durability durability, Codecs codecs, StoreObserver<K> observer) {
        return new HeapStore<>(
                new HeapMap<>(bounds, codecs, (key, entry) -> observer.evicted(1)), new KeyLocks(cache, held));
    }

    /** There is nothing to delete once a store is closed. */
    @Override
    public void destroy(String cache) {}

    @Override
    public void close() {}
}
