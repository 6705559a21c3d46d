package io.refrain.quarkus;

import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Opens a cache of the service when it is first needed. Has no state. */
public final class CacheOpening {
    private CacheOpening() {}

    /**
     * The cache that is there, or a new one; another thread may be first.
     *
     * @param there gives the cache; null for none
     * @param making creates it
     * @throws CacheException when it cannot be created
     */
    public static <K, V> Cache<K, V> getOrCreate(Supplier<@Nullable Cache<K, V>> there, Supplier<Cache<K, V>> making) {
        Cache<K, V> cache = there.get();
        if (cache != null) {
            return cache;
        }
        try {
            return making.get();
        } catch (CacheException e) {
            cache = there.get();
            if (cache == null) {
                throw e;
            }
            return cache;
        }
    }
}
