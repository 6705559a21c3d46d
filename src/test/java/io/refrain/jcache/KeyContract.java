package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That equal keys are one key, on every store. */
abstract class KeyContract extends CacheContract {
    KeyContract(Medium medium) {
        super(medium);
    }

    /** Of no class that is admitted. */
    record Pair(@SuppressWarnings("serial") @Nullable Object first, @SuppressWarnings("serial") @Nullable Object second)
            implements Serializable {}

    /** Two ways to make equal keys whose serialised bytes differ. */
    enum Equal {
        STRINGS_THAT_ARE_ONE_OBJECT_OR_TWO(
                () -> new Pair("a b".intern(), "a b".intern()), () -> new Pair("a b".intern(), new String("a b"))),
        LISTS_OF_DIFFERENT_CLASSES(
                () -> Arrays.<Object>asList("a", List.of(1)),
                () -> new LinkedList<Object>(List.<Object>of("a", new ArrayList<>(List.of(1))))),
        LISTS_IN_RECORDS(() -> new Pair(List.of("a"), null), () -> new Pair(new ArrayList<>(List.of("a")), null));

        final Supplier<Object> one;
        final Supplier<Object> other;

        Equal(Supplier<Object> one, Supplier<Object> other) {
            this.one = one;
            this.other = other;
        }
    }

    private Cache<Object, String> cache() {
        return create(typed(Object.class, String.class));
    }

    @ParameterizedTest
    @EnumSource
    void remove_ofAnEqualKey_removesIt_andAReopeningDoesNotBringItBack(Equal keys) {
        Cache<Object, String> cache = cache();
        cache.put(keys.one.get(), "older");
        cache.put(keys.other.get(), "newer");
        assertEquals("newer", cache.get(keys.one.get()));
        List<Object> all = new ArrayList<>();
        cache.forEach(entry -> all.add(entry.getKey()));
        assertEquals(List.of(keys.one.get()), all);

        assertTrue(cache.remove(keys.one.get()));

        assertNull(cache.get(keys.other.get()));
        assertFalse(cache.iterator().hasNext());
        if (medium.isPersistent()) {
            reopen();
            assertNull(cache().get(keys.other.get()));
        }
    }

    @Test
    void get_ofAKeyThatIsChangedLater_leavesTheEntryWhereItIs() {
        cache().put(List.of("Aa"), "v");
        if (medium.isPersistent()) {
            // So that the heap has nothing of it yet.
            reopen();
            cache();
        }
        Cache<Object, String> cache = manager.getCache("c", Object.class, String.class);
        List<Object> key = new ArrayList<>(List.of("Aa"));

        assertEquals("v", cache.get(key));
        // Of the same hash.
        key.set(0, "BB");

        assertNull(cache.get(List.of("BB")));
        assertEquals("v", cache.get(List.of("Aa")));
    }

    @Test
    void everyVerb_withAKeyWithoutAForm_isRefused() {
        if (!medium.isPersistent()) {
            return; // a heap goes by equals and hashCode
        }
        Cache<Object, String> cache = cache();
        Pair key = new Pair("a", List.<Object>of(1, new HashSet<>(List.of(2))));
        List<Runnable> verbs = List.of(
                () -> cache.put(key, "v"),
                () -> cache.get(key),
                () -> cache.containsKey(key),
                () -> cache.putIfAbsent(key, "v"),
                () -> cache.putAll(Map.of(key, "v")),
                () -> cache.remove(key),
                () -> cache.getAll(Set.of(key)));
        for (Runnable verb : verbs) {
            String message = assertThrows(CacheException.class, verb::run).toString();
            assertTrue(
                    message.contains("java.util.HashSet, which is at Pair.second[1] of a key, cannot be a key"),
                    message);
            assertTrue(message.contains("Use a list of its elements, sorted."), message);
        }
        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void put_ofAListThatIsChangedLater_keepsItAsItWas() {
        Cache<Object, String> cache = cache();
        List<Object> key = new CopyOnWriteArrayList<>(List.of("a"));
        cache.put(key, "v");
        key.set(0, "b");

        assertNull(cache.get(key));
        assertEquals("v", cache.get(List.of("a")));
    }
}
