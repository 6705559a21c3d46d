package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import org.junit.jupiter.api.Test;

/** What a cache does with expired keys that a store has found by itself. */
abstract class SweptExpiryContract extends CacheContract {
    SweptExpiryContract(Medium medium) {
        super(medium);
    }

    @SuppressWarnings("unchecked") // a cache of strings
    private static RefrainCache<String, String> own(Cache<String, String> cache) {
        return cache.unwrap(RefrainCache.class);
    }

    /** Of k and l, which have expired, and m, which has not. */
    private Cache<String, String> partlyExpired() {
        policy.creation = FakePolicy.millis(10);
        Cache<String, String> cache = create(writing());
        cache.put("k", "v");
        cache.put("l", "w");
        clock.advance(10);
        cache.put("m", "x");
        listener.heard.clear();
        writer.told.clear();
        statistics(cache).clear();
        return cache;
    }

    @Test
    void expire_ofExpiredKeys_tellsOfEachOnce_pastTheWriterAndUncounted() {
        Cache<String, String> cache = partlyExpired();

        own(cache).expire(List.of("k", "l", "m", "absent"));
        own(cache).expire(List.of("k", "l"));
        cache.getAll(Set.of("k", "l"));

        assertEquals(Set.of("EXPIRED k: v -> v", "EXPIRED l: w -> w"), new HashSet<>(listener.heard));
        assertEquals(2, listener.heard.size());
        assertEquals(List.of(), writer.told);
        assertEquals(counts(0, 2, 0, 0), counts(cache));
        assertTrue(cache.containsKey("m"));
    }

    @Test
    void expire_ofAKeyThatWasWrittenAnew_leavesItAlone() {
        Cache<String, String> cache = partlyExpired();
        cache.put("k", "new");
        listener.heard.clear();

        own(cache).expire(List.of("k"));

        assertEquals(List.of(), listener.heard);
        assertEquals("new", cache.get("k"));
    }

    @Test
    void expire_whenAListenerThrows_tellsOfTheOthersAndThrowsNothing() {
        Cache<String, String> cache = partlyExpired();
        listener.then = event -> {
            throw new IllegalStateException("thrown");
        };

        own(cache).expire(List.of("k", "l"));

        assertEquals(2, listener.heard.size());
        assertFalse(cache.containsKey("k"));
    }

    @Test
    void expire_onAClosedCache_doesNothing() {
        Cache<String, String> cache = partlyExpired();
        cache.close();

        own(cache).expire(List.of("k"));

        assertEquals(List.of(), listener.heard);
    }

    @Test
    void listensForExpiry_isWhetherSomebodyDoes() {
        Cache<String, String> cache = create(strings());
        assertFalse(own(cache).listensForExpiry());

        CacheEntryCreatedListener<String, String> created = events -> {};
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(() -> created, null, true, true));
        assertFalse(own(cache).listensForExpiry());

        var expired = synchronous(listener);
        cache.registerCacheEntryListener(expired);
        assertTrue(own(cache).listensForExpiry());
        assertSame(cache, own(cache));

        cache.deregisterCacheEntryListener(expired);
        assertFalse(own(cache).listensForExpiry());
    }
}
