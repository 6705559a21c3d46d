package io.refrain.jcache;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collection;
import java.util.Iterator;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a cache manager is, what it names, and that nothing of it is left when it is closed. */
@Timeout(60)
abstract class ManagerContract extends CacheContract {
    ManagerContract(Medium medium) {
        super(medium);
    }

    // Point 30
    @Test
    void getCacheManager_sameUriAndLoader_isTheSameUntilItIsClosed() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            assertSame(manager, provider.getCacheManager(uri(), provider.getDefaultClassLoader()));
            CacheManager other = provider.getCacheManager(uri(), loader, medium.properties());
            assertNotSame(manager, other);

            manager.close();

            assertNotSame(manager, provider.getCacheManager(uri(), null, medium.properties()));
            assertFalse(other.isClosed());
        }
    }

    // Point 30
    @Test
    void getProperties_areThoseThatTheManagerWasMadeWith() {
        manager.close();
        Properties given = medium.properties();
        given.setProperty("own", "1");
        CacheManager made = provider.getCacheManager(uri(), null, given);
        given.setProperty("own", "2");

        assertEquals("1", made.getProperties().getProperty("own"));
        assertSame(made, provider.getCacheManager(uri(), null, given));
        assertEquals("1", made.getProperties().getProperty("own"));
    }

    // Point 30
    @Test
    void closeOfALoader_thenReopening_isClean() {
        Cache<String, String> cache = create(strings().setManagementEnabled(true));

        provider.close(provider.getDefaultClassLoader());

        assertTrue(cache.isClosed());
        assertTrue(manager.isClosed());
        assertFalse(BEANS.isRegistered(statisticsName(cache)));
        open();
        assertFalse(manager.getCacheNames().iterator().hasNext());
        Cache<String, String> reopened = create(strings());
        reopened.put("k", "v");
        assertEquals(1, statistics(reopened).getCachePuts());
    }

    // Point 30
    @Test
    @SuppressWarnings("NullAway") // null stands for the default, as in getCacheManager
    void close_ofNullUriOrLoader_isThatOfTheDefault() {
        CacheManager byDefault = provider.getCacheManager();
        provider.close(null, null);
        assertTrue(byDefault.isClosed());

        if (medium.isPersistent()) {
            assertFalse(manager.isClosed());
            provider.close((ClassLoader) null);
            assertTrue(manager.isClosed());
        }
    }

    // Point 30
    @Test
    void getCacheManager_ofALoaderThatNobodyElseUses_doesNotKeepIt() throws Exception {
        WeakReference<ClassLoader> loader = managerOfItsOwnLoader();

        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
            // Lets the collector's own threads get on.
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }

        assertNull(loader.get());
    }

    private WeakReference<ClassLoader> managerOfItsOwnLoader() {
        ClassLoader loader = new URLClassLoader(new URL[0]);
        CacheManager made = provider.getCacheManager(uri(), loader, medium.properties());
        assertSame(loader, made.getClassLoader());
        return new WeakReference<>(loader);
    }

    // Point 31
    @Test
    void getCache_withOtherTypes_isAClassCastException() {
        create(strings());

        assertThrows(ClassCastException.class, () -> manager.getCache("c", String.class, Integer.class));
        assertThrows(ClassCastException.class, () -> manager.getCache("c", Object.class, String.class));
        assertSame(manager.getCache("c", String.class, String.class), manager.getCache("c"));
    }

    // Point 32
    @Test
    void destroyCache_ofAnOpenCache_closesItAndFreesItsName() {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");

        manager.destroyCache("c");

        assertTrue(cache.isClosed());
        assertNull(manager.getCache("c"));
        assertNull(create(strings()).get("k"));
        manager.destroyCache("never opened");
    }

    // Point 33
    @ParameterizedTest
    @ValueSource(strings = {"a,b:c=d\ne*f?g", "a\"b", "\"", "", "a b/ü"})
    void objectNames_ofAnyCacheName_areRegistered(String name) {
        Cache<String, String> cache = create(name, strings().setManagementEnabled(true));
        String shown = name.replaceAll("[,:=\n*?\"]", ".");

        assertTrue(BEANS.isRegistered(beanName("CacheStatistics", uri(), shown)), name);
        assertTrue(BEANS.isRegistered(beanName("CacheConfiguration", uri(), shown)), name);

        cache.close();
        assertFalse(BEANS.isRegistered(beanName("CacheStatistics", uri(), shown)), name);
        assertFalse(BEANS.isRegistered(beanName("CacheConfiguration", uri(), shown)), name);
    }

    // Point 33
    @Test
    void objectNames_ofTwoCachesThatLookAlike_areTakenAwayByTheirOwnCacheOnly() {
        Cache<String, String> shown = create("a.b", strings());
        Cache<String, String> alike = create("a:b", strings());

        alike.close();

        assertTrue(BEANS.isRegistered(statisticsName(shown)));
    }

    // Point 33
    @Test
    void close_byTheTimeTheNameIsFree_hasTakenTheBeansAway() throws Exception {
        for (int i = 0; i < 20; i++) {
            Cache<String, String> cache = create(strings());
            Race.of(2, thread -> {
                if (thread == 0) {
                    cache.close();
                } else {
                    Cache<String, String> next = createWhenFree();
                    assertTrue(BEANS.isRegistered(statisticsName(next)));
                    next.put("k", "v");
                    assertEquals(counts(0, 0, 1, 0), counts(next));
                }
            });
            manager.destroyCache("c");
        }
    }

    private Cache<String, String> createWhenFree() {
        while (true) {
            try {
                return create(strings());
            } catch (CacheException e) {
                Thread.onSpinWait();
            }
        }
    }

    // Point 33
    @Test
    void defaultUri_hasNoneOfWhatIsReplaced() {
        assertFalse(provider.getDefaultURI().toString().matches(".*[=,?*].*"));
    }

    // Point 34
    @Test
    void getCacheNames_isASnapshotThatNobodyCanChange() {
        create(strings());
        Iterable<String> names = manager.getCacheNames();
        create("d", strings());

        Iterator<String> iterator = names.iterator();
        assertEquals("c", iterator.next());
        assertThrows(UnsupportedOperationException.class, iterator::remove);
        assertFalse(iterator.hasNext());
    }

    // Point 34
    @Test
    void configurations_areSnapshots() {
        MutableConfiguration<String, String> given = strings();
        Cache<String, String> cache = create(given);
        given.setStatisticsEnabled(false).setReadThrough(true);
        CompleteConfiguration<?, ?> before = cache.getConfiguration(CompleteConfiguration.class);

        assertFalse(before.isReadThrough());
        manager.enableStatistics("c", false);
        cache.registerCacheEntryListener(synchronous(listener));

        assertTrue(before.isStatisticsEnabled());
        assertFalse(before.getCacheEntryListenerConfigurations().iterator().hasNext());
        CompleteConfiguration<?, ?> after = cache.getConfiguration(CompleteConfiguration.class);
        assertFalse(after.isStatisticsEnabled());
        assertTrue(after.getCacheEntryListenerConfigurations().iterator().hasNext());
    }

    // Point 35
    @Test
    void iteratorRemove_twiceOrBeforeNext_isAnIllegalState() {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();

        assertThrows(IllegalStateException.class, iterator::remove);
        iterator.next();
        iterator.remove();
        assertThrows(IllegalStateException.class, iterator::remove);
    }

    // Point 35
    @Test
    void iteratorRemove_whenTheValueChangedSinceNext_removesIt() {
        Cache<String, String> cache = create(heard());
        cache.put("k", "v");
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
        assertEquals("v", iterator.next().getValue());
        cache.put("k", "w");

        iterator.remove();

        assertFalse(cache.containsKey("k"));
        assertEquals("REMOVED k: w -> w", listener.heard.get(2));
    }

    @Test
    void iteratorRemove_onAClosedCache_isAnIllegalState() {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
        iterator.next();
        cache.close();

        assertThrows(IllegalStateException.class, iterator::remove);
    }

    @Test
    void createCache_byManyThreads_makesOneAndRefusesTheOthers() throws Exception {
        Set<Cache<String, String>> made = ConcurrentHashMap.newKeySet();
        Set<Object> refused = ConcurrentHashMap.newKeySet();

        Race.of(4, thread -> {
            try {
                made.add(create(strings()));
            } catch (CacheException e) {
                refused.add(thread);
            }
        });

        assertEquals(1, made.size());
        assertEquals(3, refused.size());
    }

    @Test
    void createCache_whenItsConfigurationCannotBeUsed_leavesTheNameFree() {
        MutableConfiguration<String, String> failing = strings().setExpiryPolicyFactory(() -> {
            throw new IllegalStateException();
        });

        assertThrows(IllegalStateException.class, () -> create(failing));

        create(strings()).put("k", "v");
    }

    @Test
    void close_whileCachesAreMade_leavesNoneOpenAndNoBean() throws Exception {
        for (int i = 0; i < 20; i++) {
            Set<Cache<String, String>> made = ConcurrentHashMap.newKeySet();
            CacheManager closing = manager;
            Race.of(3, thread -> {
                if (thread == 0) {
                    closing.close();
                } else {
                    failure(() -> made.add(closing.createCache("c" + thread, strings())));
                }
            });
            made.forEach(cache -> assertTrue(cache.isClosed()));
            made.forEach(cache -> assertFalse(BEANS.isRegistered(statisticsName(cache))));
            assertThrows(IllegalStateException.class, () -> closing.createCache("late", strings()));
            open();
        }
    }

    @Test
    void close_whileTheNextManagerIsMade_handsTheBeansOver() throws Exception {
        for (int i = 0; i < 20; i++) {
            create(strings());
            CacheManager closing = manager;
            AtomicReference<CacheManager> next = new AtomicReference<>();
            Race.of(2, thread -> {
                if (thread == 0) {
                    closing.close();
                } else {
                    CacheManager opened = closing;
                    while (opened == closing) {
                        opened = provider.getCacheManager(uri(), null, medium.properties());
                    }
                    next.set(opened);
                    Cache<String, String> cache = opened.createCache("c", strings());
                    assertTrue(BEANS.isRegistered(statisticsName(cache)));
                }
            });
            manager = requireNonNull(next.get());
            assertTrue(BEANS.isRegistered(statisticsName(manager.getCache("c"))));
            manager.destroyCache("c");
        }
    }

    @Test
    void enableStatistics_whileTheCacheIsClosed_leavesNoBean() throws Exception {
        for (int i = 0; i < 50; i++) {
            Cache<String, String> cache = create(strings().setStatisticsEnabled(false));
            Race.of(2, thread -> {
                if (thread == 0) {
                    cache.close();
                } else {
                    manager.enableStatistics("c", true);
                    manager.enableManagement("c", true);
                }
            });
            assertFalse(BEANS.isRegistered(statisticsName(cache)));
            assertFalse(BEANS.isRegistered(beanName("CacheConfiguration", uri(), "c")));
        }
    }

    @Test
    void destroyCache_byManyThreadsWhileItIsMade_endsWithoutOneOrWithAnOpenOne() throws Exception {
        Race.of(4, thread -> {
            for (int i = 0; i < 20; i++) {
                if (thread < 2) {
                    failure(() -> create(strings()));
                } else {
                    manager.destroyCache("c");
                }
            }
        });

        Cache<String, String> left = manager.getCache("c");
        assertTrue(left == null || !left.isClosed());
    }

    @Test
    void close_fromWithinAListenersClose_doesNotWaitForItself() throws Exception {
        MutableConfiguration<String, String> configuration = strings();
        CacheManager closing = manager;
        AtomicReference<CacheManager> reopened = new AtomicReference<>();
        configuration.setCacheWriterFactory(() -> new FakeWriterThatCloses(() -> {
            Race.of(1, thread -> closing.close());
            reopened.set(provider.getCacheManager(uri(), null, medium.properties()));
        }));
        configuration.setWriteThrough(true);
        create(configuration);

        closing.close();

        assertNotSame(closing, reopened.get());
        assertFalse(requireNonNull(reopened.get()).isClosed());
    }

    /** A writer whose close does something. */
    private static final class FakeWriterThatCloses implements CacheWriter<String, String>, Closeable {
        private final Closing closing;

        FakeWriterThatCloses(Closing closing) {
            this.closing = closing;
        }

        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {}

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {}

        @Override
        public void delete(Object key) {}

        @Override
        public void deleteAll(Collection<?> keys) {}

        @Override
        public void close() {
            try {
                closing.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private interface Closing {
        void run() throws Exception;
    }
}
