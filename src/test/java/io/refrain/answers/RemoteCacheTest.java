package io.refrain.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.answers.StoredTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cache on a server, which then goes away: where Hazelcast is on the class path. */
class RemoteCacheTest {
    private static final String MEMBER = "com.hazelcast.cache.HazelcastMemberCachingProvider";
    private static final String CLIENT = "com.hazelcast.client.cache.HazelcastClientCachingProvider";

    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void onlyWithHazelcast() {
        Assumptions.assumeTrue(MEMBER.equals(System.getProperty("tests.caching-provider")), "Hazelcast is not there");
    }

    @Test
    void texts_ofACacheWhoseServerGoesAway_areAbsentAndToldOnce() {
        Logger logger = Logger.getLogger(RemoteCacheTest.class.getName());
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    told.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(listening);
        CachingProvider server = Caching.getCachingProvider(MEMBER);
        assertNotNull(server.getCacheManager());
        try (CachingProvider remote = Caching.getCachingProvider(CLIENT);
                CacheManager manager = remote.getCacheManager()) {
            Cache<String, String> cache = manager.createCache(
                    "remote", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
            StoredTexts texts = new StoredTexts(() -> cache, System.getLogger(RemoteCacheTest.class.getName()));
            texts.keep("name", "text");
            assertEquals("text", texts.find("name"));
            assertEquals(List.of(), told);
            server.close();
            assertNull(texts.find("name"));
            texts.keep("name", "text");
            assertNull(texts.find("name"));
            assertEquals(1, told.size(), told::toString);
            assertTrue(told.get(0).startsWith("The cache of answers cannot be read"), told.get(0));
        } finally {
            logger.removeHandler(listening);
        }
    }
}
