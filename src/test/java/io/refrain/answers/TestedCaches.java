package io.refrain.answers;

import io.refrain.jcache.RefrainCachingProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/** The caches under the models of one test: Refrain's, or those of the provider whose class {@code tests.caching-provider} names. For one thread. */
public final class TestedCaches implements AutoCloseable {
    private static final String OTHER = System.getProperty("tests.caching-provider", "");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final RefrainCachingProvider own = new RefrainCachingProvider();
    private final CacheManager manager = OTHER.isEmpty()
            ? own.getCacheManager(URI.create("refrain:heap"), getClass().getClassLoader())
            // Shared by all tests: a member of Hazelcast takes seconds to start.
            : Caching.getCachingProvider(OTHER).getCacheManager();
    private final List<Cache<?, ?>> created = new ArrayList<>();

    /** A new one for answers. */
    public Cache<String, String> cache() {
        return create(String.class);
    }

    /** One that takes no text. */
    public Cache<Integer, Integer> ofNumbers() {
        return create(Integer.class);
    }

    private <T> Cache<T, T> create(Class<T> type) {
        Cache<T, T> cache = manager.createCache(
                "answers-" + NUMBER.incrementAndGet(), new MutableConfiguration<T, T>().setTypes(type, type));
        created.add(cache);
        return cache;
    }

    @Override
    public void close() {
        created.forEach(each -> manager.destroyCache(each.getName()));
        own.close();
    }
}
