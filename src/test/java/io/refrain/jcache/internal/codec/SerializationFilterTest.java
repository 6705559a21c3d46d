package io.refrain.jcache.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.SocketPermission;
import java.net.URI;
import java.net.URL;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.DecimalFormat;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyPermission;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.management.BadAttributeValueExpException;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java's serialisation may take to, and from, what outlives the process. */
class SerializationFilterTest {
    private static final Codecs UNFILTERED = Codecs.of(SerializationFilterTest.class.getClassLoader());
    private static final String ORDER = Order.class.getName();

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "a constant with a class of its own";
            }
        }
    }

    record Order(int number) implements Serializable {}

    private static Codecs codecs(String... admitted) {
        return codecs(Limits.DEFAULT, admitted);
    }

    private static Codecs codecs(Limits limits, String... admitted) {
        return UNFILTERED.filteredBy(new SerializationFilter(List.of(admitted), limits));
    }

    private static Object back(Codecs codecs, Object live) {
        return codecs.thaw(codecs.stored(codecs.encode(codecs.freeze(live))));
    }

    private static String refusal(Codecs codecs, Object live) {
        return assertThrows(CacheException.class, () -> codecs.encode(codecs.freeze(live)))
                .toString();
    }

    private static URL url() {
        try {
            return new URL("file:/");
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> ofTheJdk() {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"));
        Map<String, Object> map = new HashMap<>(Map.of("k", new Object[] {1, "a", null, new int[] {1}}));
        map.put("list", Collections.unmodifiableList(new ArrayList<>(Arrays.asList(1L, 'c', 1.5f, true))));
        return Stream.<Object>of(
                        'c',
                        new BigDecimal[] {BigDecimal.ONE},
                        URI.create("a:b"),
                        DayOfWeek.MONDAY,
                        TimeUnit.DAYS,
                        Instant.EPOCH,
                        ZonedDateTime.parse("2026-11-23T01:02:03+01:00[Europe/Berlin]"),
                        UUID.randomUUID(),
                        Locale.ROOT,
                        Currency.getInstance("EUR"),
                        Pattern.compile("a"),
                        new Date(1),
                        calendar,
                        new BitSet(3),
                        new StringBuilder("a"),
                        new AtomicLong(1),
                        new LongAdder(),
                        map,
                        List.of(1, 2, 3),
                        Map.of("a", Set.of(Instant.EPOCH)),
                        new TreeMap<>(Map.of("a", 1)),
                        new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
                        EnumSet.of(TimeUnit.DAYS),
                        new ConcurrentHashMap<>(Map.of("a", 1)),
                        new CopyOnWriteArrayList<>(List.of("a")),
                        new LinkedList<>(List.of("a")),
                        new IllegalStateException("message", new RuntimeException("cause")),
                        new IOException("checked"),
                        new SQLException("checked", new TimeoutException("cause")),
                        new Timestamp(1),
                        new java.sql.Date(1),
                        Thread.State.RUNNABLE,
                        StandardOpenOption.READ,
                        InetAddress.getLoopbackAddress(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        url(),
                        new QName("a"),
                        new Serializable[] {1, "a"},
                        new Comparable<?>[] {1},
                        new List<?>[] {new ArrayList<>()},
                        new DecimalFormat("0.0"))
                .map(each -> arguments((Object) each));
    }

    @ParameterizedTest
    @MethodSource("ofTheJdk")
    void encode_aValueOfTheJdk_isReadAgain(Object live) {
        assertSame(live.getClass(), back(codecs(), live).getClass());
    }

    static Stream<Arguments> ofOthers() {
        return Stream.<Object>of(new Order(1), Colour.RED, Colour.GREEN, new Order[0], new Order[0][0])
                .map(each -> arguments((Object) each));
    }

    @ParameterizedTest
    @MethodSource("ofOthers")
    void freeze_aClassThatIsNotAdmitted_namesItAndWhatAdmitsIt(Object live) {
        String message =
                assertThrows(CacheException.class, () -> codecs().freeze(live)).toString();
        assertTrue(message.contains("is not admitted. Admit it by refrain.serialization.allow="), message);
    }

    @Test
    void freeze_aLambda_saysThatNothingAdmitsIt() {
        String message = refusal(codecs(), (Runnable & Serializable) () -> {});
        assertTrue(message.contains("of a class that has a name"), message);
        assertFalse(message.contains("allow="), message);
    }

    /** What is refused, and where it is, all in one. */
    private static final class Outer implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        final List<Object> list = new ArrayList<>();
        final Map<String, Object> map = new HashMap<>();

        @Nullable
        Object failure;
    }

    private static final class Closed {}

    @Test
    void encode_severalClassesThatCannotBeStored_namesAllOfThemAndWhereTheyAre() {
        Outer outer = new Outer();
        outer.list.add(new Closed());
        outer.map.put("k", new Order(1));
        outer.failure = new IllegalStateException(new IOException());

        String message = refusal(codecs(), outer);

        String own = getClass().getName();
        assertTrue(message.contains(own + "$Closed at Outer.list[0] is not java.io.Serializable"), message);
        assertTrue(message.contains(own + "$Outer, " + ORDER + " at Outer.map.get(\"k\") is not admitted"), message);
    }

    @Test
    void encode_severalClassesThatAreNotAdmitted_areAdmittedByWhatTheErrorSays() {
        Outer outer = new Outer();
        outer.list.add(new Order(1));
        String message = refusal(codecs(), outer);
        String allow = message.substring(message.indexOf("allow=") + "allow=".length(), message.lastIndexOf('.'));

        assertInstanceOf(Outer.class, back(codecs(allow.split(",")), outer));
    }

    @Test
    void freeze_inMemoryOnly_isNotFiltered() {
        assertSame(Order.class, back(UNFILTERED, new Order(1)).getClass());
    }

    @Test
    void encode_aClassInsideOthers_isFound() {
        String message = refusal(codecs(), new ArrayList<>(List.of(new Date(1), Map.of("k", new Order(1)))));
        assertTrue(
                message.contains("An object of java.util.ArrayList cannot be stored in a persistent cache"), message);
        assertTrue(message.contains(ORDER + " at ArrayList[1].get(\"k\") is not admitted"), message);
        assertTrue(message.contains("refrain.serialization.allow=" + ORDER), message);
        refusal(codecs(), new ArrayList<>(List.of(Order.class)));
        refusal(codecs(), new Object[] {new Order[0]});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.refrain.jcache.internal.codec.SerializationFilterTest$Order",
                "io.refrain.jcache.internal.codec.*",
                "io.refrain.jcache.internal.codec.**",
                "io.refrain.**"
            })
    void encode_aClassThatIsAdmitted_isReadAgain(String admitted) {
        assertEquals(new Order(1), back(codecs(admitted), new Order(1)));
        assertEquals(
                new ArrayList<>(List.of(new Order(1))), back(codecs(admitted), new ArrayList<>(List.of(new Order(1)))));
        assertInstanceOf(Order[][].class, back(codecs(admitted), new Order[][] {{new Order(1)}}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.refrain.jcache.internal.codec.SerializationFilterTest",
                "io.refrain.jcache.*",
                "io.refrain.jcache.internal.cod.**",
                "io.refrain.jcache.internal.codec.SerializationFilterTest.Order"
            })
    void encode_aClassThatOnlySoundsAdmitted_isRefused(String admitted) {
        refusal(codecs(admitted), new Order(1));
    }

    @Test
    void encode_aConstantOfAnAdmittedEnum_isItself() {
        Codecs admitting = codecs(Colour.class.getName());
        assertSame(Colour.GREEN, back(admitting, Colour.GREEN));
        assertEquals(EnumSet.allOf(Colour.class), back(admitting, EnumSet.allOf(Colour.class)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "**", "com.acme.", ".acme", "com..acme", "com.acme*", "!com.acme.A", "java.base/*", "a b"})
    void of_whatIsNoNameAndNoPattern_saysWhatIsAllowed(String pattern) {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class, () -> new SerializationFilter(List.of(pattern), Limits.DEFAULT));
        assertTrue(String.valueOf(failure.getMessage()).contains("'" + pattern + "' must be the name of a class"));
    }

    @Test
    void thaw_aClassThatIsNotAdmitted_isRefusedBeforeItIsMade() {
        Encoded planted = UNFILTERED.encode(new ArrayList<>(List.of(new Gadget())));
        Gadget.read = false;

        CacheException failure = assertThrows(CacheException.class, () -> codecs().thaw(planted));

        assertFalse(Gadget.read);
        assertTrue(
                failure.toString().contains(Gadget.class.getName() + " is not admitted; refrain.serialization.allow"),
                failure::toString);
    }

    private static final class Gadget implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        static boolean read;

        @Serial
        private Object readResolve() {
            read = true;
            return this;
        }
    }

    static Stream<Arguments> ofTheJdkThatReach() {
        return Stream.<Object>of(
                        new SocketPermission("localhost", "connect"),
                        new PropertyPermission("a", "read"),
                        new BadAttributeValueExpException("a"),
                        new java.rmi.server.UID())
                .map(each -> arguments((Object) each));
    }

    /** They say what to load, grant, or run. */
    @ParameterizedTest
    @MethodSource("ofTheJdkThatReach")
    void thaw_whatIsNoValueOfTheJdk_isRefused(Object live) {
        Encoded planted = UNFILTERED.encode(new ArrayList<>(List.of(live)));
        assertThrows(CacheException.class, () -> codecs().thaw(planted));
        refusal(codecs(), new ArrayList<>(List.of(live)));
    }

    @Test
    void thaw_aProxy_isRefusedUnlessAllOfItIsAdmitted() {
        Object proxy = Proxy.newProxyInstance(
                Silent.class.getClassLoader(), new Class<?>[] {Comparable.class, Named.class}, new Silent());
        Encoded planted = UNFILTERED.encode(proxy);

        assertThrows(CacheException.class, () -> codecs().thaw(planted));
        assertTrue(refusal(codecs(), proxy).contains("java.lang.reflect.Proxy"));
        String tree = "io.refrain.jcache.internal.codec.*";
        refusal(codecs(tree, "java.lang.reflect.Proxy"), proxy);
        assertInstanceOf(Named.class, back(codecs(tree, "java.lang.reflect.Proxy", "java.lang.Comparable"), proxy));
    }

    interface Named {}

    private static final class Silent implements InvocationHandler, Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    /** Objects that are more than some limits, each with the limit. */
    enum Excess {
        DEPTH(Limits.DEPTH, nested(30)),
        REFERENCES(Limits.REFERENCES, listsOfNothing()),
        ARRAY_LENGTH(Limits.ARRAY_LENGTH, new byte[1][401]),
        BYTES(Limits.BYTES, new ArrayList<>(List.of("a".repeat(5_000))));

        final String key;
        final Object object;

        Excess(String key, Object object) {
            this.key = key;
            this.object = object;
        }

        static List<Object> listsOfNothing() {
            List<Object> lists = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                lists.add(new ArrayList<>(Collections.nCopies(30, null)));
            }
            return lists;
        }

        static List<Object> nested(int depth) {
            return new ArrayList<>(depth == 0 ? List.of() : List.of(nested(depth - 1)));
        }
    }

    private static final Limits SMALL = new Limits(20, 500, 400, 4_000);

    @ParameterizedTest
    @EnumSource
    void encode_moreThanALimit_isRefusedWithItsKey(Excess excess) {
        String message = refusal(codecs(SMALL), excess.object);
        assertTrue(message.contains("it is more than " + excess.key + "="), message);
        back(codecs(), excess.object);
    }

    @ParameterizedTest
    @EnumSource
    void thaw_moreThanALimit_isRefusedWithItsKey(Excess excess) {
        Encoded planted = UNFILTERED.encode(excess.object);
        CacheException failure =
                assertThrows(CacheException.class, () -> codecs(SMALL).thaw(planted));
        assertTrue(failure.toString().contains("it is more than " + excess.key + "="), failure::toString);
    }

    @Test
    void encode_manyObjectsWithinTheLimits_isReadAgain() {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(new Date(i));
        }
        assertEquals(many, back(codecs(), many));
    }

    private static final class Forbidden implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;
    }

    @Test
    void thaw_whatTheFilterOfTheProcessRejects_isRefusedThoughAdmitted() {
        Codecs admitting = codecs("io.refrain.**");
        Encoded stored = admitting.encode(new Forbidden());
        ObjectInputFilter.Config.setSerialFilter(
                ObjectInputFilter.Config.createFilter("!" + Forbidden.class.getName()));
        assertThrows(CacheException.class, () -> admitting.thaw(stored));
        assertEquals(new Order(1), back(admitting, new Order(1)));
    }
}
