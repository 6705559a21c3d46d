package io.refrain.jcache;

import io.refrain.jcache.internal.store.Store;
import java.util.Iterator;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Goes through the entries of a cache, weakly consistent as its store is. For one thread. */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
    private final RefrainCache<K, V> cache;
    private final EntryReader<K, V> reader;
    private final Iterator<Store.Found<K>> all;
    private Cache.@Nullable Entry<K, V> next;
    private Store.@Nullable Found<K> found;
    private @Nullable K removable;

    EntryIterator(RefrainCache<K, V> cache, EntryReader<K, V> reader, Iterator<Store.Found<K>> all) {
        this.cache = cache;
        this.reader = reader;
        this.all = all;
    }

    @Override
    public boolean hasNext() {
        cache.checkOpen();
        while (next == null && all.hasNext()) {
            found = all.next();
            next = reader.entry(found);
        }
        return next != null;
    }

    @Override
    public Cache.Entry<K, V> next() {
        long start = System.nanoTime();
        if (!hasNext() || next == null || found == null) {
            throw new NoSuchElementException();
        }
        Cache.Entry<K, V> entry = next;
        next = null;
        removable = found.key();
        reader.given(found, start);
        return entry;
    }

    @Override
    public void remove() {
        cache.checkOpen();
        if (removable == null) {
            throw new IllegalStateException("Call next() first; an entry can be removed once");
        }
        cache.remove(removable);
        removable = null;
    }
}
