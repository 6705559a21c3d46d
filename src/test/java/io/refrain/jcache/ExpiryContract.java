package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.expiry.Duration;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When entries expire, and who hears of it. */
abstract class ExpiryContract extends CacheContract {
    ExpiryContract(Medium medium) {
        super(medium);
    }

    // Point 1
    @ParameterizedTest
    @EnumSource
    void create_withZeroDuration_onlyTellsTheWriter(Creation verb) {
        policy.creation = FakePolicy.zero();
        Cache<String, String> cache = create(writing());

        verb.write(cache, "k", "v");

        assertFalse(cache.containsKey("k"));
        assertFalse(cache.iterator().hasNext());
        assertEquals(List.of(), listener.heard);
        assertEquals(0, statistics(cache).getCachePuts());
        assertEquals(List.of("write k=v"), writer.told);
    }

    // Point 2
    @ParameterizedTest
    @EnumSource
    void update_toZeroDuration_isToldAndCountedAndTheEntryGone(Update verb) {
        Cache<String, String> cache = create(heard());
        cache.put("k", "old");
        policy.update = FakePolicy.zero();

        verb.write(cache, "k", "old", "new");

        assertEquals("UPDATED k: old -> new", listener.heard.get(1));
        assertEquals(2, statistics(cache).getCachePuts());
        assertEquals(0, statistics(cache).getCacheRemovals());
        assertNull(cache.get("k"));
    }

    // Point 3
    @Test
    void putIfAbsent_absentWithZeroCreation_isFalseAndAMiss() {
        policy.creation = FakePolicy.zero();
        Cache<String, String> cache = create(strings());

        assertFalse(cache.putIfAbsent("k", "v"));

        assertEquals(counts(0, 1, 0, 0), counts(cache));
    }

    // Point 4
    @Test
    void update_withNullDuration_keepsTheDeadline() {
        keepsTheDeadline(cache -> cache.put("k", "new"));
    }

    // Point 4
    @Test
    void access_withNullDuration_keepsTheDeadline() {
        keepsTheDeadline(cache -> cache.get("k"));
    }

    // Point 4
    @Test
    void update_whenThePolicyThrows_keepsTheDeadline() {
        policy.update = FakePolicy.failing();
        keepsTheDeadline(cache -> cache.put("k", "new"));
    }

    // Point 4
    @Test
    void access_whenThePolicyThrows_keepsTheDeadline() {
        policy.access = FakePolicy.failing();
        keepsTheDeadline(cache -> cache.get("k"));
    }

    private void keepsTheDeadline(Consumer<Cache<String, String>> verb) {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");

        clock.advance(60);
        verb.accept(cache);

        clock.advance(39);
        assertTrue(cache.containsKey("k"));
        clock.advance(1);
        assertFalse(cache.containsKey("k"));
    }

    // Point 4
    @Test
    void create_withNullDuration_isEternal() {
        policy.creation = FakePolicy.nothing();
        isEternal();
    }

    // Point 4
    @Test
    void create_whenThePolicyThrows_isEternal() {
        policy.creation = FakePolicy.failing();
        isEternal();
    }

    private void isEternal() {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        clock.set(Long.MAX_VALUE - 1);
        assertEquals("v", cache.get("k"));
    }

    @Test
    void access_withADuration_movesTheDeadline() {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(50);
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");

        clock.advance(80);
        cache.get("k");

        clock.advance(49);
        assertTrue(cache.containsKey("k"));
        clock.advance(1);
        assertFalse(cache.containsKey("k"));
    }

