package io.refrain.jcache.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/** Caffeine without JSR-107: by reference, without statistics and expiry. Safe for use by several threads at once. */
final class CaffeineSubject<V> implements Subject<V> {
    private final Cache<String, V> cache;

    CaffeineSubject(long maxEntries) {
        cache = Caffeine.newBuilder().maximumSize(maxEntries).build();
    }

    @Override
    public @Nullable V get(String key) {
        return cache.getIfPresent(key);
    }

    @Override
    public void put(String key, V value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
