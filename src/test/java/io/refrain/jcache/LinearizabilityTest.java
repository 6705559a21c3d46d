package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.config.CacheSettings;
import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresFixture;
import io.refrain.jcache.internal.store.database.sqlite.SqliteStorage;
import io.refrain.jcache.internal.store.heap.HeapMap;
import io.refrain.jcache.internal.store.heap.HeapStorage;
import io.refrain.jcache.internal.store.heap.HeapStore;
import io.refrain.jcache.internal.store.tiered.TieredStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.LincheckAssertionError;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * That a cache used by several threads behaves as if they took turns (Lincheck), on each store, for one key and for two; and that a store which
 * does not is found out. {@code -Dtests.lincheck.factor=10} takes ten times as many scenarios.
 */
class LinearizabilityTest {
    private static final int FACTOR = Integer.getInteger("tests.lincheck.factor", 1);

    @Test
    void heap_anyVerbs_areLinearizable() {
        check("heap", OnHeap.class, 40, 1_000);
    }

    @Test
    void sqlite_anyVerbs_areLinearizable() {
        check("SQLite", OnSqlite.class, 15, 60);
    }

    @Test
    void tiered_anyVerbs_areLinearizable() {
        check("tiered", OnTiered.class, 15, 60);
    }

    @Test
    void tiered_withRoomForOneOfTwoOnTheHeap_anyVerbsAreLinearizable() {
        check("tiered, evicting", OnCrampedTiered.class, 15, 60);
    }

    @Test
    @NeedsPostgres
    void postgresql_anyVerbsOfTwoReplicas_areLinearizable() {
        check("two replicas on PostgreSQL", OnReplicas.class, 10, 40);
    }

    @Test
    @NeedsPostgres
    void postgresqlTiered_anyVerbsOfTwoManagers_areLinearizable() {
        check("two managers on PostgreSQL, tiered", OnTieredManagers.class, 10, 40);
    }

    @Test
    void storeThatHoldsNoKey_isFoundOut() {
        assertFoundOut(OnHeapWithoutHolding.class);
    }

    @Test
    void twoStoresThatAreNotAsOne_areFoundOut() {
        assertFoundOut(OnTwoHeaps.class);
    }

    @Test
    void tieredStoreThatCopiesWithoutHoldingTheKey_isFoundOut() {
        assertFoundOut(OnTieredWithStaleCopies.class);
    }

    static void check(String store, Class<?> verbs, int scenarios, int times) {
        LinChecker.check(verbs, options(scenarios * FACTOR, times));
        System.out.println("Lincheck: " + store + ": " + scenarios * FACTOR + " scenarios, each " + times
                + " times, linearizable");
    }

    private static void assertFoundOut(Class<?> verbs) {
        LincheckAssertionError found =
                assertThrows(LincheckAssertionError.class, () -> LinChecker.check(verbs, options(200, 2_000)));
        assertTrue(String.valueOf(found.getMessage()).contains("Invalid execution results"), found::getMessage);
    }

    private static StressOptions options(int scenarios, int times) {
        return new StressOptions()
                .iterations(scenarios)
                .invocationsPerIteration(times)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .sequentialSpecification(Specification.class);
    }

    /** What a cache does when one thread uses it. */
    public static final class Specification {
        private final Map<Integer, Integer> map = new HashMap<>();

        public @Nullable Integer get(int key) {
            return map.get(key);
        }

        public void put(int key, int value) {
            map.put(key, value);
        }

        public boolean putIfAbsent(int key, int value) {
            return map.putIfAbsent(key, value) == null;
        }

        public boolean replace(int key, int value) {
            return map.replace(key, value) != null;
        }

        public boolean replaceIfEqual(int key, int old, int value) {
            return map.replace(key, old, value);
        }

        public boolean remove(int key) {
            return map.remove(key) != null;
        }

        public boolean removeIfEqual(int key, int old) {
            return map.remove(key, old);
        }

        public @Nullable Integer getAndPut(int key, int value) {
            return map.put(key, value);
        }

        public @Nullable Integer getAndRemove(int key) {
            return map.remove(key);
        }

        public @Nullable Integer getAndReplace(int key, int value) {
            return map.replace(key, value);
        }

        public int increment(int key) {
            return map.merge(key, 1, Integer::sum);
        }

        public boolean removeByProcessor(int key) {
            return map.remove(key) != null;
        }
    }

