package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That what a loader gives is refused where the cache was configured for something else. */
@Timeout(60)
abstract class LoadedTypesContract extends CacheContract {
    LoadedTypesContract(Medium medium) {
        super(medium);
    }

    /** Gives numbers where something else was asked for, as erased generics let it. */
    private static final class WrongLoader<V> implements CacheLoader<String, V> {
        @Override
        @SuppressWarnings("unchecked") // wrong on purpose
        public V load(String key) {
            return (V) Integer.valueOf(1);
        }

        @Override
        public Map<String, V> loadAll(Iterable<? extends String> keys) {
            Map<String, V> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    private Cache<String, String> wrong() {
        return create(heard().setReadThrough(true).setCacheLoaderFactory(WrongLoader<String>::new));
    }

    private void assertNothingKept(Cache<String, String> cache) {
        assertFalse(cache.containsKey("k"));
        assertEquals(List.of(), listener.heard);
    }

    @Test
    void get_ofALoadedValueOfAnotherType_isALoaderException() {
        Cache<String, String> cache = wrong();

        CacheLoaderException failure = assertThrows(CacheLoaderException.class, () -> cache.get("k"));

        assertTrue(String.valueOf(failure.getMessage()).contains("java.lang.String"), failure::getMessage);
        assertNothingKept(cache);
    }

    @Test
    void getAll_ofALoadedValueOfAnotherType_isALoaderException() {
        Cache<String, String> cache = wrong();

        assertThrows(CacheLoaderException.class, () -> cache.getAll(Set.of("k", "l")));

        assertNothingKept(cache);
    }

    @Test
    void loadAll_ofAValueOfAnotherType_isALoaderException() {
        Cache<String, String> cache = wrong();
        CompletionListenerFuture completion = new CompletionListenerFuture();

        cache.loadAll(Set.of("k", "l"), true, completion);

        ExecutionException failure = assertThrows(ExecutionException.class, completion::get);
        assertInstanceOf(CacheLoaderException.class, failure.getCause());
        assertNothingKept(cache);
    }

    @Test
    void invoke_readingALoadedValueOfAnotherType_isALoaderExceptionOfTheProcessor() {
        Cache<String, String> cache = wrong();

        EntryProcessorException failure =
                assertThrows(EntryProcessorException.class, () -> cache.invoke("k", reading()));

        assertInstanceOf(CacheLoaderException.class, failure.getCause());
        assertNothingKept(cache);
    }

    @Test
    void getAll_whenTheLoaderGivesNoMap_findsNone() {
        Cache<String, String> cache = create(heard().setReadThrough(true).setCacheLoaderFactory(NothingLoader::new));

        assertEquals(Map.of(), cache.getAll(Set.of("k")));
        assertNull(cache.get("k"));
    }

    @SuppressWarnings("NullAway") // a loader should not, but some do
    private static final class NothingLoader implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            return null;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return null;
        }
    }
}
