package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cache.ICache;
import io.refrain.annotations.ApplicationCaches;
import java.time.Instant;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The caches of the service, whichever provider has them, are what the configuration keys say. */
class ServiceCachesTest {
    private final CacheManager caches = ProviderUnderTest.empty(settings());

    private static Properties settings() {
        Properties settings = new Properties();
        for (String cache : new String[] {ServiceConfig.CACHE, ServiceConfig.GATEWAY_CACHE}) {
            settings.setProperty("refrain.caches.\"" + cache + "\".expire-after-write", "1h");
            settings.setProperty("refrain.caches.\"" + cache + "\".statistics", "true");
        }
        return settings;
    }

    @AfterEach
    void close() {
        caches.close();
    }

    private Cache<String, String> open(String name) {
        return ApplicationCaches.cache(
                caches, name, new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {ServiceConfig.CACHE, ServiceConfig.GATEWAY_CACHE})
    void cache_thatWasDestroyed_isAsConfiguredWhoeverOpensItAgain(String name) {
        open(name);
        caches.destroyCache(name);
        Cache<String, String> again = open(name);
        again.put("question", "answer");
        Instant now = Instant.now();
        long left = Freshness.left(again, "question", now, now.toEpochMilli());
        assertTrue(left > 3_590_000 && left <= 3_600_000, () -> left + " ms");
        CompleteConfiguration<?, ?> configuration = again.getConfiguration(CompleteConfiguration.class);
        assertTrue(configuration.isStatisticsEnabled());
        assertEquals(String.class, configuration.getKeyType());
    }

    @Test
    void statistics_onHazelcast_countOnlyWhatTheMemberItselfHolds() {
        Assumptions.assumeTrue(
                System.getProperty("refrain.provider", "").startsWith("com.hazelcast."), "Another provider counts all");
        Cache<String, String> cache = open(ServiceConfig.CACHE);
        for (int i = 0; i < 100; i++) {
            cache.put("question " + i, "answer");
        }
        long puts = cache.unwrap(ICache.class).getLocalCacheStatistics().getCachePuts();
        assertTrue(puts > 0 && puts < 100, () -> puts + " puts");
    }
}