    /** The verbs of a cache. Each run has keys of its own in the one cache of its store. */
    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public abstract static class Verbs {
        private static final AtomicLong RUNS = new AtomicLong();
        private static final AtomicLong THREADS = new AtomicLong();
        private static final ThreadLocal<Long> THREAD = ThreadLocal.withInitial(THREADS::incrementAndGet);

        private final String run = RUNS.incrementAndGet() + "-";
        private final Cache<String, Integer> first;
        private final Cache<String, Integer> second;

        Verbs(String name, Storage storage) {
            this(name, storage, storage);
        }

        /** Of two that are to be as one, of which every second thread has the other. */
        Verbs(String name, Storage one, Storage other) {
            this(Caches.of(name, one), one == other ? Caches.of(name, one) : Caches.of(name + " too", name, other));
        }

        Verbs(Cache<String, Integer> first, Cache<String, Integer> second) {
            this.first = first;
            this.second = second;
        }

        private Cache<String, Integer> cache() {
            return THREAD.get() % 2 == 0 ? first : second;
        }

        private String name(int key) {
            return run + key;
        }

        @Operation
        public @Nullable Integer get(@Param(name = "key") int key) {
            return cache().get(name(key));
        }

        @Operation
        public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
            cache().put(name(key), value);
        }

        @Operation
        public boolean putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return cache().putIfAbsent(name(key), value);
        }

        @Operation
        public boolean replace(@Param(name = "key") int key, @Param(name = "value") int value) {
            return cache().replace(name(key), value);
        }

        @Operation
        public boolean replaceIfEqual(
                @Param(name = "key") int key, @Param(name = "value") int old, @Param(name = "value") int value) {
            return cache().replace(name(key), old, value);
        }

        @Operation
        public boolean remove(@Param(name = "key") int key) {
            return cache().remove(name(key));
        }

        @Operation
        public boolean removeIfEqual(@Param(name = "key") int key, @Param(name = "value") int old) {
            return cache().remove(name(key), old);
        }

        @Operation
        public @Nullable Integer getAndPut(@Param(name = "key") int key, @Param(name = "value") int value) {
            return cache().getAndPut(name(key), value);
        }

        @Operation
        public @Nullable Integer getAndRemove(@Param(name = "key") int key) {
            return cache().getAndRemove(name(key));
        }

        @Operation
        public @Nullable Integer getAndReplace(@Param(name = "key") int key, @Param(name = "value") int value) {
            return cache().getAndReplace(name(key), value);
        }

        @Operation
        public int increment(@Param(name = "key") int key) {
            return cache().invoke(name(key), (entry, arguments) -> {
                Integer before = entry.getValue();
                int after = before == null ? 1 : before + 1;
                entry.setValue(after);
                return after;
            });
        }

        @Operation
        public boolean removeByProcessor(@Param(name = "key") int key) {
            return cache().invoke(name(key), (entry, arguments) -> {
                boolean there = entry.exists();
                entry.remove();
                return there;
            });
        }
    }

    public static class OnHeap extends Verbs {
        public OnHeap() {
            super("heap", Storages.HEAP);
        }
    }

    public static class OnSqlite extends Verbs {
        public OnSqlite() {
            super("sqlite", Storages.file());
        }
    }

    public static class OnTiered extends Verbs {
        public OnTiered() {
            super("tiered", new TieredStorage(Storages.file(), Bounds.ofEntries(1_000)));
        }
    }

    public static class OnCrampedTiered extends Verbs {
        public OnCrampedTiered() {
            super("cramped", new TieredStorage(Storages.file(), Bounds.ofEntries(1)));
        }
    }

    public static class OnReplicas extends Verbs {
        public OnReplicas() {
            super("replicas", Servers.ONE, Servers.OTHER);
        }
    }

    public static class OnTieredManagers extends Verbs {
        public OnTieredManagers() {
            super("managers", Servers.TIERED, Servers.TIERED_TOO);
        }
    }

    public static class OnTwoHeaps extends Verbs {
        public OnTwoHeaps() {
            super("two heaps", Storages.HEAP, Storages.OTHER_HEAP);
        }
    }

    public static class OnHeapWithoutHolding extends Verbs {
        public OnHeapWithoutHolding() {
            super("without holding", new Broken(StoreWithoutHolding::new));
        }
    }

    public static class OnTieredWithStaleCopies extends Verbs {
        public OnTieredWithStaleCopies() {
            super("stale copies", new Broken(StoreWithStaleCopies::new));
        }
    }

    /** One cache for each store, since opening a file takes longer than a scenario. */
    private static final class Caches {
        private static final Map<String, Cache<String, Integer>> BY_NAME = new ConcurrentHashMap<>();
        private static final RefrainCacheManager MANAGER =
                (RefrainCacheManager) new RefrainCachingProvider().getCacheManager(URI.create("refrain:heap"), null);

        static Cache<String, Integer> of(String name, Storage storage) {
            return of(name, name, storage);
        }

        static Cache<String, Integer> of(String shown, String name, Storage storage) {
            return BY_NAME.computeIfAbsent(
                    shown,
                    any -> new RefrainCache<>(
                            MANAGER,
                            name,
                            new RefrainConfiguration<String, Integer>().setTypes(String.class, Integer.class),
                            new CacheSettings(
                                    StorageType.HEAP, Bounds.ofEntries(1_000_000), null, Durability.COMMITTED, null),
                            Codecs.of(LinearizabilityTest.class.getClassLoader()),
                            storage));
        }
    }

    private static final class Storages {
        static final HeldKeys HELD = new HeldKeys(Duration.ofSeconds(10));
        static final Storage HEAP = new HeapStorage(HELD);
        static final Storage OTHER_HEAP = new HeapStorage(HELD);
        private static @Nullable DatabaseStorage file;

        static synchronized DatabaseStorage file() {
            DatabaseStorage opened = file;
            if (opened == null) {
                opened = open();
                file = opened;
            }
            return opened;
        }

        private static DatabaseStorage open() {
            try {
                return SqliteStorage.open(
                        Files.createTempDirectory("refrain-linearizability").resolve("cache.db"),
                        null,
                        SqliteSettings.defaults(),
                        HELD,
                        InstantSource.system());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Two replicas, who share nothing but the database, and two managers of one of them, each with a heap of its own. */
    private static final class Servers {
        static final PostgresFixture DATABASE = new PostgresFixture(InstantSource.system());
        static final Storage ONE = DATABASE.open();
        static final Storage OTHER = DATABASE.replica("other");
        static final Storage TIERED = new TieredStorage(DATABASE.open(), Bounds.ofEntries(1_000));
        static final Storage TIERED_TOO = new TieredStorage(DATABASE.open(), Bounds.ofEntries(1_000));
    }

    /** Opens stores that are wrong. */
    private record Broken(Supplier<Store<Object>> stores) implements Storage {
        @Override
        @SuppressWarnings("unchecked") // of any keys
        public <K> Store<K> open(
                String cache, Bounds bounds, Durability durability, Codecs codecs, StoreObserver<K> observer) {
            return (Store<K>) stores.get();
        }

        @Override
        public void destroy(String cache) {}

        @Override
        public void close() {}
    }

    /** What the wrong stores do right. */
    private abstract static class BrokenStore implements Store<Object> {
        @Override
        public @Nullable StoredEntry findWithoutBlocking(Object key) {
            return find(key);
        }

        @Override
        public <R extends @Nullable Object> R updateAll(
                Collection<?> keys, Function<Function<Object, Slot>, R> action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void touch(Object key, StoredEntry entry, long expiresAt) {}

        @Override
        public Iterator<Found<Object>> entries() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void clear() {}

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** Lets several threads change a key at a time. */
    private static final class StoreWithoutHolding extends BrokenStore {
        private final Map<Object, StoredEntry> entries = new ConcurrentHashMap<>();

        @Override
        public @Nullable StoredEntry find(Object key) {
            return entries.get(key);
        }

        @Override
        public <R extends @Nullable Object> R update(Object key, Function<Slot, R> action) {
            return action.apply(new Slot() {
                @Override
                public @Nullable StoredEntry current() {
                    return entries.get(key);
                }

                @Override
                public void keep(StoredEntry entry) {
                    entries.put(key, entry);
                }

                @Override
                public void drop() {
                    entries.remove(key);
                }
            });
        }
    }

    /** Copies to the heap what it has read before it holds the key. */
    private static final class StoreWithStaleCopies extends BrokenStore {
        private final Codecs codecs = Codecs.of(LinearizabilityTest.class.getClassLoader());
        private final HeapMap<Object> near = new HeapMap<>(Bounds.ofEntries(1), codecs, (key, entry) -> {});
        private final HeapStore<Object> far = new HeapStore<>(
                new HeapMap<>(Bounds.ofEntries(1_000_000), codecs, (key, entry) -> {}),
                new KeyLocks("far", Storages.HELD));

        @Override
        public @Nullable StoredEntry find(Object key) {
            StoredEntry copy = near.find(key);
            if (copy != null) {
                return copy;
            }
            StoredEntry entry = far.find(key);
            Thread.yield();
            if (entry != null) {
                near.keep(key, entry);
            }
            return entry;
        }

        @Override
        public <R extends @Nullable Object> R update(Object key, Function<Slot, R> action) {
            return far.update(key, slot -> {
                near.drop(key);
                return action.apply(slot);
            });
        }
    }
}
