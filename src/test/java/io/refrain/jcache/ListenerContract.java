package io.refrain.jcache;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who hears of a change, when, and in which order. */
abstract class ListenerContract extends CacheContract {
    ListenerContract(Medium medium) {
        super(medium);
    }

    // Point 16
    @Test
    void put_withASynchronousListener_isHeardBeforeItReturns() {
        Cache<String, String> cache = create(heard());
        Thread caller = Thread.currentThread();
        List<Thread> threads = new ArrayList<>();
        listener.then = event -> threads.add(Thread.currentThread());

        cache.put("k", "v");

        assertEquals(List.of("CREATED k: null -> v"), listener.heard);
        assertEquals(List.of(caller), threads);
    }

    // Point 16
    @Test
    void put_whenAListenerThrows_isAListenerExceptionAndStands() {
        Cache<String, String> cache = create(heard());
        IllegalStateException thrown = new IllegalStateException();
        listener.then = event -> {
            throw thrown;
        };

        CacheEntryListenerException failure =
                assertThrows(CacheEntryListenerException.class, () -> cache.put("k", "v"));

        assertSame(thrown, failure.getCause());
        assertEquals("v", cache.get("k"));
        assertEquals(1, statistics(cache).getCachePuts());
    }

    // Point 16
    @Test
    void put_whenAListenerThrowsAnError_isThatErrorAndStands() {
        Cache<String, String> cache = create(heard());
        AssertionError thrown = new AssertionError();
        listener.then = event -> {
            throw thrown;
        };

        assertSame(thrown, failure(() -> cache.put("k", "v")));
        assertEquals("v", cache.get("k"));
    }

    // Point 16
    @Test
    void invoke_whenProcessorAndListenerThrow_isTheProcessorsException() {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(heard());
        cache.put("k", "v");
        clock.advance(100);
        CacheEntryListenerException heard = new CacheEntryListenerException();
        listener.then = event -> {
            throw heard;
        };

        EntryProcessorException failure = assertThrows(
                EntryProcessorException.class,
                () -> cache.invoke("k", (entry, arguments) -> {
                    throw new IllegalStateException("the processor's");
                }));

        assertEquals("the processor's", requireNonNull(failure.getCause()).getMessage());
        assertEquals(List.of(heard), List.of(failure.getSuppressed()));
    }

    // Point 16
    @Test
    void invoke_whenProcessorAndListenerThrowTheSameError_isThatError() {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(heard());
        cache.put("k", "v");
        clock.advance(100);
        AssertionError same = new AssertionError();
        listener.then = event -> {
            throw same;
        };

        assertSame(
                same,
                failure(() -> cache.invoke("k", (entry, arguments) -> {
                    throw same;
                })));
    }

    // Point 17
    @Test
    void put_whenAFilterThrows_isAListenerExceptionAndStands() {
        Cache<String, String> cache =
                create(strings().addCacheEntryListenerConfiguration(synchronous(listener, event -> {
                    throw new IllegalStateException();
                })));

        assertThrows(CacheEntryListenerException.class, () -> cache.put("k", "v"));

        assertEquals("v", cache.get("k"));
        assertEquals(List.of(), listener.heard);
    }

    // Point 17
    @Test
    void put_afterAListenerThrew_isHeardInOrder() {
        Cache<String, String> cache = create(heard());
        listener.then = event -> {
            throw new IllegalStateException();
        };

        for (int i = 0; i < 3; i++) {
            String value = "v" + i;
            assertThrows(CacheEntryListenerException.class, () -> cache.put("k", value));
        }

        assertEquals(List.of("CREATED k: null -> v0", "UPDATED k: v0 -> v1", "UPDATED k: v1 -> v2"), listener.heard);
    }

