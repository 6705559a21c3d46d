package io.refrain.jcache.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.heap.HeapStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Store} promises. */
public abstract class StoreContract {
    protected static final long NOW = 1_700_000_000_000L;
    private static final int THREADS = 8;

    protected final Codecs codecs = Codecs.of(StoreContract.class.getClassLoader());
    protected final AtomicLong evictions = new AtomicLong();
    protected Storage storage = NOT_OPENED;
    protected Store<String> store = NOT_OPENED.open("", Bounds.ofEntries(1), Durability.COMMITTED, codecs, n -> {});

    /** A storage with nothing in it. */
    protected abstract Storage open();

    @BeforeEach
    void openStore() {
        storage = open();
        store = open("a", 1_000);
    }

    @AfterEach
    void closeStore() {
        store.close();
        storage.close();
    }

    protected Store<String> open(String cache, long maxEntries) {
        return storage.open(cache, Bounds.ofEntries(maxEntries), Durability.COMMITTED, codecs, evictions::addAndGet);
    }

    protected static StoredEntry entry(Object value) {
        return new StoredEntry(value, NOW, StoredEntry.ETERNAL);
    }

    protected void keep(String key, Object value) {
        store.update(key, slot -> {
            slot.keep(entry(value));
            return true;
        });
    }

    protected void drop(String key) {
        store.update(key, slot -> {
            slot.drop();
            return true;
        });
    }

    protected @Nullable Object value(String key) {
        StoredEntry found = store.find(key);
        return found == null ? null : found.value();
    }

    protected Map<String, Object> all() {
        Map<String, Object> all = new HashMap<>();
        store.entries().forEachRemaining(found -> {
            Object before = all.put(found.key(), found.entry().value());
            assertNull(before, () -> found.key() + " twice");
        });
        return all;
    }

    @Test
    void find_ofAnAbsentKey_isNull() {
        assertNull(store.find("absent"));
        assertNull(store.findWithoutBlocking("absent"));
    }

    @Test
    void find_afterKeep_givesTheEntryWithItsTimes() {
        store.update("k", slot -> {
            slot.keep(new StoredEntry("v", NOW, NOW + 5));
            return true;
        });
        StoredEntry found = store.find("k");
        assertNotNull(found);
        assertEquals("v", found.value());
        assertEquals(NOW, found.writtenAt());
        assertEquals(NOW + 5, found.expiresAt());
    }

    @Test
    void find_ofAnExpiredEntry_givesItAllTheSame() {
        store.update("k", slot -> {
            slot.keep(new StoredEntry("v", NOW - 10, NOW - 5));
            return true;
        });
        assertEquals("v", value("k"));
    }

    @Test
    void keep_overAnEntry_replacesIt() {
        keep("k", "first");
        keep("k", "second");
        assertEquals("second", value("k"));
        assertEquals(Map.of("k", "second"), all());
    }

