package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryEventFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a cache that could not be created, and which could not. */
abstract class CreationContract extends CacheContract {
    private final IllegalStateException thrown = new IllegalStateException("the last factory fails");

    CreationContract(Medium medium) {
        super(medium);
    }

    private <T> Factory<T> failing() {
        return () -> {
            throw thrown;
        };
    }

    /** Has everything that can be closed. */
    private MutableConfiguration<String, String> closeable() {
        return writing().setReadThrough(true).setCacheLoaderFactory(() -> loader);
    }

    private void assertAllClosedOnce() {
        assertEquals(1, policy.closed.get(), "policy");
        assertEquals(1, loader.closed.get(), "loader");
        assertEquals(1, writer.closed.get(), "writer");
        assertEquals(1, listener.closed.get(), "listener");
    }

    @Test
    void createCache_whenAListenerCannotBeMade_closesAllThatWas() {
        MutableConfiguration<String, String> configuration = closeable()
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(failing(), null, true, true));

        // In whichever order the set of listeners has them.
        assertSame(thrown, failure(() -> create(configuration)));

        assertEquals(1, policy.closed.get(), "policy");
        assertEquals(1, loader.closed.get(), "loader");
        assertEquals(1, writer.closed.get(), "writer");
    }

    @Test
    void createCache_whenAFilterCannotBeMade_closesItsListenerToo() {
        Factory<CacheEntryEventFilter<String, String>> filter = failing();
        MutableConfiguration<String, String> configuration = strings()
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> listener, filter, true, true));

        assertSame(thrown, failure(() -> create(configuration)));

        assertEquals(1, listener.closed.get());
        assertEquals(1, policy.closed.get());
    }

    @Test
    void createCache_whenTheWriterCannotBeMade_closesAllThatWas() {
        MutableConfiguration<String, String> configuration = closeable().setCacheWriterFactory(failing());

        assertSame(thrown, failure(() -> create(configuration)));

        assertEquals(1, policy.closed.get(), "policy");
        assertEquals(1, loader.closed.get(), "loader");
    }

    @Test
    void createCache_whenAFactoryGivesNull_saysWhich() {
        CacheException failure =
                assertThrows(CacheException.class, () -> create(closeable().setCacheWriterFactory(() -> null)));

        assertTrue(String.valueOf(failure.getMessage()).contains("writer"), failure::getMessage);
        assertEquals(1, loader.closed.get());
    }

    @Test
    void createCache_afterItFailed_works() {
        assertSame(thrown, failure(() -> create(closeable().setCacheWriterFactory(failing()))));

        Cache<String, String> cache = create(closeable());
        cache.put("k", "v");
        assertEquals("v", cache.get("k"));
        cache.close();
        assertEquals(2, policy.closed.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00b", "\udc00\ud800"})
    void createCache_withANameThatIsNoText_isRefusedWhereItWouldBeWritten(String name) {
        if (medium.isPersistent()) {
            create("?", strings()).put("k", "v");

            CacheException failure = assertThrows(CacheException.class, () -> create(name, closeable()));

            assertTrue(String.valueOf(failure.getMessage()).contains("surrogate"), failure::getMessage);
            manager.destroyCache(name);
            assertEquals("v", manager.getCache("?").get("k"));
        } else {
            Cache<String, String> cache = create(name, strings());
            cache.put("k", "v");
            assertEquals("v", cache.get("k"));
        }
    }

    @Test
    void createCache_withANameOfPairs_isCreated() {
        create("\ud83d\ude00", closeable()).put("k", "v");
        assertEquals("v", manager.getCache("\ud83d\ude00").get("k"));
    }

    @Test
    void close_closesAllOnce() {
        Cache<String, String> cache = create(closeable());
        cache.close();
        cache.close();
        assertAllClosedOnce();
    }
}