    // Point 17
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(60)
    void put_byManyThreads_isHeardInTheOrderOfTheChanges(boolean synchronous) throws Exception {
        int threads = 4;
        int putsEach = 50;
        CountDownLatch heard = new CountDownLatch(threads * putsEach);
        AtomicInteger atOnce = new AtomicInteger();
        List<String> broken = new ArrayList<>();
        List<String> last = new ArrayList<>(List.of("null"));
        listener.then = event -> {
            if (atOnce.incrementAndGet() != 1) {
                broken.add("two at once");
            }
            if (!last.get(0).equals(String.valueOf(event.getOldValue()))) {
                broken.add(event.getOldValue() + " after " + last);
            }
            last.set(0, event.getValue());
            atOnce.decrementAndGet();
            // Some deliveries fail, which must not disturb the others.
            heard.countDown();
            if (heard.getCount() % 50 == 7) {
                throw new CacheEntryListenerException();
            }
        };
        Cache<String, String> cache = create(strings()
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, synchronous)));

        Race.of(threads, thread -> {
            for (int i = 0; i < putsEach; i++) {
                String value = thread + "." + i;
                failure(() -> cache.put("k", value));
            }
        });

        assertTrue(heard.await(30, TimeUnit.SECONDS));
        assertEquals(List.of(), broken);
        assertEquals(cache.get("k"), last.get(0));
    }

    // Point 17
    @Test
    @Timeout(60)
    void put_withASlowAsynchronousListener_takesOneThreadOfTheManager() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(100);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        listener.then = event -> {
            threads.add(Thread.currentThread());
            first.countDown();
            await(release);
            all.countDown();
        };
        Cache<String, String> cache = create(strings()
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, false)));

        cache.put("k0", "v");
        await(first);
        for (int i = 1; i < 100; i++) {
            cache.put("k" + i, "v");
        }
        release.countDown();

        await(all);
        assertEquals(1, threads.size());
    }

    @Test
    @Timeout(60)
    void put_fromTwoListenersThatChangeEachOthersKey_waitsForNobodyForEver() throws Exception {
        Cache<String, String> cache = create(heard());
        CyclicBarrier both = new CyclicBarrier(2);
        listener.then = event -> {
            if (event.getValue().equals("outer")) {
                await(both);
                cache.put(event.getKey().equals("a") ? "b" : "a", "inner");
            }
        };

        Race.of(2, thread -> cache.put(thread == 0 ? "a" : "b", "outer"));

        assertEquals(4, listener.heard.size());
        assertEquals(Map.of("a", "inner", "b", "inner"), cache.getAll(Set.of("a", "b")));
    }

    // Point 18
    @Test
    void events_withOldValueRequired_haveIt() {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> cache = create(heard());
        List<CacheEntryEvent<? extends String, ? extends String>> events = new ArrayList<>();
        listener.then = events::add;

        cache.put("k", "a");
        cache.put("k", "b");
        cache.remove("k");
        cache.put("k", "c");
        clock.advance(100);
        cache.get("k");

        assertEquals(
                List.of(
                        "CREATED k: null -> a",
                        "UPDATED k: a -> b",
                        "REMOVED k: b -> b",
                        "CREATED k: null -> c",
                        "EXPIRED k: c -> c"),
                listener.heard);
        events.forEach(event -> assertEquals(event.getEventType() != EventType.CREATED, event.isOldValueAvailable()));
        events.forEach(event -> assertSame(cache, event.getSource()));
    }

    // Point 19
    @Test
    void register_anEqualConfiguration_isRefused() {
        Cache<String, String> cache = create(strings());
        MutableCacheEntryListenerConfiguration<String, String> configuration = synchronous(listener);
        cache.registerCacheEntryListener(configuration);

        assertThrows(
                IllegalArgumentException.class,
                () -> cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(configuration)));

        cache.put("k", "v");
        assertEquals(1, listener.heard.size());
    }

    // Point 19
    @Test
    void register_afterItsFactoryFailed_works() {
        Cache<String, String> cache = create(strings());
        AtomicInteger calls = new AtomicInteger();
        Factory<CacheEntryListener<String, String>> factory = () -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException();
            }
            return listener;
        };
        MutableCacheEntryListenerConfiguration<String, String> configuration =
                new MutableCacheEntryListenerConfiguration<>(factory, null, true, true);

        assertThrows(IllegalStateException.class, () -> cache.registerCacheEntryListener(configuration));
        cache.registerCacheEntryListener(configuration);

        cache.put("k", "v");
        assertEquals(1, listener.heard.size());
    }

    // Point 19
    @Test
    void deregister_stopsDeliveryAtOnce() {
        Cache<String, String> cache = create(strings());
        MutableCacheEntryListenerConfiguration<String, String> configuration = synchronous(listener);
        cache.registerCacheEntryListener(configuration);
        listener.then = event -> cache.deregisterCacheEntryListener(configuration);

        cache.put("k", "v");
        cache.put("k", "w");

        assertEquals(List.of("CREATED k: null -> v"), listener.heard);
        cache.registerCacheEntryListener(configuration);
    }

    // Point 19
    @Test
    @Timeout(60)
    void close_withUndeliveredEvents_deliversThemToNobody() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> worker = new CopyOnWriteArrayList<>();
        listener.then = event -> {
            worker.add(Thread.currentThread());
            first.countDown();
            await(closed);
            over.countDown();
        };
        Cache<String, String> cache = create(strings()
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, false)));
        cache.put("k", "v");
        await(first);
        cache.put("k", "w");

        cache.close();
        closed.countDown();
        await(over);
        manager.close();
        worker.get(0).join(30_000);

        assertEquals(List.of("CREATED k: null -> v"), listener.heard);
    }

    // Point 19
    @Test
    void register_onAClosedCache_isRefused() {
        Cache<String, String> cache = create(strings());
        cache.close();

        assertThrows(IllegalStateException.class, () -> cache.registerCacheEntryListener(synchronous(listener)));
    }

    // Point 20
    @Test
    void close_closesListenersFiltersLoadersWritersAndPoliciesOnce() {
        AtomicInteger filters = new AtomicInteger();
        Factory<CacheEntryEventFilter<String, String>> filter = () -> new CloseableFilter(filters);
        Cache<String, String> cache = create(writing()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader)
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> listener, filter, true, false)));

        cache.close();
        cache.close();
        manager.close();

        assertEquals(2, listener.closed.get());
        assertEquals(1, filters.get());
        assertEquals(1, loader.closed.get());
        assertEquals(1, writer.closed.get());
        assertEquals(1, policy.closed.get());
    }

    // Point 20
    @Test
    void closeOfTheManager_closesThemOnce() {
        create(writing());

        manager.close();
        manager.close();

        assertEquals(1, listener.closed.get());
        assertEquals(1, writer.closed.get());
        assertEquals(1, policy.closed.get());
    }

    private record CloseableFilter(AtomicInteger closed) implements CacheEntryEventFilter<String, String>, Closeable {
        @Override
        public boolean evaluate(CacheEntryEvent<? extends String, ? extends String> event) {
            return true;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void remove_ofAnAbsentKey_isHeardByNobody() {
        Cache<String, String> cache = create(heard());

        assertFalse(cache.remove("k"));
        cache.removeAll(Set.of("k"));
        cache.getAndRemove("k");
        cache.clear();

        assertEquals(List.of(), listener.heard);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
