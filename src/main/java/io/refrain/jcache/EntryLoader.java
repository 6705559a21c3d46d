package io.refrain.jcache;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * The loader of a cache, with its failures as {@link CacheLoaderException}; a value that is not of the cache's type is one. As safe for use by
 * several threads as the loader.
 */
final class EntryLoader<K, V> implements Closeable {
    private final CacheLoader<K, V> loader;
    private final TypeCheck<K, V> types;

    /** @param types those of the cache, which a loader may know nothing of */
    EntryLoader(CacheLoader<K, V> loader, TypeCheck<K, V> types) {
        this.loader = loader;
        this.types = types;
    }

    /** The value of a key; null when there is none. */
    @SuppressWarnings("CatchingUnchecked") // loaders in other JVM languages throw what they like
    @Nullable
    V load(K key) {
        try {
            V value = loader.load(key);
            return value == null ? null : types.value(value);
        } catch (Exception e) {
            throw wrapped(e);
        }
    }

    /** The values of those keys that have one; what the loader gives for other keys is left out. */
    @SuppressWarnings("CatchingUnchecked")
    Map<K, V> loadAll(Set<? extends K> keys) {
        try {
            Map<K, V> loaded = loader.loadAll(keys);
            Map<K, V> present = new HashMap<>();
            if (loaded != null) {
                for (K key : keys) {
                    V value = loaded.get(key);
                    if (value != null) {
                        present.put(key, types.value(value));
                    }
                }
            }
            return present;
        } catch (Exception e) {
            throw wrapped(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (loader instanceof Closeable closeable) {
            closeable.close();
        }
    }

    private static CacheLoaderException wrapped(Exception e) {
        return e instanceof CacheLoaderException known ? known : new CacheLoaderException("The loader failed: " + e, e);
    }
}
