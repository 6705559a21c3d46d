package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.tiered.TieredStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes to keep the bounds, and what stays. */
class EvictionTest extends FileTest {
    private Store<String> bounded(Bounds bounds) {
        return open("small", Durability.COMMITTED, bounds);
    }

    private void keepNow(Store<String> into, String key, Object value) {
        keep(into, key, new StoredEntry(value, clock.millis(), StoredEntry.ETERNAL));
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void keep_beyondTheBound_forgetsWhatWasNotUsedForLongest() {
        try (Store<String> small = bounded(Bounds.ofEntries(10))) {
            for (int i = 0; i < 10; i++) {
                keepNow(small, "key " + i, "v");
            }
            small.touch("key 0", found(small, "key 0"), NOW + 1_000_000);
            clock.advance(Duration.ofSeconds(1));
            keepNow(small, "key 10", "v");
            assertNotNull(small.find("key 0"));
            assertNull(small.find("key 1"));
            assertNotNull(small.find("key 10"));
            assertEquals(10, small.size());
            assertEquals(1, evictions.get());
        }
    }

    @Test
    void keep_beyondTheBound_leavesAnOldEntryThatIsReadAllTheTime() {
        try (Store<String> small = bounded(Bounds.ofEntries(10))) {
            keepNow(small, "old", "v");
            for (int i = 0; i < 50; i++) {
                keepNow(small, "key " + i, "v");
                assertEquals("v", value(small, "old"), "after " + i);
            }
        }
    }

    @Test
    void keep_beyondTheBoundBehindAHeap_leavesAnOldEntryThatIsReadAllTheTime() {
        try (Store<String> small = open(
                new TieredStorage(storage(), Bounds.ofEntries(10)),
                "small",
                Durability.COMMITTED,
                Bounds.ofEntries(10))) {
            keepNow(small, "old", "v");
            for (int i = 0; i < 50; i++) {
                keepNow(small, "key " + i, "v");
                assertEquals("v", value(small, "old"), "after " + i);
            }
        }
    }

    @Test
    void keep_beyondTheBoundBehindAHeap_forgetsAlsoTheCopies() {
        try (Store<String> small = open(
                new TieredStorage(storage(), Bounds.ofEntries(1_000)),
                "small",
                Durability.COMMITTED,
                Bounds.ofEntries(10))) {
            for (int i = 0; i < 200; i++) {
                keepNow(small, "key " + i, "v");
            }
            long served = IntStream.range(0, 200)
                    .filter(i -> small.find("key " + i) != null)
                    .count();
            assertTrue(served <= 10, () -> served + " are served");
            assertEquals(served, all(small).size());
            assertEquals(200 - served, evictions.get());
        }
    }

    @Test
    void updateAll_beyondTheBoundAgainAndAgain_staysNearIt() {
        try (Store<String> small = bounded(Bounds.ofEntries(100))) {
            for (int round = 0; round < 5; round++) {
                List<String> keys = IntStream.range(400 * round, 400 * round + 400)
                        .mapToObj(i -> "key " + i)
                        .toList();
                small.updateAll(keys, slots -> {
                    keys.forEach(key -> slots.apply(key).keep(entry("v")));
                    return true;
                });
                clock.advance(Duration.ofSeconds(1));
            }
            keepNow(small, "one more", "v");
            assertTrue(small.size() <= 100, () -> "has " + small.size());
            assertTrue(small.size() >= 80, () -> "has " + small.size());
        }
    }

    @Test
    void keep_beyondTheBoundByManyThreads_forgetsNoMoreThanItMust() throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Store<String> small = bounded(Bounds.ofEntries(100))) {
            List<Future<?>> all = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        for (int round = 0; round < 50; round++) {
                            keepNow(small, "key " + next.getAndIncrement(), "v");
                        }
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
            keepNow(small, "one more", "v");
            long rows = Long.parseLong(file().sql("select count(*) from cache_entry"));
            assertTrue(rows <= 100 && rows >= 98, () -> "has " + rows);
            assertEquals(401 - rows, evictions.get());
            assertEquals(rows, small.size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keep_beyondMaxBytes_evictsUntilTheyFit() {
        long bound = 100_000;
        try (Store<String> small = bounded(new Bounds(1_000_000, bound))) {
            for (int i = 0; i < 500; i++) {
                keepNow(small, "key " + i, "v".repeat(100 + i * 37 % 1_900));
                long bytes = Long.parseLong(file().sql("select sum(byte_size) from cache_entry"));
                assertTrue(bytes <= bound, () -> "has " + bytes);
            }
            long rows = Long.parseLong(file().sql("select count(*) from cache_entry"));
            assertTrue(rows > 50, () -> "has " + rows);
            assertEquals(500 - rows, evictions.get());
        }
    }

    @Test
    void keep_ofMoreThanMaxBytes_leavesNothingNotEvenTheOldOne() {
        try (Store<String> small = bounded(new Bounds(1_000, 1_000))) {
            keepNow(small, "k", "small");
            keepNow(small, "k", "v".repeat(1_001));
            assertNull(value(small, "k"));
            assertEquals(1, evictions.get());
            assertEquals(0, small.size());
        }
    }

    @Test
    void keep_ofTheSameKeysAgainAndAgain_evictsNothing() {
        try (Store<String> small = bounded(Bounds.ofEntries(10))) {
            for (int i = 0; i < 200; i++) {
                keepNow(small, "key " + i % 10, "v" + i);
            }
            assertEquals(10, small.size());
            assertEquals(0, evictions.get());
        }
    }

    @Test
    void keep_ofTheSameKeysUntilItSeemsHalfFull_leavesRoomForAsManyAsThereAre() {
        try (Store<String> small = bounded(Bounds.ofEntries(4_000))) {
            for (int i = 0; i < 10_000; i++) {
                keep(small, "key " + i % 100, new StoredEntry("v" + i, clock.millis(), StoredEntry.ETERNAL));
            }
            for (int i = 0; i < 3_900; i++) {
                keep(small, "other " + i, new StoredEntry("v" + i, clock.millis(), StoredEntry.ETERNAL));
            }
            assertEquals(0, evictions.get());
            assertEquals(4_000, small.size());
        }
    }

    @Test
    void keep_batchedBeyondTheBound_leavesNoMoreToBeServed() {
        try (Store<String> batched = open("small", Durability.BATCHED, Bounds.ofEntries(10))) {
            for (int i = 0; i < 1_000; i++) {
                keepNow(batched, "key " + i, "v");
            }
            assertTrue(all(batched).size() <= 10, () -> "has " + all(batched).size());
        }
    }

    @Test
    void keep_afterReopening_counts() {
        try (Store<String> small = bounded(Bounds.ofEntries(10))) {
            for (int i = 0; i < 10; i++) {
                keepNow(small, "key " + i, "v");
            }
        }
        reopen();
        try (Store<String> small = bounded(Bounds.ofEntries(10))) {
            for (int i = 10; i < 15; i++) {
                keepNow(small, "key " + i, "v");
                assertTrue(all(small).size() <= 10, () -> "has " + all(small).size());
            }
        }
    }
}
