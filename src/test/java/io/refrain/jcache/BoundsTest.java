package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That no tier serves what the cache has no room for, and that what is in use stays. */
class BoundsTest extends FileCaches {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void put_beyondMaxEntries_leavesNoMoreToBeServed(Medium medium) {
        Cache<String, String> cache = create(provider, medium, strings(), "caches.\"*\".max-entries", "10");
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, "v");
            clock.advance(1);
        }
        long served = IntStream.range(0, 1_000)
                .filter(i -> cache.get("k" + i) != null)
                .count();
        assertTrue(served <= 10, () -> served + " are served");
        assertTrue(served >= 5, () -> served + " are served");
        assertEquals("v", cache.get("k999"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void putAll_beyondMaxEntries_leavesNoMoreToBeServed(Medium medium) {
        Cache<String, String> cache = create(provider, medium, strings(), "caches.\"*\".max-entries", "10");
        Map<String, String> many = new TreeMap<>();
        IntStream.range(0, 1_000).forEach(i -> many.put("k" + i, "v"));
        cache.putAll(many);
        assertTrue(cache.getAll(many.keySet()).size() <= 10, () -> cache.getAll(many.keySet()) + " are served");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void put_ofAValueBeyondMaxBytes_isNotServed(Medium medium) {
        Cache<String, String> cache = create(provider, medium, strings(), "caches.\"*\".max-bytes", "1000");
        cache.put("k", "small");
        assertEquals("small", cache.get("k"));
        cache.put("k", "v".repeat(5_000_000));
        assertNull(cache.get("k"));
        assertFalse(cache.containsKey("k"));
        assertFalse(cache.iterator().hasNext());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void put_beyondMaxEntries_leavesAnOldEntryThatIsReadAllTheTime(Medium medium) {
        Cache<String, String> cache = create(provider, medium, strings(), "caches.\"*\".max-entries", "10");
        cache.put("old", "v");
        for (int i = 0; i < 50; i++) {
            clock.advance(1);
            cache.put("k" + i, "v");
            clock.advance(1);
            assertEquals("v", cache.get("old"), "after " + (i + 1));
        }
    }
}
