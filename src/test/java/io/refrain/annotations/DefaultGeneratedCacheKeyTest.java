package io.refrain.annotations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.codec.SerializationFilter;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That the keys of the annotations are made of copies, and of what any store can tell apart. */
class DefaultGeneratedCacheKeyTest {
    private static final Codecs CODECS = Codecs.of(DefaultGeneratedCacheKeyTest.class.getClassLoader())
            .filteredBy(new SerializationFilter(List.of(), Limits.DEFAULT));

    record Held(List<Object> list) {}

    static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;
        String name = "a";

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bean that && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    @SuppressWarnings("NullAway") // It takes a varargs parameter for one of elements that are never null.
    private static Object key(@Nullable Object... parameters) {
        return new DefaultGeneratedCacheKey(parameters);
    }

    private static <T> Arguments mutable(T parameter, Consumer<T> change, T equal) {
        Consumer<Object> untyped = object -> {
            @SuppressWarnings("unchecked")
            T typed = (T) object;
            change.accept(typed);
        };
        return arguments(parameter, untyped, equal);
    }

    static Stream<Arguments> mutables() {
        return Stream.of(
                mutable(new int[] {1}, array -> array[0] = 2, new int[] {1}),
                mutable(new Object[] {new long[] {1}}, array -> ((long[]) array[0])[0] = 2, new Object[] {new long[] {1}
                }),
                mutable(new ArrayList<>(List.of("a")), list -> list.set(0, "b"), new ArrayList<>(List.of("a"))),
                mutable(new Date(1), date -> date.setTime(2), new Date(1)),
                mutable(new HashSet<>(Set.of(1)), set -> set.add(2), new HashSet<>(Set.of(1))),
                mutable(new HashMap<>(Map.of(1, 1)), map -> map.put(2, 2), new HashMap<>(Map.of(1, 1))),
                mutable(Optional.of(new Date(1)), date -> date.orElseThrow().setTime(2), Optional.of(new Date(1))),
                mutable(
                        new Held(new ArrayList<>(List.of(new Date(1)))),
                        held -> ((Date) held.list().get(0)).setTime(2),
                        new Held(List.of(new Date(1)))),
                mutable(new GregorianCalendar(2026, 1, 1), day -> day.add(5, 1), new GregorianCalendar(2026, 1, 1)),
                mutable(new Bean(), bean -> bean.name = "b", new Bean()));
    }

    @ParameterizedTest
    @MethodSource("mutables")
    void key_ofAParameterThatIsChangedLater_isAsItWas(Object parameter, Consumer<Object> change, Object equal) {
        Object key = key("q", parameter);
        int hash = key.hashCode();

        change.accept(parameter);

        assertEquals(key("q", equal), key);
        assertEquals(hash, key.hashCode());
        assertNotEquals(key("q", parameter), key);
    }

    record Named(String name, Object value) implements Serializable {}

    @SuppressWarnings("StringOperationCanBeSimplified") // another object
    static Stream<Arguments> equals() {
        String a = "a";
        String other = new String(a);
        Long one = Long.valueOf(1_000);
        return Stream.of(
                arguments(key(a, a), key(a, other)),
                arguments(key(List.of(one, one)), key(Arrays.asList(1_000L, 1_000L))),
                arguments(key(new Named(a, a), new Object[] {a}), key(new Named(a, other), new Object[] {other})),
                arguments(key(new ArrayList<>(List.of(a))), key(List.of(other))));
    }

    @ParameterizedTest
    @MethodSource("equals")
    void keys_thatAreEqual_areTheSameBytes(Object key, Object equal) throws IOException {
        assertEquals(key, equal);
        assertArrayEquals(serialised(key), serialised(equal));
    }

    private static byte[] serialised(Object key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(key);
        }
        return bytes.toByteArray();
    }

    @Test
    void key_ofWhatEqualsItselfOnly_findsIt() {
        Object lock = new Object();
        StringBuilder builder = new StringBuilder("a");
        assertEquals(key(lock, builder), key(lock, builder));
        assertNotEquals(key(lock), key(new Object()));
    }

    @Test
    void key_ofAListWithItselfInside_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertTrue(assertThrows(CacheAnnotationException.class, () -> key(list))
                .toString()
                .contains("@CacheKey"));
    }

    static Stream<Arguments> unequal() {
        return Stream.of(
                arguments(new int[] {1}, new Integer[] {1}),
                arguments(new int[] {1}, new long[] {1}),
                arguments(new byte[] {1, 2}, new byte[] {0x12}),
                arguments(new float[] {0f}, new float[] {-0f}),
                arguments(new char[] {'1'}, "1"),
                arguments(new Object[] {"a"}, List.of("a")),
                arguments(new Object[] {"a", "b"}, new Object[] {"a,b"}));
    }

    @ParameterizedTest
    @MethodSource("unequal")
    void encodeKey_ofUnequalParameters_differs(Object one, Object other) {
        assertNotEquals(key(one), key(other));
        assertNotEquals(CODECS.encodeKey(key(one)), CODECS.encodeKey(key(other)));
    }

    @Test
    void encodeKey_ofEqualParameters_isEqual_andIsReadBack() {
        String a = "a b";
        Object key = key(a, a, null, new int[] {1}, new Integer[] {1}, List.of(1), new double[] {0.1, -0.0});
        Object equal = key(
                new String(a), a, null, new int[] {1}, new Object[] {1}, Arrays.asList(1), new double[] {0.1, -0.0});

        assertEquals(key, equal);
        assertEquals(CODECS.encodeKey(key), CODECS.encodeKey(equal));
        assertEquals(key, CODECS.decodeKey(CODECS.encodeKey(key)));
    }

    @Test
    void remove_ofAnEqualKeyFromAPersistentCache_removesIt_andAReopeningDoesNotBringItBack(@TempDir Path directory) {
        URI uri = URI.create(
                "refrain:sqlite:" + directory.resolve("keys.db").toUri().getRawPath());
        String a = "a b";
        try (RefrainCachingProvider provider = new RefrainCachingProvider()) {
            Cache<Object, String> cache = open(provider, uri);
            cache.put(key(a, a), "older");
            cache.put(key(new String(a), a), "newer");
            assertEquals("newer", cache.get(key(a, a)));
            assertTrue(cache.remove(key(a, a)));
            assertNull(cache.get(key(new String(a), a)));
        }
        try (RefrainCachingProvider provider = new RefrainCachingProvider()) {
            Cache<Object, String> cache = open(provider, uri);
            assertNull(cache.get(key(a, a)));
            assertFalse(cache.iterator().hasNext());
        }
    }

    private static Cache<Object, String> open(RefrainCachingProvider provider, URI uri) {
        return Objects.requireNonNull(provider.getCacheManager(uri, null)
                .createCache("c", new MutableConfiguration<Object, String>().setTypes(Object.class, String.class)));
    }
}
