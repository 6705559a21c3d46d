package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListener;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a cache reads and writes through. */
@Timeout(60)
abstract class LoaderWriterContract extends CacheContract {
    LoaderWriterContract(Medium medium) {
        super(medium);
    }

    // Point 21
    @Test
    void loadAll_withNullValues_skipsThem() throws Exception {
        loader.source.put("k", "v");
        loader.sloppy = true;
        Cache<String, String> cache = create(loading());

        loadAll(cache, Set.of("k", "absent"));

        assertEquals("v", cache.get("k"));
        assertFalse(cache.containsKey("absent"));
    }

    @Test
    void getAll_whenTheLoaderGivesMoreThanItWasAskedFor_leavesThatOut() {
        loader.source.putAll(Map.of("k", "v", "l", "w"));
        loader.sloppy = true;
        Cache<String, String> cache = create(loading());

        assertEquals(Map.of("k", "v"), cache.getAll(Set.of("k", "absent")));
        assertFalse(cache.containsKey("l"));
    }

    // Point 21
    @Test
    void loadAll_withoutALoader_isCompleted() throws Exception {
        Cache<String, String> cache = create(strings());
        loadAll(cache, Set.of("k"));
        assertFalse(cache.containsKey("k"));
    }

    // Point 21
    @Test
    void loadAll_whenTheLoaderFails_isAnExceptionOnce() throws Exception {
        IllegalStateException thrown = new IllegalStateException();
        loader.failure = thrown;

        CacheLoaderException told = assertInstanceOf(CacheLoaderException.class, completion(create(loading())));

        assertSame(thrown, told.getCause());
    }

    // Point 21
    @Test
    void loadAll_whenTheLoaderThrowsAnError_isAnExceptionOnce() throws Exception {
        NoClassDefFoundError thrown = new NoClassDefFoundError();
        loader.failure = thrown;

        CacheLoaderException told = assertInstanceOf(CacheLoaderException.class, completion(create(loading())));

        assertSame(thrown, told.getCause());
    }

    /** The only thing that a completion listener is told. */
    private Object completion(Cache<String, String> cache) throws InterruptedException {
        List<Object> told = new CopyOnWriteArrayList<>();
        CountDownLatch called = new CountDownLatch(1);
        cache.loadAll(Set.of("k", "l"), false, new CompletionListener() {
            @Override
            public void onCompletion() {
                told.add("completed");
                called.countDown();
            }

            @Override
            public void onException(Exception e) {
                told.add(e);
                called.countDown();
            }
        });
        called.await(30, TimeUnit.SECONDS);
        manager.close();
        assertEquals(1, told.size(), told::toString);
        return told.get(0);
    }

    // Point 21
    @Test
    void loadAll_whenTheCallbackThrows_isNotToldAgain() throws Exception {
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading());
        List<String> told = new CopyOnWriteArrayList<>();
        List<Thread> worker = new CopyOnWriteArrayList<>();
        CountDownLatch called = new CountDownLatch(1);

        cache.loadAll(Set.of("k"), false, new CompletionListener() {
            @Override
            public void onCompletion() {
                told.add("completed");
                Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
                worker.add(Thread.currentThread());
                called.countDown();
                throw new IllegalStateException("the callback's");
            }

            @Override
            public void onException(Exception e) {
                told.add("failed");
            }
        });
        called.await(30, TimeUnit.SECONDS);
        worker.get(0).join(30_000);

