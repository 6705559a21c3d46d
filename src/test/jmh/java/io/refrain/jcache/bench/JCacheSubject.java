package io.refrain.jcache.bench;

import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/** A cache of JSR-107, which takes its manager with it when it is closed. Safe for use by several threads at once. */
final class JCacheSubject<V> implements Subject<V> {
    private final CacheManager manager;
    private final Cache<String, V> cache;

    JCacheSubject(CacheManager manager, Cache<String, V> cache) {
        this.manager = manager;
        this.cache = cache;
    }

    @Override
    public @Nullable V get(String key) {
        return cache.get(key);
    }

    @Override
    public void put(String key, V value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        manager.close();
    }
}
