package io.refrain.quarkus;

import io.refrain.jcache.internal.config.Settings;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/** The JSR-107 provider of tests that hold for any: Refrain's, or the one that {@code refrain.provider} names. */
public final class ProviderUnderTest {
    private static final String OURS = "io.refrain.jcache.RefrainCachingProvider";

    private ProviderUnderTest() {}

    private static CachingProvider provider() {
        return Caching.getCachingProvider(System.getProperty("refrain.provider", OURS));
    }

    /** Its default cache manager. */
    public static CacheManager manager() {
        return provider().getCacheManager();
    }

    /**
     * A cache manager with nothing in it, whose caches are on the heap, or in the cluster.
     *
     * @param settings of the caches
     */
    public static CacheManager empty(Properties settings) {
        CachingProvider provider = provider();
        if (provider.getClass().getName().equals(OURS)) {
            return provider.getCacheManager(
                    URI.create("refrain:heap"), new ClassLoader(ProviderUnderTest.class.getClassLoader()) {}, settings);
        }
        CacheManager manager = OtherProvider.open(provider, Optional.empty(), new Settings(settings));
        // What earlier tests have left in the cluster. Hazelcast destroys only what was asked for before.
        for (String cache : new String[] {ServiceConfig.CACHE, ServiceConfig.GATEWAY_CACHE}) {
            if (manager.getCache(cache) != null) {
                manager.destroyCache(cache);
            }
        }
        return manager;
    }

    /** Closes a cache manager, and what its provider has started for it. */
    public static void close(CacheManager manager) {
        manager.close();
        if (!manager.getCachingProvider().getClass().getName().equals(OURS)) {
            manager.getCachingProvider().close();
        }
    }
}
