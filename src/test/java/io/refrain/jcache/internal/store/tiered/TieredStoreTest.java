package io.refrain.jcache.internal.store.tiered;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.ManualClock;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.StoreContract;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.sqlite.SqliteStorage;
import io.refrain.jcache.internal.store.heap.HeapMap;
import io.refrain.jcache.internal.store.heap.HeapStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TieredStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    protected Storage open() {
        return new TieredStorage(
                SqliteStorage.open(
                        directory.resolve("refrain.db"),
                        null,
                        SqliteSettings.defaults(),
                        new HeldKeys(Duration.ofSeconds(10)),
                        new ManualClock()),
                Bounds.ofEntries(100));
    }

    @Test
    void findWithoutBlocking_afterAKeepOrAFind_givesTheEntry() {
        keep("k", "v");
        assertNotNull(store.findWithoutBlocking("k"));
    }

    @Test
    void find_ofWhatOnlyTheAuthorityHas_copiesItToTheHeap() {
        FakeAuthority authority = new FakeAuthority();
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
        FakeAuthority authority = new FakeAuthority();
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
        FakeAuthority authority = new FakeAuthority();
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
        FakeAuthority authority = new FakeAuthority();
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
    private final class FakeAuthority implements Authority<String> {
        private final HeldKeys held = new HeldKeys(Duration.ofSeconds(10));
        private final KeyLocks locks = new KeyLocks("fake", held);
        private final HeapStore<String> entries = new HeapStore<>(
                new HeapMap<>(Bounds.ofEntries(100), codecs, (key, entry) -> {}), new KeyLocks("fake", held));
        private final AtomicInteger finds = new AtomicInteger();
        private final AtomicBoolean fails = new AtomicBoolean();
        private @Nullable Copies<String> copies;

        TieredStore<String> withHeap() {
            return new TieredStore<>(new HeapMap<>(Bounds.ofEntries(100), codecs, (key, entry) -> {}), this, codecs);
        }

        void keep(String key, String value) {
            entries.update(key, slot -> {
                slot.keep(entry(value));
                return true;
            });
        }

        @Override
        public void setCopies(Copies<String> heap) {
            copies = heap;
        }

        @Override
        public @Nullable StoredEntry find(String key) {
            finds.incrementAndGet();
            return entries.find(key);
        }

        @Override
        public @Nullable StoredEntry find(String key, Consumer<StoredEntry> copying) {
            var lock = locks.tryHold(key.hashCode(), key);
            StoredEntry found = find(key);
            if (lock != null) {
                if (found != null) {
                    copying.accept(found);
                }
                lock.unlock();
            }
            return found;
        }

        @Override
        public @Nullable StoredEntry findWithoutBlocking(String key) {
            return null;
        }

        @Override
        public <R extends @Nullable Object> R update(String key, Function<Slot, R> action, Runnable copying) {
            var lock = locks.hold(key.hashCode(), key);
            try {
                R result = entries.update(key, slot -> action.apply(new CountingSlot(this, key, slot)));
                copying.run();
                return result;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public <R extends @Nullable Object> R updateAll(
                Collection<? extends String> keys, Function<Function<String, Slot>, R> action, Runnable copying) {
            R result = entries.updateAll(keys, action);
            copying.run();
            return result;
        }

        void changed(String key) {
            Copies<String> heap = copies;
            if (heap != null) {
                heap.forget(key);
            }
            if (fails.get()) {
                throw new StoreException("The disk is full", new IOException());
            }
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

    private static final class CountingSlot implements Slot {
        private final FakeAuthority authority;
        private final String key;
        private final Slot slot;
        private @Nullable StoredEntry assumed;

        CountingSlot(FakeAuthority authority, String key, Slot slot) {
            this.authority = authority;
            this.key = key;
            this.slot = slot;
        }

        @Override
        public void assume(StoredEntry present) {
            assumed = present;
        }

        @Override
        public @Nullable StoredEntry current() {
            return assumed != null ? assumed : slot.current();
        }

        @Override
        public void keep(StoredEntry entry) {
            authority.changed(key);
            assumed = null;
            slot.keep(entry);
        }

        @Override
        public void drop() {
            authority.changed(key);
            assumed = null;
            slot.drop();
        }
    }
}
