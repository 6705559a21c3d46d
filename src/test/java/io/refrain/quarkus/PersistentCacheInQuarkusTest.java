package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.refrain.chat.DemoProfile;
import io.refrain.jcache.RefrainCacheManager;
import io.refrain.jcache.config.RefrainConfiguration;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.spi.CachingProvider;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cache in a file, without a heap in front, on either session factory, beside the transactions of the application. */
@QuarkusTest
@TestProfile(DemoProfile.class)
class PersistentCacheInQuarkusTest {
    @TempDir
    Path directory;

    @Inject
    SessionFactory builtByQuarkus;

    @Inject
    UserTransaction transaction;

    enum Sessions {
        BUILT_BY_QUARKUS,
        MADE_BY_THE_LIBRARY
    }

    @ParameterizedTest
    @EnumSource
    void everyVerb_withoutATransaction_works(Sessions sessions) {
        try (CacheManager manager = manager(sessions)) {
            everyVerb(create(manager));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyVerb_inATransactionThatIsRolledBack_stands(Sessions sessions) throws Exception {
        try (CacheManager manager = manager(sessions)) {
            Cache<String, String> cache = create(manager);
            transaction.begin();
            try {
                everyVerb(cache);
            } finally {
                transaction.rollback();
            }
            assertEquals("v", cache.get("stays"));
            assertNull(cache.get("gone"));
            // The connections that were opened within it are as good as before.
            everyVerb(cache);
        }
        try (CacheManager again = manager(sessions)) {
            assertEquals("v", create(again).get("stays"));
        }
    }

    private static void everyVerb(Cache<String, String> cache) {
        cache.put("stays", "v");
        cache.put("gone", "v");
        assertEquals("v", cache.get("stays"));
        cache.remove("gone");
        assertFalse(cache.containsKey("gone"));
        assertEquals(Set.of("stays"), cache.getAll(Set.of("stays", "gone")).keySet());
        Stream.of("a", "b").forEach(key -> cache.putIfAbsent(key, "1"));
        cache.removeAll(Set.of("a", "b"));
        cache.iterator().forEachRemaining(entry -> assertEquals("stays", entry.getKey()));
    }

    private CacheManager manager(Sessions sessions) {
        Properties properties = new Properties();
        if (sessions == Sessions.BUILT_BY_QUARKUS) {
            properties.put(RefrainCacheManager.SESSION_FACTORY, builtByQuarkus);
        }
        CachingProvider provider = Caching.getCachingProvider("io.refrain.jcache.RefrainCachingProvider");
        return provider.getCacheManager(
                URI.create("refrain:sqlite:"
                        + directory.resolve("quarkus.db").toUri().getRawPath()),
                Thread.currentThread().getContextClassLoader(),
                properties);
    }

    private static Cache<String, String> create(CacheManager manager) {
        return manager.createCache(
                "in quarkus",
                new RefrainConfiguration<String, String>()
                        .setTypes(String.class, String.class)
                        .setHeapEntries(0)
                        .setExpiryPolicyFactory(
                                FactoryBuilder.factoryOf(new TouchedExpiryPolicy(new Duration(TimeUnit.HOURS, 1)))));
    }
}
