package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.ManualClock;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoredEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of stores in a file have in common: the cache {@code a} in a file of its own, with a clock that stands still. */
abstract class FileTest {
    static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path directory;

    final ManualClock clock = new ManualClock();
    final AtomicLong evictions = new AtomicLong();
    final Codecs codecs = Codecs.of(FileTest.class.getClassLoader());
    private @Nullable FileFixture file;
    private @Nullable DatabaseStorage storage;
    private @Nullable Store<String> store;

    /** Keys without their prefix, each followed by its value: the sweeper and the watch do not get in the way. */
    String[] settings() {
        return new String[] {"sweep-interval", "1h", "watch-interval", "1m"};
    }

    @BeforeEach
    void openFile() {
        file = new FileFixture(directory.resolve("refrain.db"), clock);
        open(settings());
    }

    @AfterEach
    void closeFile() {
        store().close();
        storage().close();
    }

    void open(String... settings) {
        storage = file().open(settings);
        store = open("a", Durability.COMMITTED, Bounds.ofEntries(1_000));
    }

    void reopen(String... settings) {
        closeFile();
        open(settings);
    }

    void reopen() {
        reopen(settings());
    }

    FileFixture file() {
        assertNotNull(file);
        return file;
    }

    DatabaseStorage storage() {
        assertNotNull(storage);
        return storage;
    }

    Store<String> store() {
        assertNotNull(store);
        return store;
    }

    Store<String> open(String cache, Durability durability, Bounds bounds) {
        return open(storage(), cache, durability, bounds);
    }

    Store<String> open(Storage in, String cache, Durability durability, Bounds bounds) {
        return in.open(cache, bounds, durability, codecs, evictions::addAndGet);
    }

    static StoredEntry entry(Object value) {
        return new StoredEntry(value, NOW, StoredEntry.ETERNAL);
    }

    void keep(String key, Object value) {
        keep(store(), key, entry(value));
    }

    static void keep(Store<String> into, String key, StoredEntry entry) {
        into.update(key, slot -> {
            slot.keep(entry);
            return true;
        });
    }

    static void drop(Store<String> from, String key) {
        from.update(key, slot -> {
            slot.drop();
            return true;
        });
    }

    @Nullable
    Object value(String key) {
        return value(store(), key);
    }

    static @Nullable Object value(Store<String> in, String key) {
        StoredEntry found = in.find(key);
        return found == null ? null : found.value();
    }

    static StoredEntry found(Store<String> in, String key) {
        StoredEntry found = in.find(key);
        assertNotNull(found, key);
        return found;
    }

    static Map<String, Object> all(Store<String> of) {
        Map<String, Object> all = new HashMap<>();
        of.entries()
                .forEachRemaining(found ->
                        assertTrue(all.put(found.key(), found.entry().value()) == null, () -> found.key() + " twice"));
        return all;
    }

    /** Waits for what happens in the background. */
    static void await(String what, BooleanSupplier happened) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!happened.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "Not within 30 s: " + what);
            Thread.onSpinWait();
        }
    }
}
