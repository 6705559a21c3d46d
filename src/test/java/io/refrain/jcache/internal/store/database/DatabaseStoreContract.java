package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.ManualClock;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreContract;
import io.refrain.jcache.internal.store.StoredEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a store in a database promises beyond every store. */
public abstract class DatabaseStoreContract extends StoreContract {
    protected final ManualClock clock = new ManualClock();

    /** Runs a statement beside the store; gives the first column of the first row, or nothing. */
    protected abstract String sql(String sql);

    private void reopen() {
        store.close();
        storage.close();
        storage = open();
        store = open("a", 1_000);
    }

    private StoredEntry found(String key) {
        StoredEntry found = store.find(key);
        assertNotNull(found);
        return found;
    }

    @Test
    void find_afterReopening_givesWhatWasKept() {
        keep("k", "v");
        keep("dropped", "v");
        drop("dropped");
        reopen();
        assertEquals("v", value("k"));
        assertNull(value("dropped"));
        assertEquals(1, store.size());
    }

    @Test
    void findWithoutBlocking_ofAnEntry_isNullSinceItWouldReadTheDatabase() {
        keep("k", "v");
        assertNull(store.findWithoutBlocking("k"));
    }

    @Test
    void touch_beforeReopening_isStillThere() {
        keep("k", "v");
        store.touch("k", found("k"), NOW + 9);
        reopen();
        assertEquals(NOW + 9, found("k").expiresAt());
    }

    @Test
    void touch_ofAValueThatWasReplacedInTheSameMillisecond_leavesTheNewOne() {
        keep("k", "old");
        StoredEntry old = found("k");
        keep("k", "new");
        store.touch("k", old, NOW);
        assertEquals(StoredEntry.ETERNAL, found("k").expiresAt());
        reopen();
        assertEquals("new", value("k"));
        assertEquals(StoredEntry.ETERNAL, found("k").expiresAt());
    }

    @Test
    void touch_ofAnOldValueAfterOneOfTheNew_leavesThat() {
        keep("k", "old");
        StoredEntry old = found("k");
        keep("k", "new");
        store.touch("k", found("k"), NOW + 9);
        store.touch("k", old, NOW + 1);
        assertEquals(NOW + 9, found("k").expiresAt());
        reopen();
        assertEquals(NOW + 9, found("k").expiresAt());
    }

    @Test
    void touch_ofOneEntryAgainAndAgain_isPendingOnce() {
        keep("k", "v");
        for (int i = 1; i < 20_000; i++) {
            store.touch("k", found("k"), NOW + i);
        }
        assertEquals("0", sql("select count(expires_at) from cache_entry"));
        assertEquals(NOW + 19_999, found("k").expiresAt());
    }

    @Test
    void keep_afterReopening_hasAHigherVersion() {
        keep("k", "v");
        long before = found("k").version();
        reopen();
        keep("k", "w");
        assertEquals(1, Long.compare(found("k").version(), before));
    }

    @Test
    void update_whoseActionThrowsAfterItChanged_undoesIt() {
        keep("k", "before");
        assertThrows(
                ArithmeticException.class,
                () -> store.update("k", slot -> {
                    slot.keep(entry("after"));
                    throw new ArithmeticException();
                }));
        assertEquals("before", value("k"));
        assertEquals(1, store.size());
    }

    @Test
    void update_ofEqualKeysOfOtherClassesByManyThreads_isAtomic() throws Exception {
        try (Store<List<String>> lists =
                storage.open("lists", Bounds.ofEntries(10), Durability.COMMITTED, codecs, evictions::addAndGet)) {
            AtomicInteger turn = new AtomicInteger();
            inParallel(() -> countUp(
                    lists,
                    () -> turn.getAndIncrement() % 2 == 0 ? List.of("a", "b") : new ArrayList<>(List.of("a", "b")),
                    50));
            StoredEntry found = lists.find(Arrays.asList("a", "b"));
            assertNotNull(found);
            assertEquals(400, found.value());
            assertEquals(1, lists.size());
        }
    }

    protected static <K> boolean countUp(Store<K> into, Supplier<K> key, int rounds) {
        for (int i = 0; i < rounds; i++) {
            into.update(key.get(), slot -> {
                StoredEntry before = slot.current();
                slot.keep(entry(before == null ? 1 : (Integer) before.value() + 1));
                return true;
            });
        }
        return true;
    }

    @Test
    void close_thenFind_isRefused() {
        store.close();
        storage.close();
        assertThrows(IllegalStateException.class, () -> store.find("k"));
        storage = open();
        store = open("a", 1_000);
    }

    @Test
    void destroy_ofACacheThatIsNotOpen_deletesItsRowsOnly() {
        keep("k", "v");
        store.close();
        try (Store<String> other = open("b", 10)) {
            other.update("k", slot -> {
                slot.keep(entry("b's"));
                return true;
            });
            storage.destroy("a");
            assertNotNull(other.find("k"));
        }
        store = open("a", 10);
        assertNull(store.find("k"));
    }

    @Test
    void keep_ofText_canBeReadWithAnyTool() {
        keep("question", "answer");
        assertEquals("question|answer", sql("select key_text || '|' || value_text from cache_entry"));
    }

    @Test
    void size_afterAnyChanges_isWhatIsThere() {
        try (Store<String> other = open("other", 1_000)) {
            Random random = new Random(1);
            for (int i = 0; i < 300; i++) {
                Store<String> one = random.nextBoolean() ? store : other;
                boolean drops = random.nextInt(3) == 0;
                StoredEntry kept = entry("v".repeat(random.nextInt(9)));
                one.update("k" + random.nextInt(20), slot -> {
                    if (drops) {
                        slot.drop();
                    } else {
                        slot.keep(kept);
                    }
                    return true;
                });
            }
            other.clear();
            assertEquals(0, other.size());
            assertEquals(sql("select count(*) from cache_entry"), String.valueOf(store.size()));
        }
    }
}
