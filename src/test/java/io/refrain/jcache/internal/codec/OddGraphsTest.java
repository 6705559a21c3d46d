package io.refrain.jcache.internal.codec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.io.Serial;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that are easily copied in another way than Java's serialisation would, and those that need no copy though their class does not tell. */
class OddGraphsTest {
    private static final ClassLoader LOADER = OddGraphsTest.class.getClassLoader();

    private final Codecs codecs = Codecs.of(LOADER);

    @Test
    void freeze_ofARecordWhoseAccessorTellsSomethingElse_keepsWhatIsInIt() {
        Titled copy = copied(new Titled("Ada", new Date(1)));

        assertEquals("Dr Ada", copy.name());
        assertEquals(new Date(1), copy.born());
    }

    record Titled(String name, Date born) implements Serializable {
        @Override
        public String name() {
            return "Dr " + name;
        }
    }

    static Stream<Object> unchangeableByTheInstance() {
        return Stream.of(
                new Price(new BigDecimal("1.5"), BigInteger.TWO),
                new Tags(List.of("a", new Price(BigDecimal.ONE, BigInteger.ONE))),
                List.of(new Price(BigDecimal.ONE, BigInteger.ONE)),
                Arrays.asList("a", null).stream().toList(),
                Map.of("k", Set.of(1, 2), "l", Set.of()));
    }

    /** Not Serializable: it is kept, not copied. */
    record Price(BigDecimal amount, BigInteger units) {}

    record Tags(List<?> tags) {}

    @ParameterizedTest
    @MethodSource("unchangeableByTheInstance")
    void freeze_ofWhatHoldsOnlyWhatNobodyCanChange_isTheObjectItself(Object live) {
        assertSame(live, codecs.freeze(live));
    }

    @Test
    void freeze_ofARecordOfASubclassThatCanBeChanged_isACopy() {
        Sized live = new Sized(new Elastic("1"));
        Sized copy = copied(live);

        assertNotSame(live, copy);
        live.size.tags.add("changed");
        assertEquals(List.of(), ((Elastic) copy.size).tags);
        CacheException failure =
                assertThrows(CacheException.class, () -> codecs.freeze(new Price(live.size, BigInteger.ONE)));
        assertTrue(failure.toString().contains("cannot be stored by value"), failure::toString);
    }

    record Sized(Elastic size) implements Serializable {}

    /** What makes a declared BigDecimal tell nothing. */
    static class Elastic extends BigDecimal {
        @Serial
        private static final long serialVersionUID = 1;

        final List<String> tags = new ArrayList<>();

        Elastic(String value) {
            super(value);
        }
    }

    @Test
    void freeze_ofRecordsTooDeepToFollow_isACacheExceptionOrWorks() {
        Object chain = "end";
        for (int i = 0; i < 1_000_000; i++) {
            chain = new Tags(List.of(chain));
        }
        Object deep = chain;
        // Not Serializable, so that there is no other way.
        assertThrows(CacheException.class, () -> codecs.freeze(deep));
    }

    @Test
    void freeze_ofAListFromAStream_mayBeAskedForNull() {
        List<Date> fromStream = Stream.of(new Date(1), new Date(2), new Date(3)).toList();

        assertFalse(copied(fromStream).contains(null));
        assertEquals(fromStream, copied(fromStream));
        List<Date> withNull = Stream.of(new Date(1), null, new Date(3)).toList();
        assertInstanceOf(Snapshot.class, codecs.freeze(withNull));
        assertEquals(withNull, copied(withNull));
        assertThrows(NullPointerException.class, () -> copied(List.of(new Date(1), new Date(2), new Date(3)))
                .contains(null));
    }

    @Test
    void freeze_ofATreeWhoseKeysWereChanged_keepsAllOfIt() {
        Date first = new Date(1);
        Date second = new Date(2);
        TreeMap<Date, String> map = new TreeMap<>(Map.of(first, "a", second, "b"));
        TreeSet<Date> set = new TreeSet<>(map.keySet());
        second.setTime(1);
        assertEquals(2, copied(map).size());
        assertEquals(2, copied(set).size());

        second.setTime(0);
        assertEquals(List.of("a", "b"), new ArrayList<>(copied(map).values()));
        assertEquals(List.of(new Date(1), new Date(0)), new ArrayList<>(copied(set)));
    }

    enum Order implements Comparator<String> {
        BY_LENGTH {
            @Override
            public int compare(String one, String other) {
                return Integer.compare(one.length(), other.length());
            }
        }
    }

