package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.Race;
import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What many threads put in PostgreSQL at once, which goes there in groups: each put is as if it were alone. */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GroupedPutsTest {
    private static final int THREADS = 16;

    private final PostgresFixture fixture = new PostgresFixture(InstantSource.system());
    private final List<DatabaseStorage> storages = new ArrayList<>();

    @AfterEach
    void close() {
        storages.forEach(DatabaseStorage::close);
    }

    private Store<String> replica(String name) {
        DatabaseStorage storage = fixture.replica(name);
        storages.add(storage);
        return storage.open(
                "c",
                Bounds.ofEntries(1_000_000),
                Durability.COMMITTED,
                Codecs.of(GroupedPutsTest.class.getClassLoader()),
                evicted -> {});
    }

    private static void put(Store<String> store, String key, Object value) {
        store.update(key, slot -> {
            slot.keep(new StoredEntry(value, 1, StoredEntry.ETERNAL));
            return true;
        });
    }

    private static Object get(Store<String> store, String key) {
        StoredEntry found = store.find(key);
        assertNotNull(found, key);
        return found.value();
    }

    @Test
    void put_byManyThreads_keepsWhatEachHasPut() throws Exception {
        Store<String> store = replica("one");
        Race.of(THREADS, thread -> {
            for (int i = 0; i < 100; i++) {
                put(store, thread + "-" + i % 10, i);
            }
        });
        Store<String> other = replica("two");
        for (int thread = 0; thread < THREADS; thread++) {
            for (int i = 0; i < 10; i++) {
                assertEquals(90 + i, get(other, thread + "-" + i));
            }
        }
    }

    @Test
    void put_ofARowThatIsRefusedAmongOthers_failsAndHarmsNoOther() throws Exception {
        Store<String> store = replica("one");
        put(store, "first", 0);
        fixture.sql("alter table cache_entry add check (value_text is null or value_text not like '%poison%')");
        Race.of(THREADS, thread -> {
            for (int i = 0; i < 50; i++) {
                if (thread == 0) {
                    assertThrows(StoreException.class, () -> put(store, "poisoned", "poison"));
                } else {
                    put(store, thread + "-" + i, i);
                }
            }
        });
        for (int thread = 1; thread < THREADS; thread++) {
            for (int i = 0; i < 50; i++) {
                assertEquals(i, get(store, thread + "-" + i));
            }
        }
        assertEquals(null, store.find("poisoned"));
    }

    @Test
    void put_ofTheSameKeysByTwoReplicasInOppositeOrder_neverFails() throws Exception {
        List<Store<String>> replicas = List.of(replica("one"), replica("two"));
        Race.of(THREADS, thread -> {
            Store<String> own = replicas.get(thread % 2);
            for (int i = 0; i < 200; i++) {
                int key = (i + thread / 2 * 3) % 20;
                put(own, "k" + (thread % 2 == 0 ? key : 19 - key), thread + " " + i);
            }
        });
        for (int key = 0; key < 20; key++) {
            assertEquals(get(replicas.get(0), "k" + key), get(replicas.get(1), "k" + key));
        }
    }

    @Test
    void put_whileAnotherReplicaHoldsKeys_waitsForThoseKeysOnly() throws Exception {
        Store<String> one = replica("one");
        Store<String> two = replica("two");
        // More than groups that are on their way at once.
        List<String> keys = IntStream.range(0, 2 * PostgresqlSettings.defaults().commitGroups())
                .mapToObj(i -> "held" + i)
                .toList();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(THREADS - 1 - keys.size());
        Race.of(THREADS, thread -> {
            if (thread == keys.size()) {
                two.updateAll(keys, slots -> {
                    // All of them are held from the first look on.
                    slots.apply(keys.get(0)).current();
                    held.countDown();
                    await(others);
                    keys.forEach(key -> slots.apply(key).keep(new StoredEntry("theirs", 1, StoredEntry.ETERNAL)));
                    return true;
                });
                return;
            }
            await(held);
            if (thread < keys.size()) {
                put(one, keys.get(thread), "ours");
            } else {
                // Few keys, of which none shares a lock with one that is held.
                for (int i = 0; i < 50; i++) {
                    put(one, "free" + thread, i);
                }
                others.countDown();
            }
        });
        for (String key : keys) {
            assertEquals("ours", get(two, key));
        }
    }

    @Test
    void put_whileConnectionsAreCut_keepsWhatWasAcknowledgedAndNothingOlder() throws Exception {
        Store<String> store = replica("one");
        AtomicInteger failures = new AtomicInteger();
        int[] acknowledged = new int[THREADS];
        int[] attempted = new int[THREADS];
        CountDownLatch done = new CountDownLatch(THREADS - 1);
        Race.of(THREADS, thread -> {
            if (thread == 0) {
                while (done.getCount() > 0) {
                    fixture.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where application_name = 'refrain' and query like 'insert into cache_entry%' limit 1");
                }
                return;
            }
            for (int i = 1; i <= 200; i++) {
                attempted[thread] = i;
                try {
                    put(store, "k" + thread, i);
                    acknowledged[thread] = i;
                } catch (StoreException e) {
                    failures.incrementAndGet();
                }
            }
            done.countDown();
        });
        assertTrue(failures.get() > 0, "No connection was in use when it was cut");
        Store<String> other = replica("two");
        for (int thread = 1; thread < THREADS; thread++) {
            StoredEntry found = other.find("k" + thread);
            int there = found == null ? 0 : (int) found.value();
            assertTrue(
                    there >= acknowledged[thread] && there <= attempted[thread],
                    there + " is there, " + acknowledged[thread] + " was acknowledged");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
