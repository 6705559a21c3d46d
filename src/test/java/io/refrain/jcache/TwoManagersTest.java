package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two cache managers of one process that have one file or one database: their caches of one name are as one cache. */
class TwoManagersTest extends FileCaches {
    private static final int ROUNDS = 500;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void write_byOneManager_isSeenByTheOtherAtOnce(Medium medium) {
        Cache<String, Integer> one = create(provider, medium, numbers());
        Cache<String, Integer> two = create(another, medium, numbers());
        for (int i = 0; i < ROUNDS; i++) {
            one.put("k", i);
            assertEquals(i, two.get("k"));
            two.put("k", -i);
            assertEquals(-i, one.get("k"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void everyVerb_byOneManager_isSeenByTheOtherAtOnce(Medium medium) {
        Cache<String, Integer> one = create(provider, medium, numbers());
        Cache<String, Integer> two = create(another, medium, numbers());
        one.putAll(Map.of("k", 1, "removed", 1, "removed too", 1, "cleared", 1));
        two.getAll(one.getAll(java.util.Set.of("k", "removed", "removed too", "cleared"))
                .keySet());
        one.remove("removed");
        assertNull(two.get("removed"));
        one.removeAll(java.util.Set.of("removed too"));
        assertFalse(two.containsKey("removed too"));
        assertTrue(two.replace("k", 1, 2));
        assertFalse(one.replace("k", 1, 3));
        assertEquals(2, one.getAndPut("k", 4));
        assertEquals(5, step(two, "k"));
        assertEquals(5, one.get("k"));
        two.clear();
        assertNull(one.get("cleared"));
        assertFalse(one.iterator().hasNext());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void read_whileTheOtherWrites_isNeverOlderThanWhatWasReadBefore(Medium medium) throws Exception {
        Cache<String, Integer> one = create(provider, medium, numbers());
        Cache<String, Integer> two = create(another, medium, numbers());
        one.put("k", 0);
        AtomicInteger acknowledged = new AtomicInteger();
        Race.of(4, thread -> {
            if (thread == 0) {
                for (int i = 1; i <= 2_000; i++) {
                    one.put("k", i);
                    acknowledged.set(i);
                }
                return;
            }
            while (acknowledged.get() < 2_000) {
                int atLeast = acknowledged.get();
                int read = (thread == 1 ? one : two).get("k");
                assertTrue(read >= atLeast, () -> "read " + read + " after " + atLeast);
            }
        });
        assertEquals(2_000, two.get("k"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void putIfAbsent_byBothAtOnce_isTrueForOne(Medium medium) throws Exception {
        Cache<String, Integer> one = create(provider, medium, numbers());
        Cache<String, Integer> two = create(another, medium, numbers());
        AtomicInteger first = new AtomicInteger();
        Race.of(4, thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                if ((thread % 2 == 0 ? one : two).putIfAbsent("k" + i, thread)) {
                    first.incrementAndGet();
                }
            }
        });
        assertEquals(ROUNDS, first.get());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void invoke_byBothAtOnce_losesNoStep(Medium medium) throws Exception {
        Cache<String, Integer> one = create(provider, medium, numbers());
        Cache<String, Integer> two = create(another, medium, numbers());
        Race.of(4, thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                step(thread % 2 == 0 ? one : two, "k");
            }
        });
        assertEquals(4 * ROUNDS, one.get("k"));
        assertEquals(4 * ROUNDS, two.get("k"));
        provider.close();
        assertEquals(4 * ROUNDS, two.get("k"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void batched_writesOfOneManager_areSeenByTheOtherAlsoAfterItCloses(Medium medium) {
        String[] batched = medium.isServer()
                ? new String[] {"caches.\"*\".durability", "batched"}
                : new String[] {"caches.\"*\".durability", "batched", "sqlite.batch-window", "1m"};
        Cache<String, Integer> one = create(provider, medium, numbers(), batched);
        Cache<String, Integer> two = create(another, medium, numbers(), batched);
        one.put("k", 1);
        assertEquals(1, two.get("k"));
        two.put("k", 2);
        assertEquals(2, one.get("k"));
        one.remove("k");
        assertNull(two.get("k"));
        two.put("k", 3);
        another.close();
        assertEquals(3, one.get("k"));
        provider.close();
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            assertEquals(3, create(later, medium, numbers()).get("k"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void access_throughOneManager_countsForTheOther(Medium medium) {
        FakePolicy policy = new FakePolicy();
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> one = create(provider, medium, by(policy, strings()));
        Cache<String, String> two = create(another, medium, by(policy, strings()));
        one.put("k", "v");
        for (int i = 0; i < 10; i++) {
            clock.advance(60);
            assertEquals("v", (i % 2 == 0 ? two : one).get("k"), "round " + i);
        }
        clock.advance(100);
        assertNull(one.get("k"));
        assertNull(two.get("k"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void classLoaders_two_areTwoManagersOfOneCache(Medium medium) throws Exception {
        CacheManager seen = provider.getCacheManager(
                medium.uri(directory), new SecludedClassLoader(TwoManagersTest.class), medium.properties());
        Cache<String, Integer> one = create(provider, medium, numbers());
        Cache<String, Integer> two = seen.createCache("c", numbers());
        one.put("k", 1);
        assertEquals(1, two.get("k"));
        two.put("k", 2);
        assertEquals(2, one.get("k"));
        seen.close();
        assertEquals(2, one.get("k"));
        one.put("k", 3);
        assertEquals(3, one.get("k"));
    }
}