    @Test
    void freeze_ofATreeInAnOrderThatNobodyCanChange_isACopy() {
        TreeMap<String, Date> map = new TreeMap<>(Order.BY_LENGTH);
        map.put("long", new Date(2));
        map.put("a", new Date(1));

        assertInstanceOf(Snapshot.class, codecs.freeze(map));
        assertSame(Order.BY_LENGTH, copied(map).comparator());
        assertEquals(List.of("a", "long"), new ArrayList<>(copied(map).keySet()));
        TreeSet<String> ignoringCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ignoringCase.add("a");
        assertInstanceOf(Snapshot.class, codecs.freeze(ignoringCase));
        assertTrue(copied(ignoringCase).contains("A"));
    }

    @Test
    void freeze_ofASetWhoseElementsBecameEqual_dropsOneAsSerialisationDoes() {
        Date second = new Date(2);
        Set<Date> set = new HashSet<>(Set.of(new Date(1), second));
        second.setTime(1);

        assertEquals(Set.of(new Date(1)), copied(set));
    }

    @Test
    void freeze_ofAnUnchangeableSetWhoseElementsBecameEqual_isLeftToSerialisation() {
        Date second = new Date(2);
        Set<Date> set = Set.of(new Date(1), second);
        Map<Date, Date> map = Map.of(new Date(1), second, second, second);
        second.setTime(1);

        assertInstanceOf(Encoded.class, codecs.freeze(set));
        assertInstanceOf(Encoded.class, codecs.freeze(map));
    }

    @Test
    void freeze_ofWhatRefersToItselfThroughARecord_isLeftToSerialisation() {
        Loop loop = new Loop();
        Link link = new Link(loop);
        loop.link = link;

        assertInstanceOf(Encoded.class, codecs.freeze(link));
        Loop copy = copied(loop);
        assertSame(copy, Objects.requireNonNull(copy.link).loop);
    }