    /** Also where accesses are gathered before they are written. */
    @ParameterizedTest
    @EnumSource
    void update_afterAnAccessToZeroDuration_findsNone(Update verb) {
        policy.access = FakePolicy.zero();
        Cache<String, String> cache = create(heard());
        cache.put("k", "old");
        assertEquals("old", cache.get("k"));

        verb.write(cache, "k", "old", "new");

        assertEquals(
                List.of(),
                listener.heard.stream()
                        .filter(each -> each.startsWith("UPDATED"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLACE", "REPLACE_IF_EQUAL", "GET_AND_REPLACE"})
    void update_afterAnAccessThatMovedTheDeadline_findsIt(Update verb) {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> cache = create(strings());
        cache.put("k", "old");
        clock.advance(60);
        cache.get("k");
        clock.advance(60);

        verb.write(cache, "k", "old", "new");

        assertEquals("new", cache.get("k"));
    }

    /** A verb and how often it asks for the duration of an access, on a cache that has k and l. */
    enum Asking {
        GET(1, cache -> cache.get("k")),
        GET_OF_ABSENT(0, cache -> cache.get("absent")),
        GET_ALL(2, cache -> cache.getAll(Set.of("k", "l", "absent"))),
        ITERATOR_NEXT(1, cache -> cache.iterator().next()),
        FAILED_REMOVE(1, cache -> cache.remove("k", "other")),
        FAILED_REPLACE(1, cache -> cache.replace("k", "other", "new")),
        INVOKE_THAT_READS(1, cache -> cache.invoke("k", reading())),
        INVOKE_THAT_WRITES(0, cache -> cache.invoke("k", setting("new"))),
        CONTAINS_KEY(0, cache -> cache.containsKey("k")),
        GET_AND_REMOVE(0, cache -> cache.getAndRemove("k")),
        REMOVE(0, cache -> cache.remove("k")),
        REMOVE_IF_EQUAL(0, cache -> cache.remove("k", "v")),
        PUT(0, cache -> cache.put("k", "new")),
        PUT_IF_ABSENT(0, cache -> cache.putIfAbsent("k", "new")),
        REPLACE(0, cache -> cache.replace("k", "new"));

        final int times;
        final Consumer<Cache<String, String>> verb;

        Asking(int times, Consumer<Cache<String, String>> verb) {
            this.times = times;
            this.verb = verb;
        }
    }

    // Point 5
    @ParameterizedTest
    @EnumSource
    void getExpiryForAccess_byVerb_isAskedAsOftenAsTheSpecificationSays(Asking asking) {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        cache.put("l", "w");

        asking.verb.accept(cache);

        assertEquals(asking.times, policy.accesses.get());
    }

    // Point 6
    @Test
    void get_readThrough_livesForTheCreationDuration() {
        policy.creation = FakePolicy.millis(100);
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading());

        assertEquals("v", cache.get("k"));

        assertEquals(0, policy.accesses.get());
        clock.advance(99);
        assertTrue(cache.containsKey("k"));
        clock.advance(1);
        assertFalse(cache.containsKey("k"));
    }

    // Point 6
    @Test
    void get_readThroughWithZeroCreation_isGivenButNotKept() {
        policy.creation = FakePolicy.zero();
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading());

        assertEquals("v", cache.get("k"));

        assertFalse(cache.containsKey("k"));
        assertEquals(List.of(), listener.heard);
    }

    // Point 7
    @Test
    void invoke_onAnExpiredEntry_tellsOfItOnceAndSeesNone() {
        Cache<String, String> cache = expired();

        assertEquals(false, cache.invoke("k", (entry, arguments) -> entry.exists()));

        assertEquals(List.of("EXPIRED k: v -> v"), listener.heard);
        cache.get("k");
        assertEquals(1, listener.heard.size());
    }

    // Point 7
    @Test
    void invoke_onAnExpiredEntryWithAProcessorThatThrows_tellsOfItOnce() {
        Cache<String, String> cache = expired();

        assertThrows(
                EntryProcessorException.class,
                () -> cache.invoke("k", (entry, arguments) -> {
                    throw new IllegalStateException(String.valueOf(entry.exists()));
                }));

        assertEquals(List.of("EXPIRED k: v -> v"), listener.heard);
        assertNull(cache.get("k"));
        assertEquals(1, listener.heard.size());
    }

    // Point 7
    @Test
    void put_onAnExpiredEntry_isExpiryAndCreation() {
        Cache<String, String> cache = expired();

        cache.put("k", "new");

        assertEquals(List.of("EXPIRED k: v -> v", "CREATED k: null -> new"), listener.heard);
    }

    private Cache<String, String> expired() {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(heard());
        cache.put("k", "v");
        listener.heard.clear();
        clock.advance(100);
        return cache;
    }

    // Point 8
    @Test
    void create_withTheLongestDuration_doesNotOverflow() {
        policy.creation = () -> new Duration(TimeUnit.DAYS, Long.MAX_VALUE);
        isEternal();
    }

    // Point 8
    @ParameterizedTest
    @ValueSource(longs = {0, -1, -100, -1_000_000, 1})
    void create_withAClockNearZeroOrBefore_livesAsLongAsItShould(long start) {
        clock.set(start);
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(strings());

        cache.put("k", "v");

        clock.advance(99);
        assertEquals("v", cache.get("k"));
        clock.advance(1);
        assertNull(cache.get("k"));
    }

    // Point 8
    @Test
    void create_eternalWithAClockBeforeZero_isEternal() {
        clock.set(-1_000_000);
        isEternal();
    }

    @Test
    void iterator_withExpiredEntries_leavesThemOutAndTellsOfThem() {
        Cache<String, String> cache = expired();

        assertFalse(cache.iterator().hasNext());

        assertEquals(List.of("EXPIRED k: v -> v"), listener.heard);
    }

    // Point 5
    @Test
    void iterator_withADurationForAccess_keepsAliveWhatIsOnlyIterated() {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        assertEquals("v", cache.get("k"));

        for (int i = 0; i < 3; i++) {
            clock.advance(60);
            assertEquals("v", cache.iterator().next().getValue());
        }

        clock.advance(60);
        assertEquals("v", cache.get("k"));
    }

    @Test
    void iterator_nextOfAnEntryThatHasExpiredSinceItWasFound_doesNotReviveIt() {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
        assertTrue(iterator.hasNext());

        clock.advance(100);
        iterator.next();

        assertFalse(cache.containsKey("k"));
    }

    @Test
    void putAll_whileTimeGoesOn_livesFromOneMomentOn() {
        policy.creation = () -> {
            clock.advance(10);
            return new Duration(TimeUnit.MILLISECONDS, 30);
        };
        Cache<String, String> cache = create(strings());

        cache.putAll(Map.of("k", "v", "l", "w"));

        clock.advance(9);
        assertEquals(Map.of("k", "v", "l", "w"), cache.getAll(Set.of("k", "l")));
        clock.advance(1);
        assertEquals(Map.of(), cache.getAll(Set.of("k", "l")));
    }

    @Test
    void getAll_whileTimeGoesOn_isOneMoment() {
        policy.creation = FakePolicy.millis(100);
        policy.access = () -> {
            clock.advance(60);
            return null;
        };
        Cache<String, String> cache = create(strings());
        cache.putAll(Map.of("k", "v", "l", "w", "m", "x"));

        assertEquals(Map.of("k", "v", "l", "w", "m", "x"), cache.getAll(Set.of("k", "l", "m")));
    }
}
