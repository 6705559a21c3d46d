package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sweeper of a file or a database, which finds what has expired though nobody asks for it. */
class SweptFileTest extends FileCaches {
    private final FakePolicy policy = new FakePolicy();
    private final FakeListener<String, String> listener = new FakeListener<>();

    private MutableConfiguration<String, String> heard() {
        return by(policy, strings())
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void expired_foundByTheSweeper_isAnEventEach(Medium medium) {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(provider, medium, heard(), medium.sweeping("5ms"));
        for (int i = 0; i < 300; i++) {
            cache.put("k" + i, "v");
        }
        listener.heard.clear();
        clock.advance(100);
        await("all events", () -> listener.heard.size() >= 300);
        assertNull(cache.get("k0"));
        assertEquals(300, listener.heard.size());
        assertEquals(300, new HashSet<>(listener.heard).size());
        assertEquals("EXPIRED", listener.heard.get(0).substring(0, 7));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void expired_whileTheFileWasClosed_isAnEventEach(Medium medium) {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(provider, medium, heard(), medium.sweeping("5ms"));
        cache.put("k", "v");
        cache.put("l", "w");
        provider.close();
        listener.heard.clear();
        clock.advance(1_000);
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            create(later, medium, heard(), medium.sweeping("100ms"));
            await("all events", () -> listener.heard.size() >= 2);
        }
        assertEquals(Set.of("EXPIRED k: v -> v", "EXPIRED l: w -> w"), new HashSet<>(listener.heard));
        assertEquals(2, listener.heard.size());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void read_allTheTime_isDroppedNeitherByTheSweeperNorByAPutOfAnotherKey(Medium medium) {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> cache = create(provider, medium, by(policy, strings()), medium.sweeping("5ms"));
        cache.put("read", "v");
        for (int i = 0; i < 200; i++) {
            clock.advance(60);
            assertEquals("v", cache.get("read"), "round " + i);
            cache.put("other" + i, "v");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void iterated_allTheTime_doesNotExpire(Medium medium) {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> cache = create(provider, medium, by(policy, strings()), medium.sweeping("5ms"));
        cache.put("read", "v");
        for (int i = 0; i < 20; i++) {
            clock.advance(60);
            List<String> keys = new java.util.ArrayList<>();
            cache.iterator().forEachRemaining(entry -> keys.add(entry.getKey()));
            assertEquals(List.of("read"), keys, "round " + i);
        }
        clock.advance(60);
        assertEquals("v", cache.get("read"));
    }
}
