package io.refrain.jcache.store.heap;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.Durability;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.Store;
import java.util.function.LongConsumer;

/** Opens stores on the heap, which are empty at first and gone when closed. Safe for use by several threads at once. */
public final class HeapStorage implements Storage {

    @Override
    public <K> Store<K> open(
            String cache, Bounds bounds, Durability durability, Codecs codecs, LongConsumer evictions) {
        return new HeapStore<>(bounds, codecs, evictions);
    }

    /** There is nothing to delete once a store is closed. */
    @Override
    public void destroy(String cache) {}

    @Override
    public void close() {}
}
