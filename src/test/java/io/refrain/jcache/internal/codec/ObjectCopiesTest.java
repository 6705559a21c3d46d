package io.refrain.jcache.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.Encoded;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That copies are what Java's serialisation would have given, and that what it cannot promise that for is left to serialisation. */
class ObjectCopiesTest {
    private final ObjectCopies copies = new ObjectCopies(new WeakReference<>(ObjectCopiesTest.class.getClassLoader()));

    static Stream<Arguments> copied() {
        return Stream.<Object>of(
                        new Bean(1),
                        new SubBean(2),
                        new Date(3),
                        new int[] {1, 2},
                        new String[] {"a", null},
                        new Object[] {new Date(1), "a", new int[] {1}},
                        new Bean[][] {{new Bean(1)}, {}},
                        new ArrayList<>(Arrays.asList("a", null, new Date(1))),
                        new LinkedList<>(List.of(new Bean(1))),
                        new HashSet<>(Set.of(new Date(1), new Date(2))),
                        new LinkedHashSet<>(List.of("b", "a")),
                        new TreeSet<>(Set.of("b", "a")),
                        new HashMap<>(Map.of(new Date(1), new Date(2))),
                        new LinkedHashMap<>(Map.of("a", new Bean(1))),
                        new TreeMap<>(Map.of("a", new Date(1))),
                        new EnumMap<>(Map.of(DayOfWeek.MONDAY, new Date(1))),
                        EnumSet.of(DayOfWeek.MONDAY),
                        Arrays.asList(new Date(1), "a"),
                        List.of(new Date(1)),
                        List.of(new Date(1), new Date(2), new Date(3)),
                        Set.of(new Date(1), new Date(2), new Date(3)),
                        Map.of("a", new Date(1)),
                        Map.of("a", new Date(1), "b", new Date(2)),
                        new Pair(new Date(1), "a"),
                        new Pair(List.of(new Date(1)), 1))
                .map(each -> Arguments.of(each));
    }

    @ParameterizedTest
    @MethodSource("copied")
    void freeze_ofWhatCanBeChanged_isACopyAsSerialisationGivesIt(Object original) throws Exception {
        Snapshot frozen = assertInstanceOf(Snapshot.class, copies.freeze(original));
        Object copy = frozen.thaw();

        assertNotSame(original, copy);
        assertNotSame(frozen.original(), copy);
        assertNotSame(original, frozen.original());
        assertDeepEquals(serialised(original), copy);
        assertEquals(serialised(original).getClass().getName(), copy.getClass().getName());
    }

    static Stream<Object> unchangeable() {
        return Stream.of(
                "a",
                1,
                DayOfWeek.MONDAY,
                List.of(),
                List.of("a"),
                List.of("a", 1, DayOfWeek.MONDAY),
                Stream.of("a", "b").toList(),
                Set.of("a", "b", "c"),
                Map.of("a", List.of(1)),
                Map.of("a", 1, "b", 2),
                Collections.emptyList(),
                new Pair("a", List.of("b")),
                new Pair(new BigDecimal("1.5"), null));
    }

    @ParameterizedTest
    @MethodSource("unchangeable")
    void freeze_ofWhatNobodyCanChange_isTheObjectItself(Object original) {
        assertSame(original, copies.freeze(original));
    }

    static Stream<Object> leftAlone() {
        LinkedHashMap<String, String> byAccess = new LinkedHashMap<>(16, 0.75f, true);
        byAccess.put("a", "1");
        LinkedHashMap<String, String> moreByAccess = new LinkedHashMap<>(16, 0.75f, true);
        moreByAccess.put("a", "1");
        moreByAccess.put("b", "1");
        return Stream.of(
                new Replaced(),
                new Resolved(),
                new Written(),
                new BelowResolved(),
                new External(),
                new OwnList(),
                byAccess,
                moreByAccess,
                new TreeSet<>(Comparator.comparing(Object::toString)),
                new ArrayList<>(List.of(new Written())),
                new ArrayList<>(List.of(new Object())),
                Collections.unmodifiableList(new ArrayList<>(List.of("a"))),
                new Thread(),
                new Object(),
                (Runnable & Serializable) () -> {},
                new Pair(new Object(), "a"),
                new java.util.concurrent.ConcurrentHashMap<>(Map.of("a", "b")));
    }

    @ParameterizedTest
    @MethodSource("leftAlone")
    void freeze_ofWhatSerialisationTreatsInAWayOfItsOwn_isLeftToIt(Object original) {
        assertNull(copies.freeze(original));
    }

    @Test
    void freeze_ofAClassThatTheManagersLoaderDoesNotKnow_isLeftToSerialisation() {
        ObjectCopies others = new ObjectCopies(new WeakReference<>(ClassLoader.getPlatformClassLoader()));
        assertNull(others.freeze(new Bean(1)));
        assertInstanceOf(Snapshot.class, others.freeze(new Date(1)));
    }

    @Test
    void freeze_ofAnObjectThatIsChangedLater_staysAsItWas() throws Exception {
        Bean bean = new Bean(1);
        Object before = serialised(bean);
        Snapshot frozen = assertInstanceOf(Snapshot.class, copies.freeze(bean));

        bean.number = 99;
        bean.dates.add(new Date());
        bean.date.setTime(0);
        assertDeepEquals(before, frozen.thaw());
        ((Bean) frozen.thaw()).dates.clear();
        assertDeepEquals(before, frozen.thaw());
    }

