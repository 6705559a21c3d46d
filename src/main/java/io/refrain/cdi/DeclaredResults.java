package io.refrain.cdi;

import io.refrain.annotations.CacheResultTypes;
import io.refrain.jcache.RefrainCache;
import io.refrain.jcache.RefrainCacheManager;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/** Tells a cache of Refrain's the types of the results that are kept in it, so that what Java's serialisation cannot store is stored as JSON. Has no state. */
@Singleton
class DeclaredResults implements CacheResultTypes {

    @Override
    public void declare(Cache<?, ?> cache, Type type) {
        if (cache.getCacheManager() instanceof RefrainCacheManager) {
            cache.unwrap(RefrainCache.class).declareValues(type);
        }
    }

    @Override
    public @Nullable String refusal(CacheManager manager, String cacheName, Type type) {
        return manager instanceof RefrainCacheManager own ? own.refusalOfValues(cacheName, type) : null;
    }
}
