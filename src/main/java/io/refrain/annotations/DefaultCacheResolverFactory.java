package io.refrain.annotations;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import javax.cache.Cache;
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
    private final CacheResultTypes types;

    DefaultCacheResolverFactory(Supplier<CacheManager> manager, CacheResultTypes types) {
        this.manager = manager;
        this.types = types;
    }

    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
        Type type = method.getCacheAnnotation() instanceof CacheResult
                ? ResultShape.valueType(method.getMethod())
                : void.class;
        return new ByName(method.getCacheName(), type);
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
        return new ByName(method.getCacheAnnotation().exceptionCacheName(), void.class);
    }

    /** Keeps the cache it has resolved until that is closed. Safe for use by several threads at once. */
    private final class ByName implements CacheResolver {
        private final String name;

        /** Of what is kept in it; void for what is not known. */
        private final Type type;

        private volatile @Nullable Cache<?, ?> resolved;

        ByName(String name, Type type) {
            this.name = name;
            this.type = type;
        }

        @Override
        @SuppressWarnings("unchecked") // The types are the caller's to know.
        public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> invocation) {
            Cache<?, ?> cache = resolved;
            if (cache == null || cache.isClosed()) {
                cache = ApplicationCaches.cache(manager.get(), name, new MutableConfiguration<>());
                if (type != void.class) {
                    types.declare(cache, type);
                }
                resolved = cache;
            }
            return (Cache<K, V>) cache;
        }
    }
}
