package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreException;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is committed when, and what becomes of what cannot be. */
class DurabilityTest extends FileTest {
    private static final String[] IMPATIENT = {"busy-timeout", "1ms", "sweep-interval", "1h"};

    private Store<String> batched() {
        return open("b", Durability.BATCHED, Bounds.ofEntries(1_000));
    }

    @Test
    void keep_batched_isSeenAtOnceAndWrittenWithinTheWindow() {
        try (Store<String> batched = batched()) {
            keep(batched, "k", entry("first"));
            keep(batched, "k", entry("second"));
            keep(batched, "dropped", entry("v"));
            drop(batched, "dropped");
            assertEquals("second", value(batched, "k"));
            assertNull(value(batched, "dropped"));
            assertEquals(Map.of("k", "second"), all(batched));

            await("written", () -> !file().sql("select count(*) from cache_entry")
                    .equals("0"));
            assertEquals("second", file().sql("select group_concat(value_text) from cache_entry"));
            assertEquals("second", value(batched, "k"));
        }
    }

    @Test
    void entries_whileWhatWasPendingIsCommitted_givesNothingOlder() {
        reopen("batch-window", "1ms", "sweep-interval", "1h");
        try (Store<String> batched = batched()) {
            for (int i = 0; i < 2_000; i++) {
                keep(batched, "kept", entry(i));
                keep(batched, "dropped", entry(i));
                drop(batched, "dropped");
                assertEquals(Map.of("kept", i), all(batched));
            }
        }
    }

    @Test
    void clear_batched_forgetsWhatIsPending() {
        try (Store<String> batched = batched()) {
            keep(batched, "k", entry("v"));
            batched.clear();
            assertNull(value(batched, "k"));
            assertFalse(batched.entries().hasNext());
        }
        assertEquals("0", file().sql("select count(*) from cache_entry"));
    }

    @Test
    void close_batched_writesWhatIsPending() {
        try (Store<String> batched = batched()) {
            keep(batched, "k", entry("v"));
        }
        assertEquals("v", file().sql("select value_text from cache_entry"));
    }

    @Test
    void keep_batchedBeyondAQuarterOfBatchEntries_isWrittenInTheBackgroundBeforeTheWindowEnds() {
        reopen("batch-entries", "40", "batch-window", "1m");
        try (Store<String> batched = batched()) {
            for (int i = 0; i < 10; i++) {
                keep(batched, "k" + i, entry("v"));
            }
            await("written", () -> file().sql("select count(*) from cache_entry")
                    .equals("10"));
        }
    }

    @Test
    void keep_batchedBeyondBatchEntries_leavesFewerPending() {
        reopen("batch-entries", "10", "batch-window", "1m");
        try (Store<String> batched = batched()) {
            for (int i = 0; i < 100; i++) {
                keep(batched, "k" + i, entry("v"));
            }
            assertTrue(Integer.parseInt(file().sql("select count(*) from cache_entry")) >= 90);
        }
    }

    @Test
    void keep_batchedWhileTheFileIsLocked_isSeenAndWrittenWhenItIsFree() throws Exception {
        reopen(IMPATIENT);
        try (Store<String> batched = batched()) {
            try (Connection lock = file().lock()) {
                assertNotNull(lock);
                keep(batched, "k", entry("v"));
                assertEquals(Map.of("k", "v"), all(batched));
                assertEquals("v", value(batched, "k"));
            }
            assertEquals(Map.of("k", "v"), all(batched));
        }
        assertEquals("v", file().sql("select value_text from cache_entry"));
    }

    @Test
    void keep_synced_isWrittenAsOthersAre() {
        try (Store<String> synced = open("s", Durability.SYNCED, Bounds.ofEntries(1_000))) {
            keep(synced, "k", entry("v"));
            assertEquals("v", value(synced, "k"));
            keep("committed beside it", "v");
            assertEquals("v", value("committed beside it"));
        }
    }

    @Test
    void write_whileAnotherHoldsTheFile_saysSoAndWorksAgainLater() throws Exception {
        keep("before", "v");
        reopen(IMPATIENT);
        try (Connection lock = file().lock()) {
            assertNotNull(lock);
            StoreException refusal = assertThrows(StoreException.class, () -> keep("k", "v"));
            assertTrue(refusal.toString().contains(file().path().toString()), refusal::toString);
            assertTrue(refusal.toString().contains("Another process uses it"), refusal::toString);
            assertEquals("v", value("before"));
        }
        assertNull(value("k"));
        keep("k", "v");
        assertEquals("v", value("k"));
        assertEquals(2, store().size());
    }

    @Test
    void write_thatFailed_leavesNeitherTheNewValueNorTheOldOne() throws Exception {
        keep("kept", "old");
        keep("dropped", "old");
        reopen(IMPATIENT);
        try (Connection lock = file().lock()) {
            assertNotNull(lock);
            assertThrows(StoreException.class, () -> keep("kept", "new"));
            assertThrows(StoreException.class, () -> drop(store(), "dropped"));
            assertNull(value("kept"));
            assertNull(value("dropped"));
            assertEquals(Map.of(), all(store()));
        }
        reopen();
        assertEquals(Map.of(), all(store()));
        assertEquals(0, store().size());
    }

    @Test
    void write_committed_leavesTheFileToOthers() {
        keep("k", "v");
        assertEquals("", file().sql("begin immediate"));
    }

    @Test
    void touch_whileTheFileIsLocked_failsNoRead() throws Exception {
        reopen("busy-timeout", "1ms", "sweep-interval", "1h", "batch-entries", "10");
        for (int i = 0; i < 30; i++) {
            keep("key " + i, "v");
        }
        try (Connection lock = file().lock()) {
            assertNotNull(lock);
            for (int i = 0; i < 30; i++) {
                store().touch("key " + i, found(store(), "key " + i), NOW + 9);
            }
            assertEquals("v", value("key 29"));
        }
    }
}
