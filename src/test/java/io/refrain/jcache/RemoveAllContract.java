package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.integration.CacheWriterException;
import org.junit.jupiter.api.Test;

/** How a cache is emptied of many entries. */
abstract class RemoveAllContract extends CacheContract {
    private static final int MANY = 2_500;

    RemoveAllContract(Medium medium) {
        super(medium);
    }

    private static Map<String, String> many() {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            entries.put("k" + i, "v" + i);
        }
        return entries;
    }

    /** Notes how many keys it was given at once. */
    private static final class SizingWriter extends FakeWriter<String, String> {
        final List<Integer> sizes = new CopyOnWriteArrayList<>();

        @Override
        public void deleteAll(Collection<?> keys) {
            sizes.add(keys.size());
            super.deleteAll(keys);
        }
    }

    @Test
    void removeAll_ofMany_removesThemInBoundedParts_andTellsOfEach() {
        SizingWriter sizing = new SizingWriter();
        Cache<String, String> cache = create(heard().setWriteThrough(true).setCacheWriterFactory(() -> sizing));
        cache.putAll(many());
        listener.heard.clear();
        sizing.told.clear();

        cache.removeAll();

        assertFalse(cache.iterator().hasNext());
        assertEquals(MANY, sizing.sizes.stream().mapToInt(size -> size).sum());
        assertTrue(sizing.sizes.size() > 1, sizing.sizes::toString);
        assertTrue(sizing.sizes.stream().allMatch(size -> size <= 1_000), sizing.sizes::toString);
        assertEquals(MANY, new HashSet<>(sizing.told).size());
        assertEquals(MANY, new HashSet<>(listener.heard).size());
        assertEquals(MANY, listener.heard.size());
        assertEquals(MANY, statistics(cache).getCacheRemovals());
    }

    @Test
    void removeAll_ofMany_whenTheWriterFailsOnSome_removesTheOthers() {
        Cache<String, String> cache = create(writing());
        cache.putAll(many());
        writer.failing.addAll(Set.of("k0", "k1249", "k2499"));

        CacheWriterException failure = assertThrows(CacheWriterException.class, cache::removeAll);

        Set<String> left = new HashSet<>();
        cache.forEach(entry -> left.add(entry.getKey()));
        assertEquals(Set.of("k0", "k1249", "k2499"), left);
        assertEquals(MANY - 3, statistics(cache).getCacheRemovals());
        assertTrue(failure.getSuppressed().length <= 2);
    }

    @Test
    void removeAll_whenAListenerThrows_removesAllTheSame() {
        Cache<String, String> cache = create(heard());
        cache.putAll(many());
        listener.then = event -> {
            if (event.getKey().equals("k7")) {
                throw new IllegalStateException("thrown");
            }
        };

        assertThrows(CacheEntryListenerException.class, cache::removeAll);

        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void removeAll_ofNone_tellsTheWriterNothing() {
        Cache<String, String> cache = create(writing());
        cache.removeAll();
        assertEquals(List.of(), writer.told);
    }
}