    @Test
    void freeze_ofTransientFields_leavesThemOut() {
        Bean copy = copy(new Bean(1));

        assertNull(copy.forgotten);
        assertEquals(0, copy.made);
    }

    @Test
    void freeze_ofSharedReferencesAndCycles_keepsThem() {
        Node first = new Node();
        Node second = new Node();
        first.next = second;
        second.next = first;
        first.other = second;
        first.all.addAll(Collections.nCopies(40, second));
        for (int i = 0; i < 40; i++) {
            first.all.add(new Node());
        }
        first.all.add(first);

        Node copy = copy(first);

        assertNotSame(first, copy);
        assertSame(copy, Objects.requireNonNull(copy.next).next);
        assertSame(copy.next, copy.other);
        assertSame(copy.next, copy.all.get(0));
        assertSame(copy.next, copy.all.get(39));
        assertSame(copy, copy.all.get(80));
        assertNotSame(copy.all.get(40), copy.all.get(41));
    }

    @Test
    void freeze_ofAGraphTooDeepToFollow_isLeftToSerialisation() {
        Node first = new Node();
        Node last = first;
        for (int i = 0; i < 1_000_000; i++) {
            last.next = new Node();
            last = last.next;
        }
        assertNull(copies.freeze(first));
    }

    @Test
    void freeze_ofASetInAnOrder_keepsTheOrder() {
        TreeSet<String> backwards = new TreeSet<>(Comparator.reverseOrder());
        backwards.addAll(List.of("a", "b"));
        assertEquals(List.of("b", "a"), new ArrayList<>(copy(backwards)));
        assertEquals("[]", copy(new ArrayDeque<>()).toString());
    }

    @Test
    void codecs_ofABean_storesACopyOnTheHeapAndBytesElsewhere() {
        Codecs codecs = Codecs.of(ObjectCopiesTest.class.getClassLoader());
        Object frozen = codecs.freeze(new Bean(1));

        assertInstanceOf(Snapshot.class, frozen);
        assertDeepEquals(new Bean(1), codecs.thaw(frozen));
        Encoded encoded = codecs.encode(frozen);
        assertDeepEquals(new Bean(1), codecs.thaw(codecs.stored(encoded)));
        assertTrue(codecs.bytes(frozen) > 100);
    }

    @SuppressWarnings("unchecked")
    private <T> T copy(T original) {
        return (T) assertInstanceOf(Snapshot.class, copies.freeze(original)).thaw();
    }

    private static Object serialised(Object original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static void assertDeepEquals(Object expected, Object actual) {
        assertTrue(Objects.deepEquals(expected, actual), () -> expected + " but was " + actual);
    }

    static class Unserialised {
        int made = 7;

        protected Unserialised() {
            made = 0;
        }
    }

    static class Bean extends Unserialised implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        long number;
        private final int small;
        byte tiny = 1;
        short little = 2;
        char letter = 'c';
        boolean flag = true;
        float single = 1.5f;
        double twice = 2.5;

        @Nullable
        String text = "text";

        Date date = new Date(5);
        List<Date> dates = new ArrayList<>(List.of(new Date(1), new Date(2)));

        @Nullable
        Object nothing;

        Object anything = new int[] {1, 2, 3};
        BigDecimal amount = new BigDecimal("1.50");
        transient @Nullable String forgotten = "forgotten";

        Bean(int number) {
            this.number = number;
            this.small = -number;
            this.made = 9;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bean that
                    && getClass() == that.getClass()
                    && number == that.number
                    && small == that.small
                    && tiny == that.tiny
                    && little == that.little
                    && letter == that.letter
                    && flag == that.flag
                    && single == that.single
                    && twice == that.twice
                    && Objects.equals(text, that.text)
                    && date.equals(that.date)
                    && dates.equals(that.dates)
                    && Objects.equals(nothing, that.nothing)
                    && Objects.deepEquals(anything, that.anything)
                    && amount.equals(that.amount);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    static final class SubBean extends Bean {
        @Serial
        private static final long serialVersionUID = 1;

        private final String own;

        SubBean(int number) {
            super(number);
            own = "own " + number;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return super.equals(other) && other instanceof SubBean that && own.equals(that.own);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    static final class Node implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Nullable
        Node next;

        @Nullable
        Node other;

        final List<Node> all = new ArrayList<>();
    }

    record Pair(@Nullable Object left, @Nullable Object right) implements Serializable {}

    static final class Replaced implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Serial
        private Object writeReplace() {
            return "replaced";
        }
    }

    static class Resolved implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Serial
        protected Object readResolve() {
            return this;
        }
    }

    static final class BelowResolved extends Resolved {
        @Serial
        private static final long serialVersionUID = 1;
    }

    static final class Written implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
        }
    }

    /** Has writeObject in a superclass that is not known, and fields of its own. */
    static final class OwnList extends ArrayList<String> {
        @Serial
        private static final long serialVersionUID = 1;
    }

    public static final class External implements Externalizable {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }
}
