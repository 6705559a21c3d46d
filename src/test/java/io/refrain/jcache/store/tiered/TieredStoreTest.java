package io.refrain.jcache.store.tiered;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.ManualClock;
import io.refrain.jcache.store.Slot;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoreContract;
import io.refrain.jcache.store.StoreException;
import io.refrain.jcache.store.StoredEntry;
import io.refrain.jcache.store.heap.HeapStore;
import io.refrain.jcache.store.sql.SqlStorage;
import io.refrain.jcache.store.sql.SqliteOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TieredStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    protected Storage open() {
        Storage file =
                SqlStorage.open(directory.resolve("refrain.db"), null, SqliteOptions.DEFAULTS, new ManualClock());
        return new TieredStorage(file, Bounds.ofEntries(100));
    }

    @Test
    void findWithoutBlocking_afterAKeepOrAFind_givesTheEntry() {
        keep("k", "v");
        assertNotNull(store.findWithoutBlocking("k"));
    }

    @Test
    void find_ofWhatOnlyTheAuthorityHas_copiesItToTheHeap() {
        Authority authority = new Authority();
        authority.keep("k", "v");
        TieredStore<String> tiered = authority.withHeap();
        assertNull(tiered.findWithoutBlocking("k"));
        assertNotNull(tiered.find("k"));
        assertNotNull(tiered.findWithoutBlocking("k"));
        tiered.find("k");
        assertEquals(1, authority.finds.get());
    }

    @Test
    void find_whileAWriterHoldsTheKey_readsTheAuthorityAndCopiesNothing() throws Exception {
        Authority authority = new Authority();
        authority.keep("k", "old");
        TieredStore<String> tiered = authority.withHeap();
        tiered.update("k", slot -> {
            inAnotherThread(() -> assertNotNull(tiered.find("k")));
            assertNull(tiered.findWithoutBlocking("k"));
            slot.keep(entry("new"));
            return true;
        });
        StoredEntry found = tiered.find("k");
        assertNotNull(found);
        assertEquals("new", found.value());
    }

    @Test
    void update_whenTheAuthorityFails_leavesNothingOfTheKeyOnTheHeap() {
        Authority authority = new Authority();
        TieredStore<String> tiered = authority.withHeap();
        authority.keep("k", "old");
        tiered.find("k");
        authority.fails.set(true);
        assertThrows(
                StoreException.class,
                () -> tiered.update("k", slot -> {
                    slot.keep(entry("new"));
                    return true;
                }));
        assertNull(tiered.findWithoutBlocking("k"));
        StoredEntry found = tiered.find("k");
        assertNotNull(found);
        assertEquals("old", found.value());
    }

    @Test
    void update_ofWhatIsOnTheHeap_doesNotReadTheAuthority() {
        Authority authority = new Authority();
        TieredStore<String> tiered = authority.withHeap();
        tiered.update("k", slot -> {
            slot.keep(entry("v"));
            return true;
        });
        assertEquals(Optional.of("v"), tiered.update("k", slot -> Optional.ofNullable(slot.current())
                .map(StoredEntry::value)));
        assertEquals(0, authority.finds.get());
    }

    private static void inAnotherThread(Runnable task) {
        Thread thread = new Thread(task);
        AtomicBoolean failed = new AtomicBoolean();
        thread.setUncaughtExceptionHandler((t, e) -> failed.set(true));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertEquals(false, failed.get());
    }

    /** A heap store in the authority's place that counts its reads and can fail its commits. */
    private final class Authority implements Store<String> {
        private final HeapStore<String> entries = new HeapStore<>(Bounds.ofEntries(100), codecs, n -> {});
        private final AtomicInteger finds = new AtomicInteger();
        private final AtomicBoolean fails = new AtomicBoolean();

        TieredStore<String> withHeap() {
            return new TieredStore<>(new HeapStore<>(Bounds.ofEntries(100), codecs, n -> {}), this);
        }

        void keep(String key, String value) {
            entries.update(key, slot -> {
                slot.keep(entry(value));
                return true;
            });
        }

        @Override
        public @Nullable StoredEntry find(String key) {
            finds.incrementAndGet();
            return entries.find(key);
        }

        @Override
        public @Nullable StoredEntry findWithoutBlocking(String key) {
            return null;
        }

        @Override
        public <R extends @Nullable Object> R update(String key, Function<Slot, R> action) {
            return entries.update(key, slot -> {
                R result = action.apply(fails.get() ? new FailingSlot(slot) : slot);
                return result;
            });
        }

        @Override
        public <R extends @Nullable Object> R updateAll(
                Collection<? extends String> keys, Function<Function<String, Slot>, R> action) {
            return entries.updateAll(keys, action);
        }

        @Override
        public void touch(String key, StoredEntry entry, long expiresAt) {
            entries.touch(key, entry, expiresAt);
        }

        @Override
        public Iterator<Found<String>> entries() {
            return entries.entries();
        }

        @Override
        public void clear() {
            entries.clear();
        }

        @Override
        public long size() {
            return entries.size();
        }

        @Override
        public void close() {
            entries.close();
        }
    }

    private record FailingSlot(Slot slot) implements Slot {
        @Override
        public @Nullable StoredEntry current() {
            return slot.current();
        }

        @Override
        public void keep(StoredEntry entry) {
            throw new StoreException("The disk is full", new IOException());
        }

        @Override
        public void drop() {
            throw new StoreException("The disk is full", new IOException());
        }
    }
}
