package io.refrain.jcache;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That a checked exception of the user's objects, which Kotlin or Lombok let them throw, is wrapped as any other. */
@Timeout(60)
abstract class CheckedExceptionContract extends CacheContract {
    private final IOException thrown = new IOException("thrown");

    CheckedExceptionContract(Medium medium) {
        super(medium);
    }

    private final class FailingLoader implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            throw Sneaky.thrown(thrown);
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            throw Sneaky.thrown(thrown);
        }
    }

    private final class FailingWriter implements CacheWriter<String, String> {
        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {
            throw Sneaky.thrown(thrown);
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            throw Sneaky.thrown(thrown);
        }

        @Override
        public void delete(Object key) {
            throw Sneaky.thrown(thrown);
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            throw Sneaky.thrown(thrown);
        }
    }

    private Cache<String, String> failingToLoad() {
        return create(heard().setReadThrough(true).setCacheLoaderFactory(FailingLoader::new));
    }

    @Test
    void reads_whenTheLoaderThrows_areLoaderExceptions() {
        Cache<String, String> cache = failingToLoad();

        assertSame(
                thrown,
                assertThrows(CacheLoaderException.class, () -> cache.get("k")).getCause());
        assertSame(
                thrown,
                assertThrows(CacheLoaderException.class, () -> cache.getAll(Set.of("k")))
                        .getCause());
    }

    @Test
    void loadAll_whenTheLoaderThrows_isALoaderException() {
        CompletionListenerFuture completion = new CompletionListenerFuture();

        failingToLoad().loadAll(Set.of("k"), true, completion);

        ExecutionException failure = assertThrows(ExecutionException.class, () -> completion.get(30, TimeUnit.SECONDS));
        assertSame(
                thrown,
                assertInstanceOf(CacheLoaderException.class, failure.getCause()).getCause());
    }

    /** A verb that writes through. */
    enum Writing {
        PUT(cache -> cache.put("k", "w")),
        PUT_ALL(cache -> cache.putAll(Map.of("k", "w"))),
        REMOVE(cache -> cache.remove("k")),
        REMOVE_ALL_OF_KEYS(cache -> cache.removeAll(Set.of("k"))),
        REMOVE_ALL(Cache::removeAll),
        REPLACE(cache -> cache.replace("k", "w")),
        INVOKE(cache -> cache.invoke("k", setting("w")));

        private final Consumer<Cache<String, String>> verb;

        Writing(Consumer<Cache<String, String>> verb) {
            this.verb = verb;
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_whenTheWriterThrows_isAWriterExceptionAndChangesNothing(Writing each) {
        // Loaded past the writer.
        loader.source.put("k", "v");
        Cache<String, String> cache = create(loading().setWriteThrough(true).setCacheWriterFactory(FailingWriter::new));
        assertEquals("v", cache.get("k"));
        listener.heard.clear();

        CacheWriterException failure = assertThrows(CacheWriterException.class, () -> each.verb.accept(cache));

        assertSame(thrown, failure.getCause());
        assertEquals("v", cache.get("k"));
        assertEquals(List.of(), listener.heard);
    }

    @Test
    void invoke_whenTheProcessorThrowsOnAnExpiredEntry_isWrapped_andTheExpiryToldOnce() {
        policy.creation = FakePolicy.millis(10);
        Cache<String, String> cache = create(heard());
        cache.put("k", "v");
        listener.heard.clear();
        clock.advance(10);

        for (int i = 0; i < 3; i++) {
            EntryProcessorException failure = assertThrows(
                    EntryProcessorException.class,
                    () -> cache.invoke("k", (entry, arguments) -> {
                        throw Sneaky.thrown(thrown);
                    }));
            assertSame(thrown, failure.getCause());
        }
        cache.get("k");

        assertEquals(List.of("EXPIRED k: v -> v"), listener.heard);
    }

    @Test
    void invokeAll_whenTheProcessorThrows_isWrappedInTheResult() {
        Cache<String, String> cache = create(strings());

        Map<String, EntryProcessorResult<String>> results = cache.invokeAll(Set.of("k"), (entry, arguments) -> {
            throw Sneaky.thrown(thrown);
        });

        EntryProcessorResult<String> result = requireNonNull(results.get("k"));
        assertSame(
                thrown, assertThrows(EntryProcessorException.class, result::get).getCause());
    }

    @Test
    void policy_thatThrows_isAsIfItHadSaidNothing() {
        policy.creation = () -> {
            throw Sneaky.thrown(thrown);
        };
        policy.access = policy.creation;
        policy.update = policy.creation;
        Cache<String, String> cache = create(strings());

        cache.put("k", "v");
        assertEquals("v", cache.get("k"));
        cache.put("k", "w");

        clock.advance(Long.MAX_VALUE / 2);
        assertEquals("w", cache.get("k"));
    }

    @Test
    void put_whenAListenerThrows_isAListenerExceptionAndStands() {
        Cache<String, String> cache = create(heard());
        listener.then = event -> {
            throw Sneaky.thrown(thrown);
        };

        CacheEntryListenerException failure =
                assertThrows(CacheEntryListenerException.class, () -> cache.put("k", "v"));

        assertSame(thrown, failure.getCause());
        assertEquals("v", cache.get("k"));
    }

    @Test
    void put_whenAFilterThrows_isAListenerExceptionAndStands() {
        Cache<String, String> cache =
                create(strings().addCacheEntryListenerConfiguration(synchronous(listener, event -> {
                    throw Sneaky.thrown(thrown);
                })));

        CacheEntryListenerException failure =
                assertThrows(CacheEntryListenerException.class, () -> cache.put("k", "v"));

        assertSame(thrown, failure.getCause());
        assertEquals("v", cache.get("k"));
    }

    @Test
    void remove_whenTheValuesComparisonThrows_isACacheExceptionAndChangesNothing() {
        Cache<String, Odd> cache = create(typed(String.class, Odd.class));
        cache.put("k", new Odd());

        CacheException failure = assertThrows(CacheException.class, () -> cache.remove("k", new Odd()));

        assertInstanceOf(IOException.class, failure.getCause());
        assertTrue(cache.containsKey("k"));
    }

    /** Cannot be compared. */
    static final class Odd implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public boolean equals(Object other) {
            throw Sneaky.thrown(new IOException("incomparable"));
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void createCache_whenAFactoryThrows_isACacheExceptionAndTheNameFree() {
        CacheException failure = assertThrows(
                CacheException.class,
                () -> create(strings().setCacheLoaderFactory(() -> {
                    throw Sneaky.thrown(thrown);
                })));

        assertSame(thrown, failure.getCause());
        assertNull(create(strings()).get("k"));
    }
}
