package io.refrain.jcache;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.processor.EntryProcessor;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts of caches share: a provider with a clock of its own, and caches on the store that a subclass names. */
abstract class CacheContract {
    static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    final Medium medium;
    final FakeClock clock = new FakeClock();
    final RefrainCachingProvider provider = new RefrainCachingProvider(clock);
    final FakePolicy policy = new FakePolicy();
    final FakeListener<String, String> listener = new FakeListener<>();
    final FakeLoader<String, String> loader = new FakeLoader<>();
    final FakeWriter<String, String> writer = new FakeWriter<>();

    @TempDir
    Path directory;

    CacheManager manager;

    /** The one hook: which store the contract runs on. */
    CacheContract(Medium medium) {
        this.medium = medium;
    }

    @BeforeEach
    void open() {
        manager = provider.getCacheManager(medium.uri(directory), null, medium.properties());
    }

    @AfterEach
    void close() {
        provider.close();
    }

    /** Closes all and opens the same manager again. */
    void reopen() {
        close();
        open();
    }

    URI uri() {
        return medium.uri(directory);
    }

    /** Counts, and goes by the fake policy. */
    MutableConfiguration<String, String> strings() {
        return typed(String.class, String.class);
    }

    <K, V> MutableConfiguration<K, V> typed(Class<K> keys, Class<V> values) {
        FakePolicy shared = policy;
        return new MutableConfiguration<K, V>()
                .setTypes(keys, values)
                .setStatisticsEnabled(true)
                .setExpiryPolicyFactory(() -> shared);
    }

    MutableConfiguration<String, String> heard() {
        return strings().addCacheEntryListenerConfiguration(synchronous(listener));
    }

    MutableConfiguration<String, String> loading() {
        FakeLoader<String, String> shared = loader;
        return heard().setReadThrough(true).setCacheLoaderFactory(() -> shared);
    }

    MutableConfiguration<String, String> writing() {
        FakeWriter<String, String> shared = writer;
        return heard().setWriteThrough(true).setCacheWriterFactory(() -> shared);
    }

    static <K, V> MutableCacheEntryListenerConfiguration<K, V> synchronous(FakeListener<K, V> listener) {
        return new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true);
    }

    static <K, V> MutableCacheEntryListenerConfiguration<K, V> synchronous(
            FakeListener<K, V> listener, Predicate<CacheEntryEvent<? extends K, ? extends V>> filter) {
        Factory<CacheEntryEventFilter<K, V>> filters = () -> filter::test;
        return new MutableCacheEntryListenerConfiguration<>(() -> listener, filters, true, true);
    }

    <K, V> Cache<K, V> create(Configuration<K, V> configuration) {
        return create("c", configuration);
    }

    <K, V> Cache<K, V> create(String name, Configuration<K, V> configuration) {
        return manager.createCache(name, configuration);
    }

    static CacheStatisticsMXBean statistics(Cache<?, ?> cache) {
        return JMX.newMXBeanProxy(BEANS, statisticsName(cache), CacheStatisticsMXBean.class);
    }

    static ObjectName statisticsName(Cache<?, ?> cache) {
        return beanName("CacheStatistics", cache.getCacheManager().getURI(), cache.getName());
    }

    static ObjectName beanName(String type, URI manager, String cache) {
        try {
            return new ObjectName("javax.cache:type=" + type + ",CacheManager="
                    + manager.toString().replaceAll("[,:=\n*?]", ".") + ",Cache=" + cache);
        } catch (MalformedObjectNameException e) {
            throw new AssertionError(e);
        }
    }

    /** Hits, misses, puts and removals, in this order. */
    static List<Long> counts(Cache<?, ?> cache) {
        CacheStatisticsMXBean bean = statistics(cache);
        return List.of(bean.getCacheHits(), bean.getCacheMisses(), bean.getCachePuts(), bean.getCacheRemovals());
    }

    static List<Long> counts(long hits, long misses, long puts, long removals) {
        return List.of(hits, misses, puts, removals);
    }

    /** Every verb that can create an entry. */
    enum Creation {
        PUT,
        GET_AND_PUT,
        PUT_IF_ABSENT,
        PUT_ALL,
        INVOKE;

        void write(Cache<String, String> cache, String key, String value) {
            switch (this) {
                case PUT -> cache.put(key, value);
                case GET_AND_PUT -> cache.getAndPut(key, value);
                case PUT_IF_ABSENT -> cache.putIfAbsent(key, value);
                case PUT_ALL -> cache.putAll(Map.of(key, value));
                case INVOKE -> cache.invoke(key, setting(value));
            }
        }
    }

    /** Every verb that can update an entry. */
    enum Update {
        PUT,
        GET_AND_PUT,
        PUT_ALL,
        REPLACE,
        REPLACE_IF_EQUAL,
        GET_AND_REPLACE,
        INVOKE;

        void write(Cache<String, String> cache, String key, String old, String value) {
            switch (this) {
                case PUT -> cache.put(key, value);
                case GET_AND_PUT -> cache.getAndPut(key, value);
                case PUT_ALL -> cache.putAll(Map.of(key, value));
                case REPLACE -> cache.replace(key, value);
                case REPLACE_IF_EQUAL -> cache.replace(key, old, value);
                case GET_AND_REPLACE -> cache.getAndReplace(key, value);
                case INVOKE -> cache.invoke(key, setting(value));
            }
        }
    }

    @SuppressWarnings("NullAway") // the API does not say that a processor may return null
    static <V> EntryProcessor<String, V, String> setting(V value) {
        return (entry, arguments) -> {
            entry.setValue(value);
            return null;
        };
    }

    @SuppressWarnings("NullAway")
    static <V> EntryProcessor<String, V, V> reading() {
        return (entry, arguments) -> entry.getValue();
    }

    /** What a call threw, or null. */
    static @Nullable Throwable failure(Runnable call) {
        try {
            call.run();
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }
}
