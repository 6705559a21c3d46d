package io.refrain.annotations;

import java.lang.annotation.Annotation;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Resolves caches by name, and creates those that are missing with a default configuration. The cache manager is asked for when a
 * cache is needed, not before. Safe for use by several threads at once when the supplier is.
 */
final class DefaultCacheResolverFactory implements CacheResolverFactory {
    private final Supplier<CacheManager> manager;

    DefaultCacheResolverFactory(Supplier<CacheManager> manager) {
        this.manager = manager;
    }

    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
        return new ByName(manager, method.getCacheName());
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
        return new ByName(manager, method.getCacheAnnotation().exceptionCacheName());
    }

    /** Keeps the cache it has resolved until that is closed. Safe for use by several threads at once. */
    private static final class ByName implements CacheResolver {
        private final Supplier<CacheManager> manager;
        private final String name;
        private volatile @Nullable Cache<?, ?> resolved;

        ByName(Supplier<CacheManager> manager, String name) {
            this.manager = manager;
            this.name = name;
        }

        @Override
        @SuppressWarnings("unchecked") // The types are the caller's to know.
        public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> invocation) {
            Cache<?, ?> cache = resolved;
            if (cache == null || cache.isClosed()) {
                cache = getOrCreate(manager.get());
                resolved = cache;
            }
            return (Cache<K, V>) cache;
        }

        private Cache<?, ?> getOrCreate(CacheManager caches) {
            Cache<?, ?> present = caches.getCache(name);
            if (present != null) {
                return present;
            }
            try {
                return caches.createCache(name, new MutableConfiguration<>());
            } catch (CacheException e) {
                // Another thread may have been first.
                Cache<?, ?> created = caches.getCache(name);
                if (created == null) {
                    throw e;
                }
                return created;
            }
        }
    }
}