    static final class Loop implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Nullable
        Link link;
    }

    record Link(Loop loop) implements Serializable {}

    @Test
    void freeze_ofAListOverAnArrayThatIsThereToo_keepsThemTogether() {
        String[] array = {"a", "b"};
        for (Object[] live : List.of(
                new Object[] {array, Arrays.asList(array)},
                new Object[] {Arrays.asList(array), array},
                new Object[] {Arrays.asList(array), Arrays.asList(array)})) {
            Object[] copy = copied(live);
            set(copy[0]);
            assertEquals("changed", get(copy[1]));
        }
        assertInstanceOf(
                Snapshot.class,
                codecs.freeze(new Object[] {Arrays.asList("a", "b"), Arrays.asList("a", "c"), new String[] {"d"}}));
    }

    @Test
    void freeze_ofManyListsOverArrays_isLeftToSerialisation() {
        Object[] live = new Object[200];
        for (int i = 0; i < live.length; i++) {
            live[i] = new Object[] {i};
        }
        assertInstanceOf(Snapshot.class, codecs.freeze(live));
        live[100] = Arrays.asList("a");
        assertInstanceOf(Encoded.class, codecs.freeze(live));
    }

    @Test
    void freeze_ofConstantsThatTheManagersLoaderDoesNotKnow_isLeftToSerialisation() {
        Codecs others = Codecs.of(ClassLoader.getPlatformClassLoader());

        assertInstanceOf(Encoded.class, others.freeze(EnumSet.of(Order.BY_LENGTH)));
        assertInstanceOf(Encoded.class, others.freeze(new EnumMap<>(Map.of(Order.BY_LENGTH, "a"))));
        assertInstanceOf(Encoded.class, others.freeze(new Order[] {Order.BY_LENGTH}));
        assertInstanceOf(Encoded.class, others.freeze(new ArrayList<>(List.of(Order.BY_LENGTH))));
        assertInstanceOf(Snapshot.class, others.freeze(EnumSet.of(DayOfWeek.MONDAY)));
    }

    @SuppressWarnings("unchecked")
    private static void set(Object arrayOrList) {
        if (arrayOrList instanceof Object[] array) {
            array[0] = "changed";
        } else {
            ((List<Object>) arrayOrList).set(0, "changed");
        }
    }

    private static Object get(Object arrayOrList) {
        return arrayOrList instanceof Object[] array ? array[0] : ((List<?>) arrayOrList).get(0);
    }

    @Test
    void freeze_ofARecordThatHoldsWhatIsNotSerializable_isRefusedInABeanToo() {
        assertThrows(
                CacheException.class,
                () -> codecs.freeze(new ArrayList<>(List.of(new Outer(new NotSerializable("a")), new Date(1)))));
    }

    record Outer(NotSerializable inner) implements Serializable {}

    record NotSerializable(String text) {}

    @Test
    void freeze_ofAClassAfterOneThatCouldNotBeCopied_isACopyAgain() {
        assertInstanceOf(Encoded.class, codecs.freeze(new Envelope(new StringBuilder("a"))));
        assertInstanceOf(Snapshot.class, codecs.freeze(new Envelope(new Date(1))));
    }

    static final class Envelope implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        final Object content;

        Envelope(Object content) {
            this.content = content;
        }
    }

    @Test
    void freeze_ofAKeyThatFailsInItsHashCode_isLeftToSerialisation() {
        Set<Object> set = new HashSet<>();
        Moody moody = new Moody();
        set.add(moody);
        moody.failing = true;

        Object frozen = assertDoesNotThrow(() -> codecs.freeze(set));
        assertThrows(CacheException.class, () -> codecs.thaw(frozen));
    }

    static final class Moody implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        boolean failing;

        @Override
        public int hashCode() {
            if (failing) {
                throw new IllegalStateException("not now");
            }
            return 1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }

    @Test
    void thaw_ofARecordThatNowRefuses_isACacheException() {
        Object frozen = codecs.freeze(new Gate(new Date(1)));
        assertInstanceOf(Snapshot.class, frozen);
        Gate.closed = true;
        try {
            assertThrows(CacheException.class, () -> codecs.thaw(frozen));
        } finally {
            Gate.closed = false;
        }
    }

    record Gate(Date date) implements Serializable {
        static boolean closed;

        Gate {
            if (closed) {
                throw new IllegalArgumentException("closed");
            }
        }
    }

    @Test
    void thaw_onAThreadWithASmallStack_isACacheException() throws Exception {
        // As deep as copying goes on a large stack.
        Object[] deep = {};
        for (int i = 0; i < 200_000; i++) {
            deep = new Object[] {deep};
        }
        Object live = deep;
        Object frozen = Objects.requireNonNull(on(1L << 30, () -> codecs.freeze(live)));
        assertInstanceOf(Snapshot.class, frozen);
        assertInstanceOf(CacheException.class, on(1L << 18, () -> codecs.thaw(frozen)));
    }

    private static @Nullable Object on(long stack, java.util.function.Supplier<Object> action) throws Exception {
        Object[] result = new Object[1];
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        result[0] = action.get();
                    } catch (RuntimeException | Error e) {
                        result[0] = e;
                    }
                },
                "stack of " + stack,
                stack);
        thread.start();
        thread.join();
        return result[0];
    }

    @Test
    void freeze_ofAMapInOrderOfInsertion_keepsItAlsoInTheCopyOfACopy() {
        LinkedHashMap<String, Date> map = new LinkedHashMap<>();
        map.put("b", new Date(1));
        map.put("a", new Date(2));

        LinkedHashMap<String, Date> copy = copied(map);
        copy.get("b");
        assertEquals(List.of("b", "a"), new ArrayList<>(copy.keySet()));
    }

    @Test
    void copy_ofAKey_isIndependentOfIt() {
        Date key = new Date(1);
        Object copy = codecs.copy(key);

        assertNotSame(key, copy);
        key.setTime(2);
        assertEquals(new Date(1), copy);
    }

    @Test
    void thaw_ofWhatOutlivesTheProcess_givesAnObjectOfItsOwnEachTime() {
        Codecs filtered = codecs.filteredBy(new SerializationFilter(List.of(Envelope.class.getName()), Limits.DEFAULT));
        Object stored = filtered.freeze(new Envelope(new Date(1)));
        assertInstanceOf(Encoded.class, stored);

        for (int i = 0; i < 4; i++) {
            Envelope read = (Envelope) filtered.thaw(stored);
            assertEquals(new Date(1), read.content);
            ((Date) read.content).setTime(99);
        }
        assertNotSame(filtered.thaw(stored), filtered.thaw(stored));
        assertEquals(stored, filtered.encode(stored));
    }

    @Test
    void freeze_ofAnEmptyBean_isACopy() {
        assertNull(copied(new Loop()).link);
    }

    /** Checks that the copy is nothing of the original. */
    @SuppressWarnings("unchecked")
    private <T> T copied(T live) {
        Object copy = codecs.thaw(codecs.freeze(live));
        assertNotSame(live, copy);
        return (T) copy;
    }
}
