package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that hold a key and want another's. */
class CrossingKeysTest {
    private static final int LONGEST_SECONDS = 30;

    @TempDir
    Path directory;

    private final RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system());
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void close() {
        threads.shutdownNow();
        provider.close();
    }

    private Cache<String, String> cache(
            Medium medium, @Nullable ClassLoader loader, MutableConfiguration<String, String> asked) {
        Properties properties = medium.properties();
        properties.setProperty("refrain.key-timeout", "500ms");
        return provider.getCacheManager(medium.uri(directory), loader, properties)
                .createCache("c", asked);
    }

    private static MutableConfiguration<String, String> strings() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    @ParameterizedTest
    @EnumSource
    void invoke_ofTwoKeysCrossing_endsByAnErrorThatNamesBoth(Medium medium) throws Exception {
        Cache<String, String> cache = cache(medium, null, strings());
        assertCrossingEnds(cache, cache);
    }

    @ParameterizedTest
    @EnumSource
    void invoke_ofTwoKeysOfTwoManagersCrossing_endsByAnErrorThatNamesBoth(Medium medium) throws Exception {
        ClassLoader other = new ClassLoader(CrossingKeysTest.class.getClassLoader()) {};
        assertCrossingEnds(cache(medium, null, strings()), cache(medium, other, strings()));
    }

    private void assertCrossingEnds(Cache<String, String> first, Cache<String, String> second) throws Exception {
        CyclicBarrier bothHold = new CyclicBarrier(2);
        List<Future<String>> ends = List.of(
                threads.submit(() -> holdAndPut(first, "first", bothHold, second, "second")),
                threads.submit(() -> holdAndPut(second, "second", bothHold, first, "first")));
        List<String> errors = new ArrayList<>();
        for (Future<String> end : ends) {
            errors.add(end.get(LONGEST_SECONDS, TimeUnit.SECONDS));
        }
        errors.removeIf(String::isEmpty);
        assertFalse(errors.isEmpty());
        for (String error : errors) {
            assertTrue(error.contains("'first'") && error.contains("'second'"), error);
        }
    }

    /** What came of it; empty when all went well. */
    private static String holdAndPut(
            Cache<String, String> held,
            String key,
            CyclicBarrier bothHold,
            Cache<String, String> wanted,
            String further) {
        try {
            held.invoke(key, (entry, arguments) -> {
                try {
                    bothHold.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                wanted.put(further, "v");
                return "";
            });
            return "";
        } catch (CacheException e) {
            return String.valueOf(e.getCause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void put_inAProcessorWhileAListenerOfThatKeyWantsTheProcessorsKey_ends(Medium medium) throws Exception {
        CountDownLatch inListener = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Cache<String, String> cache = cache(medium, null, strings());
        Wanting listener = new Wanting(() -> {
            inListener.countDown();
            held.await();
            cache.put("A", "by the listener");
            return true;
        });
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                new FactoryBuilder.SingletonFactory<>(listener), null, false, true));
        Future<?> second = threads.submit(() -> cache.put("B", "1"));
        inListener.await();
        Future<?> first = threads.submit(() -> cache.invoke("A", (entry, arguments) -> {
            held.countDown();
            cache.remove("B");
            cache.put("B", "2");
            return true;
        }));

        first.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        second.get(LONGEST_SECONDS, TimeUnit.SECONDS);

        assertEquals("2", cache.get("B"));
        assertEquals("by the listener", cache.get("A"));
    }

    /** Does something at the first event of B. */
    private static final class Wanting implements CacheEntryCreatedListener<String, String>, Serializable {
        private static final long serialVersionUID = 1;
        private final transient java.util.concurrent.Callable<Boolean> action;
        private boolean done;

        Wanting(java.util.concurrent.Callable<Boolean> action) {
            this.action = action;
        }

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            for (CacheEntryEvent<? extends String, ? extends String> event : events) {
                if (event.getKey().equals("B") && !done) {
                    done = true;
                    try {
                        action.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
    }
}
