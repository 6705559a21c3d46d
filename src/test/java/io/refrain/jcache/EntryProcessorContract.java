package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.Test;

/** What entry processors do to entries, and what becomes of their failures. */
abstract class EntryProcessorContract extends CacheContract {
    EntryProcessorContract(Medium medium) {
        super(medium);
    }

    // Point 25
    @Test
    void invoke_whenTheProcessorThrows_isWrappedOnceAndChangesNothing() {
        Cache<String, String> cache = create(writing());
        cache.put("k", "v");
        IllegalStateException thrown = new IllegalStateException();

        EntryProcessorException failure = assertThrows(
                EntryProcessorException.class,
                () -> cache.invoke("k", (entry, arguments) -> {
                    entry.setValue("w");
                    throw thrown;
                }));

        assertSame(thrown, failure.getCause());
        assertEquals("v", cache.get("k"));
        assertEquals(List.of("write k=v"), writer.told);
        assertEquals(List.of("CREATED k: null -> v"), listener.heard);
    }

    // Point 25
    @Test
    void invoke_whenTheProcessorThrowsAnEntryProcessorException_isThatVeryOne() {
        Cache<String, String> cache = create(strings());
        EntryProcessorException thrown = new EntryProcessorException();

        assertSame(
                thrown,
                failure(() -> cache.invoke("k", (entry, arguments) -> {
                    throw thrown;
                })));
    }

    // Point 25
    @Test
    @SuppressWarnings("NullAway") // the API does not say that a processor may return null
    void invokeAll_whenSomeFail_givesTheResultsOfTheOthersWithoutNulls() {
        Cache<String, String> cache = create(strings());
        EntryProcessor<String, String, String> processor = (entry, arguments) -> {
            switch (entry.getKey()) {
                case "bad" -> throw new IllegalStateException("bad");
                case "null" -> entry.setValue("set");
                default -> {
                    return entry.getKey() + arguments[0];
                }
            }
            return null;
        };

        Map<String, EntryProcessorResult<String>> results =
                cache.invokeAll(Set.of("bad", "null", "good"), processor, "!");

        assertEquals(Set.of("bad", "good"), results.keySet());
        assertEquals("good!", results.get("good").get());
        EntryProcessorException failure = assertThrows(EntryProcessorException.class, results.get("bad")::get);
        assertEquals("bad", failure.getCause().getMessage());
        assertEquals("set", cache.get("null"));
    }

    /** What a processor does. */
    interface Steps {
        void perform(MutableEntry<String, String> entry);
    }

    private static void invoke(Cache<String, String> cache, Steps steps) {
        cache.invoke("k", (entry, arguments) -> {
            steps.perform(entry);
            return "";
        });
    }

    // Point 26
    @Test
    void invoke_thatCreatesAndRemoves_isNothing() {
        Cache<String, String> cache = create(writing());

        invoke(cache, entry -> {
            entry.setValue("v");
            entry.remove();
        });

        assertFalse(cache.containsKey("k"));
        assertEquals(List.of(), writer.told);
        assertEquals(List.of(), listener.heard);
        assertEquals(counts(0, 1, 0, 0), counts(cache));
    }

    // Point 26
    @Test
    void invoke_thatRemovesAndReads_isNullWithoutALoad() {
        loader.source.put("k", "loaded");
        Cache<String, String> cache = create(loading());
        cache.put("k", "v");

        invoke(cache, entry -> {
            entry.remove();
            assertNull(entry.getValue());
            assertFalse(entry.exists());
        });
        invoke(cache, entry -> {
            entry.setValue("v");
            entry.remove();
            assertNull(entry.getValue());
        });

        assertEquals(List.of(), loader.asked);
        assertFalse(cache.containsKey("k"));
    }

    // Point 26
    @Test
    void invoke_thatRemovesAnAbsentEntry_tellsAndCountsNothingButDeletes() {
        Cache<String, String> cache = create(writing());

        invoke(cache, MutableEntry::remove);

        assertEquals(List.of(), listener.heard);
        assertEquals(counts(0, 1, 0, 0), counts(cache));
        assertEquals(List.of("delete k"), writer.told);
    }

    // What was loaded is where the writer writes to
    @Test
    void invoke_thatLoadsAndRemoves_deletes() {
        loader.source.putAll(Map.of("k", "loaded", "l", "loaded"));
        Cache<String, String> cache = create(writing().setReadThrough(true).setCacheLoaderFactory(() -> loader));

        invoke(cache, entry -> {
            assertEquals("loaded", entry.getValue());
            entry.remove();
            assertNull(entry.getValue());
        });
        cache.invokeAll(Set.of("l"), (entry, arguments) -> {
            entry.getValue();
            entry.setValue("w");
            entry.remove();
            return "";
        });

        assertEquals(List.of("delete k", "delete l"), writer.told);
        assertEquals(List.of(), listener.heard);
        assertEquals(counts(0, 2, 0, 0), counts(cache));
        assertFalse(cache.containsKey("k"));
        assertFalse(cache.containsKey("l"));
    }

    // Point 26
    @Test
    void invoke_thatRemovesAndSetsAnExistingEntry_isOneUpdate() {
        Cache<String, String> cache = create(writing());
        cache.put("k", "v");
        statistics(cache).clear();

        invoke(cache, entry -> {
            entry.remove();
            entry.setValue("w");
        });

        assertEquals(List.of("CREATED k: null -> v", "UPDATED k: v -> w"), listener.heard);
        assertEquals(counts(1, 0, 1, 0), counts(cache));
        assertEquals(List.of("write k=v", "write k=w"), writer.told);
    }

    // Point 27
    @Test
    void invoke_thatWrites_showsTheWriterAnEntryThatNobodyCanChange() {
        Cache<String, String> cache = create(writing());

        cache.put("k", "v");
        invoke(cache, entry -> entry.setValue("w"));
        cache.putAll(Map.of("l", "x"));

        assertEquals(3, writer.entries.size());
        for (Cache.Entry<? extends String, ? extends String> entry : writer.entries) {
            assertFalse(entry instanceof MutableEntry);
            assertThrows(IllegalArgumentException.class, () -> entry.unwrap(MutableEntry.class));
        }
        assertEquals("w", writer.entries.get(1).getValue());
    }

    @Test
    void invoke_byManyThreads_isAtomic() throws Exception {
        Cache<String, Integer> cache = create(typed(String.class, Integer.class));
        cache.put("k", 0);

        Race.of(4, thread -> {
            for (int i = 0; i < 50; i++) {
                cache.invoke("k", (entry, arguments) -> {
                    entry.setValue(entry.getValue() + 1);
                    return "";
                });
            }
        });

        assertEquals(200, cache.get("k"));
    }
}
