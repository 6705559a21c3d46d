package io.refrain.jcache.internal.store.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreContract;
import io.refrain.jcache.internal.store.StoredEntry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapStoreTest extends StoreContract {

    @Override
    protected Storage open() {
        return new HeapStorage(new HeldKeys(Duration.ofSeconds(10)));
    }

    @Test
    void keep_beyondMaxBytes_evictsUntilTheyFit() {
        try (Store<String> bounded =
                storage.open("bytes", new Bounds(1_000, 10_000), Durability.COMMITTED, codecs, evictions::addAndGet)) {
            for (int i = 0; i < 100; i++) {
                keep(bounded, "key-" + i, "v".repeat(1_000));
            }

            assertTrue(bounded.size() <= 9, "has " + bounded.size());
            assertEquals(100 - bounded.size(), evictions.get());
        }
    }

    @Test
    void keep_ofSmallEntriesWithMaxBytes_keepsMaxEntries() {
        try (Store<String> bounded =
                storage.open("bytes", new Bounds(10, 1_000_000), Durability.COMMITTED, codecs, evictions::addAndGet)) {
            for (int i = 0; i < 100; i++) {
                keep(bounded, "key-" + i, "v");
            }

            assertEquals(10, bounded.size());
        }
    }

    @Test
    void keep_ofMoreThanMaxBytes_keepsNothing() {
        try (Store<String> bounded =
                storage.open("bytes", new Bounds(10, 100), Durability.COMMITTED, codecs, evictions::addAndGet)) {
            keep(bounded, "k", "v".repeat(101));

            assertNull(bounded.find("k"));
        }
    }

    @Test
    void replaceValue_ofAnEternalLiveValue_isSeenAndOtherwiseNothingHappens() {
        keep("k", "first");
        assertTrue(replace("k", "second"));
        assertEquals("second", value("k"));

        assertFalse(replace("k", codecs.encode("frozen")));
        assertFalse(replace("absent", "v"));
        store.update("mortal", slot -> {
            slot.keep(new StoredEntry("first", NOW, NOW + 5));
            return true;
        });
        assertFalse(replace("mortal", "second"));
        assertEquals("second", value("k"));
        assertNull(store.find("absent"));
        assertEquals("first", value("mortal"));
    }

    private boolean replace(String key, Object stored) {
        boolean replaced = store.update(key, slot -> slot.replaceValue(stored));
        return replaced;
    }

    private static void keep(Store<String> store, String key, String value) {
        store.update(key, slot -> {
            slot.keep(new StoredEntry(value, 0, StoredEntry.ETERNAL));
            return "";
        });
    }

    @Test
    void findWithoutBlocking_ofAnEntry_givesIt() {
        keep("k", "v");
        assertSame(store.find("k"), store.findWithoutBlocking("k"));
    }
}
