package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted, and what is not. */
abstract class StatisticsContract extends CacheContract {
    StatisticsContract(Medium medium) {
        super(medium);
    }

    // Point 9
    @Test
    void percentages_ofNothing_areZero() {
        CacheStatisticsMXBean bean = statistics(create(strings()));

        assertEquals(0, bean.getCacheHitPercentage());
        assertEquals(0, bean.getCacheMissPercentage());
        assertEquals(0, bean.getAverageGetTime());
        assertEquals(0, bean.getAveragePutTime());
        assertEquals(0, bean.getAverageRemoveTime());
    }

    // Point 9
    @Test
    void gets_areHitsAndMisses() {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        cache.get("k");
        cache.get("k");
        cache.get("k");
        cache.get("absent");

        CacheStatisticsMXBean bean = statistics(cache);
        assertEquals(4, bean.getCacheGets());
        assertEquals(75, bean.getCacheHitPercentage());
        assertEquals(25, bean.getCacheMissPercentage());
        bean.clear();
        assertEquals(0, bean.getCacheGets());
    }

    /** A verb and what it counts on a cache that has k=v: hits, misses, puts, removals. */
    enum Counting {
        GET(cache -> cache.get("k"), counts(1, 0, 0, 0)),
        GET_ABSENT(cache -> cache.get("a"), counts(0, 1, 0, 0)),
        GET_ALL(cache -> cache.getAll(Set.of("k", "a", "b")), counts(1, 2, 0, 0)),
        CONTAINS_KEY(cache -> cache.containsKey("k"), counts(0, 0, 0, 0)),
        CONTAINS_KEY_ABSENT(cache -> cache.containsKey("a"), counts(0, 0, 0, 0)),
        PUT(cache -> cache.put("k", "w"), counts(0, 0, 1, 0)),
        PUT_ABSENT(cache -> cache.put("a", "w"), counts(0, 0, 1, 0)),
        PUT_ALL(cache -> cache.putAll(Map.of("k", "w", "a", "w")), counts(0, 0, 2, 0)),
        GET_AND_PUT(cache -> cache.getAndPut("k", "w"), counts(1, 0, 1, 0)),
        GET_AND_PUT_ABSENT(cache -> cache.getAndPut("a", "w"), counts(0, 1, 1, 0)),
        PUT_IF_ABSENT(cache -> cache.putIfAbsent("k", "w"), counts(1, 0, 0, 0)),
        PUT_IF_ABSENT_ABSENT(cache -> cache.putIfAbsent("a", "w"), counts(0, 1, 1, 0)),
        REPLACE(cache -> cache.replace("k", "w"), counts(1, 0, 1, 0)),
        REPLACE_ABSENT(cache -> cache.replace("a", "w"), counts(0, 1, 0, 0)),
        REPLACE_IF_EQUAL(cache -> cache.replace("k", "v", "w"), counts(1, 0, 1, 0)),
        REPLACE_IF_EQUAL_OTHER(cache -> cache.replace("k", "x", "w"), counts(1, 0, 0, 0)),
        REPLACE_IF_EQUAL_ABSENT(cache -> cache.replace("a", "x", "w"), counts(0, 1, 0, 0)),
        GET_AND_REPLACE(cache -> cache.getAndReplace("k", "w"), counts(1, 0, 1, 0)),
        GET_AND_REPLACE_ABSENT(cache -> cache.getAndReplace("a", "w"), counts(0, 1, 0, 0)),
        REMOVE(cache -> cache.remove("k"), counts(0, 0, 0, 1)),
        REMOVE_ABSENT(cache -> cache.remove("a"), counts(0, 0, 0, 0)),
        REMOVE_IF_EQUAL(cache -> cache.remove("k", "v"), counts(1, 0, 0, 1)),
        REMOVE_IF_EQUAL_OTHER(cache -> cache.remove("k", "x"), counts(1, 0, 0, 0)),
        REMOVE_IF_EQUAL_ABSENT(cache -> cache.remove("a", "x"), counts(0, 1, 0, 0)),
        GET_AND_REMOVE(cache -> cache.getAndRemove("k"), counts(1, 0, 0, 1)),
        GET_AND_REMOVE_ABSENT(cache -> cache.getAndRemove("a"), counts(0, 1, 0, 0)),
        REMOVE_ALL(Cache::removeAll, counts(0, 0, 0, 1)),
        REMOVE_ALL_OF(cache -> cache.removeAll(Set.of("k", "a")), counts(0, 0, 0, 1)),
        CLEAR(Cache::clear, counts(0, 0, 0, 0)),
        ITERATOR_NEXT(cache -> cache.iterator().next(), counts(1, 0, 0, 0)),
        ITERATOR_REMOVE(Counting::removeFirst, counts(1, 0, 0, 1)),
        INVOKE_READING(cache -> cache.invoke("k", reading()), counts(1, 0, 0, 0)),
        INVOKE_READING_ABSENT(cache -> cache.invoke("a", reading()), counts(0, 1, 0, 0)),
        INVOKE_EXISTS(cache -> cache.invoke("k", (entry, arguments) -> entry.exists()), counts(1, 0, 0, 0)),
        INVOKE_EXISTS_ABSENT(cache -> cache.invoke("a", (entry, arguments) -> entry.exists()), counts(0, 1, 0, 0)),
        INVOKE_DOING_NOTHING(cache -> cache.invoke("k", (entry, arguments) -> ""), counts(1, 0, 0, 0)),
        INVOKE_SETTING(cache -> cache.invoke("k", setting("w")), counts(1, 0, 1, 0)),
        INVOKE_SETTING_ABSENT(cache -> cache.invoke("a", setting("w")), counts(0, 1, 1, 0)),
        INVOKE_REMOVING(cache -> cache.invoke("k", Counting::remove), counts(1, 0, 0, 1)),
        INVOKE_REMOVING_ABSENT(cache -> cache.invoke("a", Counting::remove), counts(0, 1, 0, 0)),
        INVOKE_THROWING(cache -> failure(() -> cache.invoke("k", Counting::fail)), counts(1, 0, 0, 0)),
        INVOKE_THROWING_ABSENT(cache -> failure(() -> cache.invoke("a", Counting::fail)), counts(0, 1, 0, 0));

