package io.refrain.jcache;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/** The loader of a cache, with its failures as {@link CacheLoaderException}. As safe for use by several threads as the loader. */
final class EntryLoader<K, V> implements Closeable {
    private final CacheLoader<K, V> loader;

    EntryLoader(CacheLoader<K, V> loader) {
        this.loader = loader;
    }

    /** The value of a key; null when there is none. */
    @Nullable
    V load(K key) {
        try {
            return loader.load(key);
        } catch (RuntimeException e) {
            throw wrapped(e);
        }
    }

    /** The values of those keys that have one; what the loader gives for other keys is left out. */
    Map<K, V> loadAll(Set<? extends K> keys) {
        try {
            Map<K, V> loaded = loader.loadAll(keys);
            Map<K, V> present = new HashMap<>();
            if (loaded != null) {
                for (K key : keys) {
                    V value = loaded.get(key);
                    if (value != null) {
                        present.put(key, value);
                    }
                }
            }
            return present;
        } catch (RuntimeException e) {
            throw wrapped(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (loader instanceof Closeable closeable) {
            closeable.close();
        }
    }

    private static CacheLoaderException wrapped(RuntimeException e) {
        return e instanceof CacheLoaderException known ? known : new CacheLoaderException(e);
    }
}
