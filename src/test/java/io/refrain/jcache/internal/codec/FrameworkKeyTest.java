package io.refrain.jcache.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.hibernate.cache.internal.BasicCacheKeyImplementation;
import org.hibernate.cache.internal.CacheKeyImplementation;
import org.hibernate.cache.internal.NaturalIdCacheKey;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;
import org.hibernate.query.internal.QueryParameterBindingsImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.support.NullValue;

/** That keys and values of Spring and of Hibernate's second-level cache are stored, by nothing but their being what they are. */
class FrameworkKeyTest {
    private final Codecs codecs = Codecs.of(FrameworkKeyTest.class.getClassLoader())
            .filteredBy(new SerializationFilter(List.of(), Limits.DEFAULT));

    static Stream<Arguments> keys() {
        return Stream.<Object>of(
                        SimpleKey.EMPTY,
                        new SimpleKey("a", 1, null),
                        new SimpleKey("a", new String[] {"b", null}, new int[] {1, 2}, new Object[] {new char[] {'"'}}),
                        new BasicCacheKeyImplementation(7L, "com.acme.Order", Long.hashCode(7)),
                        new CacheKeyImplementation(7L, "com.acme.Order", null, Long.hashCode(7)),
                        new CacheKeyImplementation(7L, "com.acme.Order", "tenant", Long.hashCode(7)),
                        new NaturalIdCacheKey("isbn", "com.acme.Book", null, "isbn".hashCode()),
                        new QueryKey("select 1", parameters(), null, 5, Set.of()),
                        new QueryKey("select ?", parameters(null, "a", 7L), 1, null, Set.of("a", "b")))
                .map(each -> arguments((Object) each));
    }

    /** As Hibernate makes them of what a query was given. */
    private static QueryKey.ParameterBindingsMemento parameters(@Nullable Object... values) {
        try {
            int hash = 0;
            for (Object value : values) {
                hash = 37 * hash + Objects.hashCode(value);
            }
            Constructor<?> constructor = Class.forName(
                            QueryParameterBindingsImpl.class.getName() + "$ParameterBindingsMementoImpl")
                    .getDeclaredConstructor(Object[].class, int.class);
            constructor.setAccessible(true);
            return (QueryKey.ParameterBindingsMemento) constructor.newInstance(values, hash);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void decodeKey_ofAFramework_isEqualWithTheSameHash(Object key) {
        Object back = codecs.decodeKey(codecs.encodeKey(key));
        assertEquals(key, back);
        assertEquals(key.hashCode(), back.hashCode());
        assertEquals(key, codecs.copyKey(key));
        assertEquals(key.hashCode(), codecs.copyKey(key).hashCode());
    }

    @Test
    void encodeKey_equalKeys_areWrittenAlike() {
        assertEquals(
                codecs.encodeKey(new SimpleKey("a", new String[] {"b"})),
                codecs.encodeKey(new SimpleKey("a", new Object[] {"b"})));
        assertNotEquals(
                codecs.encodeKey(new SimpleKey("a", new int[] {1})),
                codecs.encodeKey(new SimpleKey("a", new long[] {1})));
        assertNotEquals(
                codecs.encodeKey(new CacheKeyImplementation(7L, "Order", null, 7)),
                codecs.encodeKey(new CacheKeyImplementation(7L, "Order", "t", 7)));
        // What its hash is depends on Hibernate's type of the id.
        assertEquals(
                codecs.encodeKey(new BasicCacheKeyImplementation(7L, "Order", 1)),
                codecs.encodeKey(new BasicCacheKeyImplementation(7L, "Order", 2)));
    }

    @Test
    void encodeKey_queriesThatDiffer_areWrittenDifferently() {
        List<QueryKey> keys = List.of(
                new QueryKey("select ?", parameters("a", 7L), 1, 2, Set.of("f")),
                new QueryKey("select 1", parameters("a", 7L), 1, 2, Set.of("f")),
                new QueryKey("select ?", parameters("a", 7), 1, 2, Set.of("f")),
                new QueryKey("select ?", parameters("a", 7L), 2, 2, Set.of("f")),
                new QueryKey("select ?", parameters("a", 7L), 1, 1, Set.of("f")),
                new QueryKey("select ?", parameters("a", 7L), 1, null, Set.of("f")),
                new QueryKey("select ?", parameters("a", 7L), 1, 2, Set.of()));
        assertEquals(
                keys.size(), keys.stream().map(codecs::encodeKey).distinct().count());
    }

    @Test
    void copyKey_ofHibernate_keepsTheHashThatHibernateGaveIt() {
        Object key = new BasicCacheKeyImplementation(7L, "Order", 42);
        assertSame(key, codecs.copyKey(key));
    }

    @Test
    void copyKey_ofSpringWithAnArray_changesWithNobody() {
        String[] names = {"a"};
        SimpleKey key = new SimpleKey("k", names);
        Object copy = codecs.copyKey(key);
        names[0] = "b";
        assertNotSame(key, copy);
        assertEquals(new SimpleKey("k", new String[] {"a"}), copy);
    }

    @Test
    void encodeKey_withAPartThatIsNoKey_saysWhere() {
        CacheException failure =
                assertThrows(CacheException.class, () -> codecs.encodeKey(new SimpleKey("a", new Object())));
        assertTrue(failure.toString().contains("java.lang.Object, which is at SimpleKey[1]"), failure::toString);
    }

    @Test
    void decodeKey_ofADamagedOne_isRefused() {
        String text = String.valueOf(codecs.encodeKey(new SimpleKey("a", 1)).text());
        for (String damaged : List.of(
                text.replace("params", "other"),
                text.replace("objects", "things"),
                text.replace("SimpleKey", "KeyGenerator"))) {
            assertThrows(CacheException.class, () -> codecs.decodeKey(Encoded.text(KeyForms.NAME, damaged)), damaged);
        }
    }

    @Test
    void thaw_valuesOfFrameworks_areReadAgain() {
        assertSame(NullValue.INSTANCE, back(NullValue.INSTANCE));
        Serializable[] state = {1L, "a", null};
        assertEquals(state.length, ((Serializable[]) back(state)).length);
        assertTrue(new SerializationFilter(List.of(), Limits.DEFAULT).admits(StandardCacheEntryImpl.class));
    }

    private Object back(Object value) {
        return codecs.thaw(codecs.stored(codecs.encode(codecs.freeze(value))));
    }
}