    @Test
    void keep_ofAnEncodedValue_givesItBackEqual() {
        Object stored = codecs.encode(new ArrayList<>(List.of("a", "b")));
        keep("k", stored);
        assertEquals(stored, value("k"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\u0000", "a\u0000b", "\ud83d\ude00", "half a pair \ud83d", "\ude00\ud83d", "?", "\ufffd"})
    void keep_ofAnyText_givesItBackUnderItsOwnKey(String text) {
        keep("?", "question mark");
        keep("\ufffd", "replacement");
        keep(text, text);
        assertEquals(text, value(text));
        assertEquals(text, all().get(text));
    }

    @Test
    void drop_ofAnEntry_forgetsIt() {
        keep("k", "v");
        drop("k");
        assertNull(store.find("k"));
        assertEquals(Map.of(), all());
    }

    @Test
    void drop_ofAnAbsentKey_doesNothing() {
        drop("absent");
        assertNull(store.find("absent"));
        assertEquals(0, store.size());
    }

    @Test
    void current_withinOneUpdate_showsWhatTheHolderDid() {
        keep("k", "before");
        List<@Nullable Object> seen = store.update("k", slot -> {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(value(slot));
            slot.keep(entry("kept"));
            values.add(value(slot));
            slot.drop();
            values.add(value(slot));
            return values;
        });
        assertEquals("[before, kept, null]", seen.toString());
        assertNull(store.find("k"));
    }

    private static @Nullable Object value(Slot slot) {
        StoredEntry current = slot.current();
        return current == null ? null : current.value();
    }

    @Test
    void update_thatOnlyLooks_changesNothing() {
        keep("k", "v");
        assertEquals(Optional.of("v"), store.update("k", slot -> Optional.ofNullable(value(slot))));
        assertEquals("v", value("k"));
        assertEquals(1, store.size());
    }

    @Test
    void update_whoseActionThrowsBeforeItChanges_passesItOnAndLetsGo() {
        keep("k", "v");
        assertThrows(
                ArithmeticException.class,
                () -> store.update("k", slot -> {
                    throw new ArithmeticException();
                }));
        assertEquals("v", value("k"));
        keep("k", "free again");
        assertEquals("free again", value("k"));
    }

    @Test
    void update_withinAnUpdateOfAnotherKey_works() {
        store.update("outer", slot -> {
            keep("inner", "i");
            slot.keep(entry("o"));
            return true;
        });
        assertEquals(Map.of("inner", "i", "outer", "o"), all());
    }

    @Test
    void update_byManyThreads_isAtomicPerKey() throws Exception {
        int rounds = 50;
        inParallel(() -> {
            for (int i = 0; i < rounds; i++) {
                store.update("counter", slot -> {
                    Object before = value(slot);
                    slot.keep(entry(before == null ? 1 : (Integer) before + 1));
                    return true;
                });
            }
            return true;
        });
        assertEquals(THREADS * rounds, value("counter"));
        assertEquals(1, store.size());
    }

    @Test
    void updateAll_ofSeveralKeys_changesThemAll() {
        keep("dropped", "v");
        store.updateAll(List.of("a", "b", "dropped"), slots -> {
            slots.apply("a").keep(entry("1"));
            slots.apply("b").keep(entry("2"));
            slots.apply("dropped").drop();
            return true;
        });
        assertEquals(Map.of("a", "1", "b", "2"), all());
    }

    @Test
    void updateAll_ofTheSameKeysInAnyOrderByManyThreads_comesToAnEnd() throws Exception {
        List<List<String>> orders = List.of(List.of("x", "y", "z"), List.of("z", "y", "x"), List.of("y", "z", "x"));
        AtomicLong turn = new AtomicLong();
        inParallel(() -> {
            for (int i = 0; i < 20; i++) {
                List<String> keys = orders.get((int) (turn.getAndIncrement() % orders.size()));
                store.updateAll(keys, slots -> {
                    Object before = value(slots.apply("x"));
                    int next = before == null ? 1 : (Integer) before + 1;
                    keys.forEach(key -> slots.apply(key).keep(entry(next)));
                    return true;
                });
            }
            return true;
        });
        assertEquals(Map.of("x", THREADS * 20, "y", THREADS * 20, "z", THREADS * 20), all());
    }

    @Test
    void touch_ofAnEntry_movesItsDeadline() {
        keep("k", "v");
        StoredEntry found = store.find("k");
        assertNotNull(found);
        store.touch("k", found, NOW + 7);
        StoredEntry again = store.find("k");
        assertNotNull(again);
        assertEquals(NOW + 7, again.expiresAt());
    }

    @Test
    void touch_ofAnEntryThatWasReplaced_leavesTheNewOne() {
        keep("k", "old");
        StoredEntry old = store.find("k");
        assertNotNull(old);
        store.update("k", slot -> {
            slot.keep(new StoredEntry("new", NOW + 1, StoredEntry.ETERNAL));
            return true;
        });
        store.touch("k", old, NOW + 7);
        StoredEntry found = store.find("k");
        assertNotNull(found);
        assertEquals("new", found.value());
        assertEquals(StoredEntry.ETERNAL, found.expiresAt());
    }

    @Test
    void entries_ofManyEntries_givesEachOnce() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 350; i++) {
            keys.add("key " + i);
        }
        store.updateAll(keys, slots -> {
            keys.forEach(key -> slots.apply(key).keep(entry(key)));
            return true;
        });
        assertEquals(keys, all().keySet());
    }

    @Test
    void entries_withoutAny_hasNone() {
        Iterator<Store.Found<String>> entries = store.entries();
        assertFalse(entries.hasNext());
        assertThrows(NoSuchElementException.class, entries::next);
    }

    @Test
    void clear_ofOneCache_leavesTheOthers() {
        try (Store<String> other = open("b", 1_000)) {
            keep("k", "a's");
            other.update("k", slot -> {
                slot.keep(entry("b's"));
                return true;
            });
            store.clear();
            assertNull(store.find("k"));
            assertEquals(Map.of(), all());
            assertEquals(0, store.size());
            StoredEntry found = other.find("k");
            assertNotNull(found);
            assertEquals("b's", found.value());
        }
    }

    @Test
    void size_afterKeepsAndDrops_isTheNumberOfEntries() {
        keep("a", "1");
        keep("b", "2");
        keep("b", "3");
        drop("a");
        assertEquals(1, store.size());
    }

    @Test
    void keep_beyondTheBound_forgetsOthersAndTellsHowMany() {
        try (Store<String> small = open("small", 100)) {
            for (int i = 0; i < 400; i++) {
                String key = "key " + i;
                small.update(key, slot -> {
                    slot.current();
                    slot.keep(entry(key));
                    return true;
                });
            }
            assertTrue(small.size() <= 110, () -> small.size() + " entries");
            assertTrue(small.size() >= 90, () -> small.size() + " entries");
            assertEquals(400 - small.size(), evictions.get());
        }
    }

    protected static void inParallel(Callable<Boolean> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            for (Future<Boolean> each : running) {
                assertTrue(each.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static final Storage NOT_OPENED = new HeapStorage(new HeldKeys(Duration.ofSeconds(10)));
}
