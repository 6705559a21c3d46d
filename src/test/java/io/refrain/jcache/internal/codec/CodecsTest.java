package io.refrain.jcache.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.type.TypeReference;
import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import io.refrain.jcache.internal.immutable.Frozen;
import io.refrain.jcache.internal.immutable.Immutability;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored forms of objects: what is kept as it is, what is copied, and what comes back from text and bytes. */
class CodecsTest {
    private static final ClassLoader LOADER = CodecsTest.class.getClassLoader();

    private final Codecs codecs = Codecs.of(LOADER);

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "a constant with a class of its own";
            }
        }
    }

    record Point(int x, Integer y, String name, Colour colour, Instant at, Inner inner) implements Serializable {}

    record Inner(BigDecimal amount) implements Serializable {}

    record Chain(int value, @Nullable Chain next) {}

    record Hen(@Nullable Egg egg) {}

    record Egg(@Nullable Hen hen) {}

    record Holder(Object anything) {}

    record Basket(int[] eggs) {}

    record HenAndBasket(HenWithBasket hen) {}

    record HenWithBasket(HenAndBasket both, Basket basket) {}

    /** As a key generator would make it. */
    record Key(List<Object> parameters) implements GeneratedCacheKey {}

    static Stream<Object> immutables() {
        return Stream.of(
                "text",
                true,
                (byte) 1,
                'c',
                (short) 1,
                1,
                1L,
                1f,
                1d,
                BigInteger.TEN,
                BigDecimal.TEN,
                new UUID(1, 2),
                URI.create("a:b"),
                Locale.ROOT,
                Currency.getInstance("EUR"),
                Pattern.compile("a"),
                Instant.EPOCH,
                LocalDate.EPOCH,
                Duration.ZERO,
                ZoneId.of("Europe/Berlin"),
                DayOfWeek.MONDAY,
                Colour.RED,
                Colour.GREEN,
                new Point(1, 2, "n", Colour.RED, Instant.EPOCH, new Inner(BigDecimal.ONE)),
                new Chain(1, null),
                new Hen(new Egg(null)),
                new Key(List.of("a")));
    }

    @ParameterizedTest
    @MethodSource("immutables")
    void freeze_whatNobodyCanChange_isTheObjectItself(Object live) {
        assertSame(live, codecs.freeze(live));
        assertSame(live, codecs.copy(live));
    }

    static Stream<Object> mutables() {
        return Stream.of(
                new AtomicLong(1),
                new LongAdder(),
                new Date(1),
                new ArrayList<>(List.of("a")),
                new byte[] {1},
                new int[] {1},
                new StringBuilder("a"));
    }

    @ParameterizedTest
    @MethodSource("mutables")
    void freeze_whatSomebodyCouldChange_isFrozenAndANewObjectEachTime(Object live) {
        Object stored = codecs.freeze(live);

        assertInstanceOf(Frozen.class, stored);
        assertNotSame(live, codecs.thaw(stored));
        assertNotSame(codecs.thaw(stored), codecs.thaw(stored));
        assertSame(live.getClass(), codecs.thaw(stored).getClass());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {Holder.class, Basket.class, HenAndBasket.class, HenWithBasket.class, Number.class, Object.class})
    void immutability_ofWhatMayHoldSomethingThatChanges_isNone(Class<?> type) {
        assertFalse(Immutability.of(type));
    }

    static Stream<Object> values() {
        return Stream.of(
                "",
                "text with \u0000 and ü and \uD83D\uDE00",
                true,
                false,
                Byte.MIN_VALUE,
                Short.MAX_VALUE,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Float.NaN,
                -0.0f,
                Double.MIN_VALUE,
                Double.NEGATIVE_INFINITY,
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("1.10"),
                new BigDecimal("1E+400"),
                new UUID(1, 2),
                Duration.ofNanos(-1),
                Instant.MIN,
                Instant.MAX,
                LocalDate.MIN,
                LocalDateTime.MAX,
                OffsetDateTime.parse("2026-11-23T01:02:03.000000004+05:30"),
                new Date(1),
                List.of("a", 1),
                Colour.GREEN,
                'c',
                ZoneId.of("Europe/Berlin"),
                new Point(1, 2, "n", Colour.GREEN, Instant.EPOCH, new Inner(BigDecimal.ONE)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void encode_andBack_isEqual(Object live) {
        Encoded encoded = codecs.encode(codecs.freeze(live));

        Object back = codecs.thaw(codecs.stored(encoded));

        assertEquals(live, back);
        assertSame(live.getClass(), back.getClass());
        assertEquals(encoded, codecs.encode(codecs.freeze(live)));
    }

    @Test
    void encode_bytes_areCopiedBothWays() {
        byte[] live = {1, 2};
        Encoded encoded = (Encoded) codecs.freeze(live);
        live[0] = -1;
        byte[] back = (byte[]) codecs.thaw(encoded);
        assertEquals(1, back[0]);
        back[0] = -2;
        assertEquals(1, ((byte[]) codecs.thaw(encoded))[0]);
    }

    @Test
    void freeze_whatNoCodecHandles_saysWhatToDo() {
        String message = String.valueOf(assertThrows(CacheException.class, () -> codecs.freeze(new Object()))
                .getMessage());
        assertTrue(message.contains("java.lang.Object cannot be stored by value"), message);
        assertTrue(message.contains("Store what it is made of instead, or make the field transient"), message);
    }

    @Test
    void freeze_whatHoldsSomethingThatCannotBeSerialised_namesIt() {
        CacheException failure =
                assertThrows(CacheException.class, () -> codecs.freeze(new ArrayList<>(List.of(new Object()))));
        assertTrue(failure.toString().contains("java.util.ArrayList"), failure::toString);
        assertTrue(failure.toString().contains("is not java.io.Serializable"), failure::toString);
        assertTrue(failure.toString().contains("java.lang.Object at ArrayList[0]"), failure::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "boolean, yes",
        "byte, 128",
        "short, x",
        "int, 1.0",
        "long, ''",
        "float, f",
        "double, d",
        "big-integer, 1.5",
        "big-decimal, one",
        "uuid, 1",
        "duration, 1h",
        "instant, yesterday",
        "local-date, 2026-02-30",
        "local-date-time, 2026-02-28",
        "offset-date-time, 2026-02-28T00:00",
    })
    void thaw_damagedText_isACacheExceptionThatShowsIt(String codec, String text) {
        CacheException failure = assertThrows(CacheException.class, () -> codecs.thaw(Encoded.text(codec, text)));
        assertEquals("'" + text + "' is no " + codec, failure.getMessage());
    }

    static Stream<Arguments> damaged() {
        byte[] sound = (byte[]) serialised(new ArrayList<>(List.of("a", "b")));
        byte[] cut = Arrays.copyOf(sound, sound.length - 5);
        byte[] noMagic = sound.clone();
        noMagic[0] = 0;
        byte[] badClass = sound.clone();
        badClass[10] ^= 1;
        return Stream.of(
                arguments("nothing", new byte[0]),
                arguments("cut off", cut),
                arguments("of another format", noMagic),
                arguments("of a class that is not there", badClass));
    }

    private static Object serialised(Object live) {
        return Objects.requireNonNull(Codecs.of(LOADER).encode(live).bytes());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void thaw_damagedBytes_isACacheException(String how, byte[] bytes) {
        CacheException failure = assertThrows(CacheException.class, () -> codecs.thaw(Encoded.bytes("java", bytes)));
        assertTrue(failure.toString().contains("A stored object cannot be read"), failure::toString);
    }

    @Test
    void thaw_anyDamageOfOneByte_isACacheExceptionOrAnObject() {
        byte[] sound = (byte[]) serialised(new Date(1));
        for (int at = 0; at < sound.length; at++) {
            byte[] bytes = sound.clone();
            bytes[at] ^= (byte) 0x11;
            try {
                codecs.thaw(Encoded.bytes("java", bytes));
            } catch (CacheException e) {
                // As it should be; anything else fails the test.
            }
        }
    }

    @Test
    void thaw_anObjectThatRefusesToBeRead_isACacheException() {
        Object stored = codecs.freeze(new Refusing());
        CacheException failure = assertThrows(CacheException.class, () -> codecs.thaw(stored));
        assertInstanceOf(IllegalStateException.class, failure.getCause());
    }

    private static final class Refusing implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Serial
        private Object readResolve() {
            throw new IllegalStateException("refused");
        }
    }

    @Test
    void thaw_writtenByACodecThatIsNotThere_namesItAndThoseThatAre() {
        CacheException failure =
                assertThrows(CacheException.class, () -> codecs.thaw(Encoded.text("klingon", "nuqneH")));
        assertTrue(failure.toString().contains("'klingon', which is not there. Codecs: ["), failure::toString);
    }

    @Test
    void thaw_textWhereThereShouldBeBytes_isACacheException() {
        assertThrows(CacheException.class, () -> codecs.thaw(Encoded.text("java", "text")));
        assertThrows(CacheException.class, () -> codecs.thaw(Encoded.bytes("string", new byte[0])));
    }

    @Test
    void with_another_asksItFirst() {
        record Shout() implements Codec<String> {
            @Override
            public String name() {
                return "shout";
            }

            @Override
            public boolean handles(Class<?> type) {
                return type == String.class;
            }

            @Override
            public boolean immutable() {
                return true;
            }

            @Override
            public Encoded encode(String value) {
                return Encoded.text(name(), value.toUpperCase(Locale.ROOT));
            }

            @Override
            public String decode(Encoded encoded, ClassLoader loader) {
                return String.valueOf(encoded.text());
            }
        }

        Codecs both = codecs.with(List.of(new Shout()));

        assertEquals(Encoded.text("shout", "A"), both.encode("a"));
        assertEquals("b", both.stored(Encoded.text("string", "b")));
        CacheException two = assertThrows(CacheException.class, () -> both.with(List.of(new Shout())));
        assertTrue(two.toString().contains("Two codecs are named 'shout'"), two::toString);
    }

    @Test
    void thaw_aProxy_isFoundThroughTheLoader() {
        Object proxy = Proxy.newProxyInstance(LOADER, new Class<?>[] {Comparable.class, Named.class}, new Silent());
        assertTrue(codecs.copy(proxy) instanceof Named);
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

    /** Where Java's serialisation knows no class that was not registered. */
    @Test
    void encode_inANativeExecutable_isJsonWhereTheTypeIsKnown() {
        System.setProperty("org.graalvm.nativeimage.imagecode", "runtime");
        try {
            Codecs executable = Codecs.of(LOADER).filteredBy(new SerializationFilter(List.of(), Limits.DEFAULT));
            executable.declare(new TypeReference<List<String>>() {}.getType());
            assertEquals("[\"a\"]", executable.encode(List.of("a")).text());
            assertEquals(Set.of(1), executable.thaw(executable.encode(Set.of(1))));
        } finally {
            System.clearProperty("org.graalvm.nativeimage.imagecode");
        }
    }

    @Test
    void encoded_isEqualByAllOfIt() {
        assertEquals(Encoded.text("a", "t"), Encoded.text("a", "t"));
        assertEquals(Encoded.bytes("a", new byte[] {1}), Encoded.bytes("a", new byte[] {1}));
        assertFalse(Encoded.text("a", "t").equals(Encoded.text("b", "t")));
        assertFalse(Encoded.text("a", "t").equals(Encoded.text("a", "u")));
        assertFalse(Encoded.bytes("a", new byte[] {1}).equals(Encoded.bytes("a", new byte[] {2})));
        assertFalse(Encoded.text("a", "").equals(Encoded.bytes("a", new byte[0])));
    }
}