        final Consumer<Cache<String, String>> verb;
        final List<Long> counted;

        Counting(Consumer<Cache<String, String>> verb, List<Long> counted) {
            this.verb = verb;
            this.counted = counted;
        }

        private static void removeFirst(Cache<String, String> cache) {
            Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
            iterator.next();
            iterator.remove();
        }

        private static String remove(MutableEntry<String, String> entry, Object... arguments) {
            entry.remove();
            return "";
        }

        private static String fail(MutableEntry<String, String> entry, Object... arguments) {
            entry.setValue("w");
            throw new IllegalStateException();
        }
    }

    // Points 10, 13 and 15; point 12 as the TCK has it: invoke counts the look-up of its key, whatever the processor
    // does
    @ParameterizedTest
    @EnumSource
    void counts_byVerb_areAsTheSpecificationSays(Counting counting) {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        statistics(cache).clear();

        counting.verb.accept(cache);

        assertEquals(counting.counted, counts(cache));
    }

    // Point 11
    @Test
    void get_readThrough_isAMissAndNoPut() {
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading());

        cache.get("k");

        assertEquals(counts(0, 1, 0, 0), counts(cache));
    }

    // Point 11
    @Test
    void getAll_readThrough_isAMissForEachKeyAndNoPut() {
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading());

        cache.getAll(Set.of("k", "absent"));

        assertEquals(counts(0, 2, 0, 0), counts(cache));
    }

    // Point 11
    @Test
    void get_readThroughWithALoaderThatThrows_isAMiss() {
        loader.failure = new IllegalStateException();
        Cache<String, String> cache = create(loading());

        assertThrows(CacheLoaderException.class, () -> cache.get("k"));
        assertThrows(CacheLoaderException.class, () -> cache.getAll(Set.of("k")));
        assertThrows(EntryProcessorException.class, () -> cache.invoke("k", reading()));

        assertEquals(counts(0, 3, 0, 0), counts(cache));
    }

    // Point 11
    @Test
    void loadAll_countsNeitherHitsNorMissesNorPuts() throws Exception {
        loader.source.putAll(Map.of("k", "v", "l", "w"));
        Cache<String, String> cache = create(loading());
        cache.put("k", "old");
        statistics(cache).clear();

        CompletionListenerFuture loaded = new CompletionListenerFuture();
        cache.loadAll(Set.of("k", "l"), true, loaded);
        loaded.get();

        assertEquals(counts(0, 0, 0, 0), counts(cache));
        assertTrue(cache.containsKey("l"));
    }

    // Point 13
    @Test
    void remove_ofAnExpiredEntry_isNoRemoval() {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(strings());
        cache.putAll(Map.of("k", "v", "l", "w"));
        statistics(cache).clear();
        clock.advance(100);

        cache.remove("k");
        cache.removeAll();

        assertEquals(counts(0, 0, 0, 0), counts(cache));
    }

    /** A verb that a failing writer stops, on a cache that has k=v. */
    enum Writing {
        PUT(cache -> cache.put("k", "w")),
        PUT_ABSENT(cache -> cache.put("a", "w")),
        PUT_ALL(cache -> cache.putAll(Map.of("k", "w", "a", "w"))),
        GET_AND_PUT(cache -> cache.getAndPut("k", "w")),
        PUT_IF_ABSENT(cache -> cache.putIfAbsent("a", "w")),
        REPLACE(cache -> cache.replace("k", "w")),
        REPLACE_IF_EQUAL(cache -> cache.replace("k", "v", "w")),
        GET_AND_REPLACE(cache -> cache.getAndReplace("k", "w")),
        REMOVE(cache -> cache.remove("k")),
        REMOVE_IF_EQUAL(cache -> cache.remove("k", "v")),
        GET_AND_REMOVE(cache -> cache.getAndRemove("k")),
        REMOVE_ALL(Cache::removeAll),
        REMOVE_ALL_OF(cache -> cache.removeAll(Set.of("k", "a"))),
        ITERATOR_REMOVE(Counting::removeFirst),
        INVOKE(cache -> cache.invoke("k", setting("w"))),
        INVOKE_REMOVING(cache -> cache.invoke("k", Counting::remove));

        final Consumer<Cache<String, String>> verb;

        Writing(Consumer<Cache<String, String>> verb) {
            this.verb = verb;
        }
    }

    // Point 14
    @ParameterizedTest
    @EnumSource
    void write_whenTheWriterFails_isNotCountedNorToldNorDone(Writing writing) {
        Cache<String, String> cache = create(writing());
        cache.put("k", "v");
        statistics(cache).clear();
        listener.heard.clear();
        writer.failing.addAll(Set.of("k", "a"));

        CacheException failure = assertThrows(CacheException.class, () -> writing.verb.accept(cache));

        assertEquals(CacheWriterException.class, failure.getClass());
        assertEquals(0, statistics(cache).getCachePuts());
        assertEquals(0, statistics(cache).getCacheRemovals());
        assertEquals(List.of(), listener.heard);
        assertEquals(Map.of("k", "v"), cache.getAll(Set.of("k", "a")));
    }

    // Point 15
    @Test
    void averageTimes_arePerCounterAndOfRealMutations() {
        Cache<String, String> cache = create(strings());
        CacheStatisticsMXBean bean = statistics(cache);

        cache.remove("absent");
        assertEquals(0, bean.getAverageRemoveTime());
        cache.put("k", "v");
        assertTrue(bean.getAveragePutTime() > 0);
        assertEquals(0, bean.getAverageGetTime());
        assertEquals(0, bean.getAverageRemoveTime());
        cache.get("k");
        assertTrue(bean.getAverageGetTime() > 0);
        cache.remove("k");
        assertTrue(bean.getAverageRemoveTime() > 0);
    }

    // Point 15
    @Test
    void get_whileStatisticsAreSwitchedOn_isNotCountedFromTheBeginningOfTime() {
        Cache<String, String> cache = create(strings().setStatisticsEnabled(false));
        cache.put("k", "v");
        policy.access = () -> {
            manager.enableStatistics("c", true);
            return null;
        };

        cache.get("k");

        assertEquals(0, statistics(cache).getAverageGetTime());
        assertEquals(counts(0, 0, 0, 0), counts(cache));
    }
}
