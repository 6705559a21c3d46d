package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;

/** That of a persistent cache which is opened again with other types, what has none of these is as good as absent. */
abstract class OtherTypesContract extends CacheContract {
    private final FakeListener<String, Integer> numbers = new FakeListener<>();

    OtherTypesContract(Medium medium) {
        super(medium);
    }

    /** A cache of numbers that has a text under "k". */
    private Cache<String, Integer> reopenedAsNumbers() {
        create(strings()).put("k", "text");
        reopen();
        return create(typed(String.class, Integer.class).addCacheEntryListenerConfiguration(synchronous(numbers)));
    }

    @Test
    void reads_ofAValueOfAnotherType_findNone() {
        Cache<String, Integer> cache = reopenedAsNumbers();

        assertNull(cache.get("k"));
        assertEquals(Map.of(), cache.getAll(Set.of("k")));
        assertFalse(cache.containsKey("k"));
        assertFalse(cache.iterator().hasNext());
        assertNull(cache.invoke("k", reading()));
        assertEquals(List.of(), numbers.heard);
    }

    @Test
    void writes_onAValueOfAnotherType_findNone() {
        Cache<String, Integer> cache = reopenedAsNumbers();

        assertFalse(cache.replace("k", 1));
        assertTrue(cache.putIfAbsent("k", 2));
        assertEquals(2, cache.getAndRemove("k"));
        assertEquals(List.of("CREATED k: null -> 2", "REMOVED k: 2 -> 2"), numbers.heard);
    }

    @Test
    void getAndPut_onAValueOfAnotherType_givesNone() {
        Cache<String, Integer> cache = reopenedAsNumbers();

        assertNull(cache.getAndPut("k", 1));

        assertEquals(List.of("CREATED k: null -> 1"), numbers.heard);
    }

    @Test
    void removeAll_ofAValueOfAnotherType_dropsIt() {
        Cache<String, Integer> cache = reopenedAsNumbers();

        cache.removeAll();

        assertEquals(List.of(), numbers.heard);
        reopen();
        assertNull(create(strings()).get("k"));
    }

    @Test
    void get_afterReadsByACacheOfOtherTypes_isStillThere() {
        Cache<String, Integer> cache = reopenedAsNumbers();
        assertNull(cache.get("k"));
        assertFalse(cache.iterator().hasNext());

        reopen();

        assertEquals("text", create(strings()).get("k"));
    }

    @Test
    void iterator_overKeysOfAnotherType_leavesThemOut() {
        create(typed(Integer.class, String.class)).put(1, "v");
        reopen();
        Cache<String, String> cache = create(heard());
        cache.put("k", "w");

        List<String> keys = new ArrayList<>();
        cache.forEach(entry -> keys.add(entry.getKey()));

        assertEquals(List.of("k"), keys);
    }

    @Test
    void removeAll_overKeysOfAnotherType_dropsThemAndTellsNobody() {
        create(typed(Integer.class, String.class)).put(1, "v");
        reopen();
        Cache<String, String> cache = create(writing());
        cache.put("k", "w");
        listener.heard.clear();
        writer.told.clear();

        cache.removeAll();

        assertEquals(List.of("REMOVED k: w -> w"), listener.heard);
        assertEquals(List.of("delete k"), writer.told);
        reopen();
        assertFalse(create(typed(Integer.class, String.class)).containsKey(1));
    }
}