        assertEquals(List.of("completed"), told);
    }

    // Point 21
    @Test
    void loadAll_withASynchronousListener_isCompletedAfterIt() throws Exception {
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading());
        List<String> order = new CopyOnWriteArrayList<>();
        listener.then = event -> order.add("heard");
        CountDownLatch called = new CountDownLatch(1);

        cache.loadAll(Set.of("k"), false, new CompletionListener() {
            @Override
            public void onCompletion() {
                order.add("completed");
                called.countDown();
            }

            @Override
            public void onException(Exception e) {
                order.add(e.toString());
                called.countDown();
            }
        });
        called.await(30, TimeUnit.SECONDS);

        assertEquals(List.of("heard", "completed"), order);
    }

    @Test
    void loadAll_withoutReplacing_keepsWhatIsThere() throws Exception {
        loader.source.put("k", "loaded");
        Cache<String, String> cache = create(loading());
        cache.put("k", "v");

        loadAll(cache, Set.of("k"));

        assertEquals("v", cache.get("k"));
        assertEquals(List.of(), loader.asked);
    }

    @Test
    void loadAll_andReadThrough_areNotWrittenBack() throws Exception {
        loader.source.putAll(Map.of("k", "v", "l", "w"));
        Cache<String, String> cache = create(writing().setReadThrough(true).setCacheLoaderFactory(() -> loader));

        cache.get("k");
        loadAll(cache, Set.of("l"));

        assertEquals(List.of(), writer.told);
    }

    private static void loadAll(Cache<String, String> cache, Set<String> keys)
            throws InterruptedException, ExecutionException {
        CompletionListenerFuture loaded = new CompletionListenerFuture();
        cache.loadAll(keys, false, loaded);
        loaded.get();
    }

    // Point 22
    @Test
    void putAll_whenTheWriterFailsOnSome_putsTheOthers() {
        Cache<String, String> cache = create(writing());
        writer.failing.add("l");

        assertThrows(CacheWriterException.class, () -> cache.putAll(Map.of("k", "1", "l", "2", "m", "3")));

        assertEquals(Map.of("k", "1", "m", "3"), cache.getAll(Set.of("k", "l", "m")));
        assertEquals(2, listener.heard.size());
        assertEquals(2, statistics(cache).getCachePuts());
    }

    // Point 22
    @Test
    void removeAll_whenTheWriterFailsOnSome_removesTheOthers() {
        Cache<String, String> cache = create(writing());
        cache.putAll(Map.of("k", "1", "l", "2", "m", "3"));
        writer.failing.add("l");

        assertThrows(CacheWriterException.class, () -> cache.removeAll(Set.of("k", "l")));
        assertEquals(Map.of("l", "2", "m", "3"), cache.getAll(Set.of("k", "l", "m")));

        assertThrows(CacheWriterException.class, cache::removeAll);
        assertEquals(Map.of("l", "2"), cache.getAll(Set.of("k", "l", "m")));
        assertEquals(2, statistics(cache).getCacheRemovals());
    }

    // Point 23
    @Test
    void getAndPut_byManyThreads_isWrittenInTheOrderOfTheChanges() throws Exception {
        Cache<String, String> cache = create(writing());
        Map<String, String> before = new ConcurrentHashMap<>();

        Race.of(4, thread -> {
            for (int i = 0; i < 50; i++) {
                String value = thread + "." + i;
                String old = cache.getAndPut("k", value);
                before.put(value, String.valueOf(old));
            }
        });

        String last = "null";
        for (String told : writer.told) {
            String value = told.substring("write k=".length());
            assertEquals(last, before.get(value));
            last = value;
        }
        assertEquals(cache.get("k"), last);
    }

    // Point 23
    @Test
    void remove_ofAnAbsentKey_stillDeletes() {
        Cache<String, String> cache = create(writing());

        cache.remove("a");
        cache.getAndRemove("b");
        cache.removeAll(Set.of("c"));
        cache.remove("d", "v");

        assertEquals(List.of("delete a", "delete b", "delete c"), writer.told);
    }

    // Point 24
    @Test
    void put_ofAValueThatCannotBeCopied_isNotWritten() {
        FakeWriter<String, Object> objects = new FakeWriter<>();
        Cache<String, Object> cache =
                create(typed(String.class, Object.class).setWriteThrough(true).setCacheWriterFactory(() -> objects));
        Object unserialisable = new Object();

        assertThrows(CacheException.class, () -> cache.put("k", unserialisable));
        assertThrows(CacheException.class, () -> cache.getAndPut("k", unserialisable));
        assertThrows(CacheException.class, () -> cache.putIfAbsent("k", unserialisable));
        assertThrows(CacheException.class, () -> cache.putAll(Map.of("k", unserialisable, "l", "fine")));
        assertThrows(CacheException.class, () -> cache.invoke("k", setting(unserialisable)));

        assertEquals(List.of(), objects.told);
        assertNull(cache.get("k"));
        assertNull(cache.get("l"));
        assertEquals(0, statistics(cache).getCachePuts());
    }

    @Test
    void get_whileAnotherThreadLoadsTheSameKey_loadsOnce() throws Exception {
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading());

        Race.of(4, thread -> assertEquals("v", cache.get("k")));

        assertEquals(List.of("k"), loader.asked);
    }
}
