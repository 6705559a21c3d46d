package io.refrain.annotations;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The caches of an application of CDI, and the cache manager that they are from. Safe for use by several threads at once. */
@Singleton
public class ApplicationCaches {
    private final Instance<CacheManager> managers;

    /** None where the container knows no portable extensions. */
    private final Instance<CachingPortableExtension> extensions;

    private volatile @Nullable CacheManager defaultManager;

    @Inject
    ApplicationCaches(Instance<CacheManager> managers, @Any Instance<CachingPortableExtension> extensions) {
        this.managers = managers;
        this.extensions = extensions;
    }

    /** Closes the cache manager that no bean of the application's is, and so nobody else closes. */
    @PreDestroy
    void close() {
        CacheManager manager = defaultManager;
        if (manager != null) {
            manager.close();
        }
    }

    /**
     * The bean of the application of that type, or that of the only provider there is.
     *
     * @throws CacheAnnotationException when none can be chosen
     */
    public CacheManager manager() {
        if (managers.isResolvable() && !isOfTheServer(managers.getHandle())) {
            return managers.get();
        }
        if (managers.isAmbiguous()) {
            List<? extends Instance.Handle<CacheManager>> own = managers.handlesStream()
                    .filter(handle -> !isOfTheServer(handle))
                    .toList();
            if (own.size() > 1) {
                throw new CacheAnnotationException(
                        "Several CDI beans are of type javax.cache.CacheManager: keep one without a "
                                + "qualifier, or name a cacheResolverFactory in @CacheDefaults");
            }
            if (own.size() == 1) {
                return own.get(0).get();
            }
        }
        CacheManager manager = onlyProvider().getCacheManager();
        defaultManager = manager;
        return manager;
    }

    /**
     * The cache of a name.
     *
     * @param whenMissing what it is to be if there is none
     * @throws CacheAnnotationException when no cache manager can be chosen
     */
    public Cache<?, ?> cache(String name, Configuration<?, ?> whenMissing) {
        return cache(manager(), name, whenMissing);
    }

    /**
     * The cache of a name, by whomever it was created and of whatever types.
     *
     * @param whenMissing what it is to be if there is none
     * @throws CacheException when it cannot be created
     */
    public static <K, V> Cache<K, V> cache(CacheManager caches, String name, Configuration<K, V> whenMissing) {
        Cache<K, V> present = caches.getCache(name);
        if (present != null) {
            return present;
        }
        try {
            return caches.createCache(name, whenMissing);
        } catch (CacheException e) {
            // Another thread may have been first.
            Cache<K, V> created = caches.getCache(name);
            if (created == null) {
                throw e;
            }
            return created;
        }
    }

    /** Where a server brings interceptors of its own, and does not use them. */
    private boolean isOfTheServer(Instance.Handle<CacheManager> manager) {
        return extensions.stream().anyMatch(extension -> extension.isOfReplaced(manager.getBean()));
    }

    private static CachingProvider onlyProvider() {
        try {
            return Caching.getCachingProvider();
        } catch (CacheException e) {
            List<CachingProvider> own = StreamSupport.stream(
                            Caching.getCachingProviders().spliterator(), false)
                    .filter(provider ->
                            provider.getClass().getClassLoader() == ApplicationCaches.class.getClassLoader())
                    .toList();
            if (own.size() == 1) {
                // Beside a server's: that which the application has brought together with these annotations.
                return own.get(0);
            }
            throw new CacheAnnotationException(
                    "No single caching provider is there to take a cache from (" + e.getMessage()
                            + "): keep one of JSR-107 on the class path, name its class by the system property "
                            + Caching.JAVAX_CACHE_CACHING_PROVIDER
                            + ", or make a CDI bean of type javax.cache.CacheManager",
                    e);
        }
    }
}
