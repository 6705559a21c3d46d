package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entry processors that use a further key of the cache. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FurtherKeysTest extends FileCaches {
    private static final int ROUNDS = 10_000;

    private static String putting(Cache<String, Integer> cache, String key, String further, int value) {
        return cache.invoke(key, (entry, arguments) -> {
            cache.put(further, value);
            entry.setValue(value);
            return "";
        });
    }

    @ParameterizedTest
    @EnumSource
    void invoke_thatPutsAFurtherKey_besideAPutOfThat_comesToAnEnd(Medium medium) throws Exception {
        Cache<String, Integer> cache = create(
                provider,
                medium,
                numbers(),
                "caches.\"*\".durability",
                medium.isPersistent() ? "batched" : "committed");
        Race.of(2, thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (thread == 0) {
                    putting(cache, "a" + i % 50, "d" + i % 50, i);
                } else {
                    cache.put("d" + i % 50, i);
                }
            }
        });
        assertEquals(ROUNDS - 1, cache.get("a" + (ROUNDS - 1) % 50));
    }

    @ParameterizedTest
    @EnumSource
    void invoke_ofTwoThatUseEachOthersKey_endsByAnErrorThatNamesBoth(Medium medium) throws Exception {
        Cache<String, Integer> cache = create(provider, medium, numbers(), "key-timeout", "200ms");
        CyclicBarrier bothHeld = new CyclicBarrier(2);
        List<Exception> failures = new CopyOnWriteArrayList<>();
        long start = System.nanoTime();
        Race.of(2, thread -> {
            String own = thread == 0 ? "key A" : "key D";
            String further = thread == 0 ? "key D" : "key A";
            try {
                cache.invoke(own, (entry, arguments) -> {
                    try {
                        bothHeld.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    cache.put(further, thread);
                    return "";
                });
            } catch (CacheException e) {
                failures.add(e);
            }
        });
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(!failures.isEmpty(), "both went on");
        String told = String.valueOf(failures.get(0)) + failures.get(0).getCause();
        assertTrue(told.contains("key A") && told.contains("key D"), told);
        assertTrue(millis < 5_000, () -> "took " + millis + " ms");
        cache.put("key A", 7);
        cache.put("key D", 7);
        assertEquals(7, cache.get("key A"));
    }
}
