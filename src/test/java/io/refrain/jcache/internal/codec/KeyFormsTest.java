package io.refrain.jcache.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That keys are written by what they mean, and read back. */
class KeyFormsTest {
    private static final int ROUNDS = 3_000;
    private static final Limits LIMITS = new Limits(20, 1_000, 1_000, 100_000);

    private final Codecs codecs =
            Codecs.of(KeyFormsTest.class.getClassLoader()).filteredBy(new SerializationFilter(List.of(), LIMITS));

    enum Shape {
        ROUND,
        SQUARE {
            @Override
            public String toString() {
                return "with a body";
            }
        }
    }

    record Pair(@Nullable Object zeroth, @Nullable Object first) {}

    record Numbers(int i, long l, double d, float f, boolean b, char c, byte y, short s) {}

    record Empty() {}

    /** By hand. */
    record Caseless(String text) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Caseless that && text.equalsIgnoreCase(that.text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    record Forgetful(String text) {
        Forgetful {
            text = text + "!";
        }
    }

    static final class Unknown {}

    /** Keeps a promise that Hibernate's bags, for one, do not. */
    static final class Bag extends AbstractList<Object> {
        @Override
        public Object get(int index) {
            return index;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Random keys of few and odd values, so that equal ones come up. */
    private static final class Keys {
        private static final String[] TEXTS = {
            "",
            "a",
            "b",
            "\"",
            "\\",
            "a\"b",
            ",",
            "]",
            "null",
            "[",
            "1",
            "=",
            "{",
            "ä\u0000\n",
            "\ud800",
            "😀",
            "int\"1\""
        };

        private final Random random;

        Keys(long seed) {
            random = new Random(seed);
        }

        String text() {
            return new String(TEXTS[random.nextInt(TEXTS.length)]);
        }

        Object key(int depth) {
            return Objects.requireNonNull(part(depth, 1));
        }

        private @Nullable Object part(int depth, int from) {
            return switch (from + random.nextInt((depth > 0 ? 12 : 8) - from)) {
                case 0 -> null;
                case 1, 2 -> text();
                case 3, 4, 5, 6, 7 -> scalar();
                case 8 -> new Pair(part(depth - 1, 0), part(depth - 1, 0));
                case 9 -> Optional.ofNullable(part(depth - 1, 0));
                default -> list(depth - 1);
            };
        }

        private List<@Nullable Object> list(int depth) {
            List<@Nullable Object> list = random.nextBoolean() ? new ArrayList<>() : new LinkedList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                list.add(part(depth, 0));
            }
            if (random.nextBoolean()) {
                return Collections.unmodifiableList(list);
            }
            return list;
        }

        private long number() {
            return random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(3) - 1;
        }

        private double real() {
            double[] odd = {0.0, -0.0, 1, 0.1, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, 2.0e-3};
            return random.nextInt(4) == 0
                    ? Double.longBitsToDouble(random.nextLong())
                    : odd[random.nextInt(odd.length)];
        }

        private Instant instant() {
            return Instant.ofEpochSecond(number() % 31_556_889_864_403_199L, number() & 0xfffffff);
        }

        private Object scalar() {
            long n = number();
            ZoneOffset offset = ZoneOffset.ofTotalSeconds((int) (n % 64_800));
            LocalDateTime time =
                    LocalDateTime.ofEpochSecond(n % 31_000_000_000_000_000L, (int) (n & 0xfffffff), offset);
            return switch (random.nextInt(36)) {
                case 0 -> (int) n;
                case 1 -> n;
                case 2 -> (short) n;
                case 3 -> (byte) n;
                case 4 -> (char) n;
                case 5 -> n > 0;
                case 6 -> real();
                case 7 -> (float) real();
                case 8 -> BigInteger.valueOf(n).pow(3);
                case 9 -> BigDecimal.valueOf(n, random.nextInt(5) - 2);
                case 10 -> new UUID(n, number());
                case 11 -> Duration.ofSeconds(n, number() & 0xfffffff);
                case 12 -> instant();
                case 13 -> time.toLocalDate();
                case 14 -> time;
                case 15 -> time.atOffset(offset);
                case 16 -> new Date(n);
                case 17 -> time.toLocalTime();
                case 18 -> time.toLocalTime().atOffset(offset);
                case 19 ->
                    ZonedDateTime.ofInstant(
                            Instant.ofEpochSecond(n % 30_000_000_000L),
                            random.nextBoolean() ? ZoneId.of("Europe/Berlin") : offset);
                case 20 -> Year.of((int) (n % 1_000_000_000));
                case 21 -> YearMonth.of((int) (n % 1_000_000_000), 1 + random.nextInt(12));
                case 22 -> MonthDay.of(1 + random.nextInt(12), 1 + random.nextInt(28));
                case 23 -> Period.of((int) n, (int) number(), (int) number());
                case 24 -> offset;
                case 25 -> ZoneId.of(random.nextBoolean() ? "UTC" : "America/New_York");
                case 26 -> Locale.forLanguageTag(random.nextBoolean() ? "de-AT" : "zh-Hant-TW");
                case 27 -> Currency.getInstance(random.nextBoolean() ? "EUR" : "JPY");
                case 28 -> URI.create(random.nextBoolean() ? "HTTP://Host/%2a" : "http://host:/%2A");
                case 29 -> random.nextBoolean() ? Shape.ROUND : Shape.SQUARE;
                case 30 -> TimeUnit.DAYS;
                case 31 -> OptionalInt.of((int) n);
                case 32 -> random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(n);
                case 33 -> OptionalDouble.of(real());
                case 34 -> new Numbers((int) n, n, real(), (float) real(), n > 0, 'x', (byte) n, (short) n);
                default -> new Empty();
            };
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void encodeKey_ofRandomKeys_isEqualWhereTheyAre_andIsReadBack(long seed) {
        Keys keys = new Keys(seed);
        List<Object> all = new ArrayList<>();
        List<Encoded> forms = new ArrayList<>();
        int equal = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Object key = keys.key(i % 4);
            Encoded form = codecs.encodeKey(key);
            assertEquals(key, codecs.decodeKey(form), () -> key + " as " + form.text());
            assertEquals(form, codecs.encodeKey(codecs.decodeKey(form)));
            assertEquals(key, codecs.copyKey(key));
            all.add(key);
            forms.add(form);
        }
        for (int i = 0; i < ROUNDS; i++) {
            for (int j = Math.max(0, i - 300); j < i; j++) {
                boolean same = all.get(i).equals(all.get(j));
                equal += same ? 1 : 0;
                if (same != forms.get(i).equals(forms.get(j))) {
                    throw new AssertionError(
                            forms.get(i).text() + " and " + forms.get(j).text());
                }
            }
        }
        assertTrue(equal > ROUNDS, "only " + equal + " were equal");
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                arguments("any \"text\"", "string", "any \"text\""),
                arguments(1, "int", "1"),
                arguments(1L, "long", "1"),
                arguments(1.5, "double", "0x1.8p0"),
                arguments(new BigDecimal("1.00"), "big-decimal", "1.00"),
                arguments('a', "key", "char\"a\""),
                arguments(new Date(1), "key", "date\"1970-01-01T00:00:00.001Z\""),
                arguments(Shape.SQUARE, "key", "enum\"" + Shape.class.getName() + "/SQUARE\""),
                arguments(Arrays.<@Nullable Object>asList("a", null, 2), "key", "[\"a\",null,int\"2\"]"),
                arguments(
                        new Pair("b", List.of("\"")),
                        "key",
                        "record\"" + Pair.class.getName() + "\"{first=[\"\\\"\"],zeroth=\"b\"}"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void encodeKey_isTextThatAPersonCanRead(Object key, String codec, String text) {
        Encoded encoded = codecs.encodeKey(key);
        assertEquals(codec, encoded.codec());
        assertEquals(text, encoded.text());
    }

    static Stream<Arguments> equalKeys() {
        Object two = new Pair(new String("a b"), new String("a b"));
        return Stream.of(
                arguments(new Pair("a b", "a b"), two),
                arguments(List.<Object>of("a", 1), new Vector<Object>(List.<Object>of("a", 1))),
                arguments(List.of(List.of()), Arrays.asList(new ArrayList<>())),
                arguments(URI.create("http://h/x"), URI.create("HTTP://H:/x")),
                arguments(URI.create("file:/x"), URI.create("file:///x")),
                arguments(URI.create("mailto:A%2a@b"), URI.create("MAILTO:A%2A@b")),
                arguments(Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L)));
    }

    @ParameterizedTest
    @MethodSource("equalKeys")
    void encodeKey_ofEqualKeys_isEqual(Object one, Object other) {
        assertEquals(one, other);
        assertEquals(codecs.encodeKey(one), codecs.encodeKey(other));
    }

    static Stream<Arguments> unequalKeys() {
        return Stream.of(
                arguments(1, 1L),
                arguments(1, "1"),
                arguments('1', "1"),
                arguments(0.0, -0.0),
                arguments(new BigDecimal("1.0"), new BigDecimal("1.00")),
                arguments(List.of("a,b"), List.of("a", "b")),
                arguments(List.of("a\",\"b"), List.of("a", "b")),
                arguments(Arrays.asList("null"), Arrays.<@Nullable Object>asList((Object) null)),
                arguments(List.<Object>of(List.of("a"), "b"), List.<Object>of(List.of("a", "b"))),
                arguments(new Pair("a", "b"), new Pair("b", "a")),
                arguments(new Pair(null, "a"), new Pair("a", null)),
                arguments(URI.create("file:////x"), URI.create("file:/x")),
                arguments(URI.create("http://h/x"), URI.create("http://h/X")));
    }

    @ParameterizedTest
    @MethodSource("unequalKeys")
    void encodeKey_ofUnequalKeys_isNotEqual(Object one, Object other) {
        assertNotEquals(one, other);
        assertNotEquals(codecs.encodeKey(one), codecs.encodeKey(other));
        assertEquals(one, codecs.decodeKey(codecs.encodeKey(one)));
        assertEquals(other, codecs.decodeKey(codecs.encodeKey(other)));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(Set.of(1), "a set has no order. Use a list of its elements, sorted."),
                arguments(Map.of(1, 2), "a map has no order. Use a list of records"),
                arguments(new byte[1], "byte[] cannot be a key of a persistent cache: an array equals itself only."),
                arguments(new ArrayDeque<>(), "Use a list of its elements."),
                arguments(
                        new Unknown(), "$Unknown cannot be a key of a persistent cache: what makes two of them equal"),
                arguments(new AtomicInteger(), "Use what tells it from others instead"),
                arguments(Pattern.compile("a"), "java.util.regex.Pattern cannot be a key"),
                arguments(new Bag(), "it does not equal another list of the same elements. Use a java.util.ArrayList."),
                arguments(new Caseless("a"), "has an equals or hashCode of its own"),
                arguments(new Locale("x", "y", "not well formed"), "Use its text as the key."),
                arguments(
                        new Pair(List.<Object>of("a", new Pair(1, new int[0])), null),
                        "int[], which is at Pair.zeroth[1].first of a key, cannot be a key"),
                arguments(List.of(Optional.of(Set.of())), "which is at List[0].get() of a key"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void encodeKey_ofWhatHasNoForm_saysWhereItIsAndWhatToDo(Object key, String part) {
        String message =
                assertThrows(CacheException.class, () -> codecs.encodeKey(key)).toString();
        assertTrue(message.contains(part), message);
    }

    @Test
    void encodeKey_ofAListWithItselfInside_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        String message =
                assertThrows(CacheException.class, () -> codecs.encodeKey(list)).toString();
        assertTrue(message.contains("refrain.serialization.max-depth=20"), message);
    }

    @Test
    void encodeKey_ofAListThatHoldsItsPartsEverMoreOften_isRefused() {
        Object list = "0123456789";
        for (int i = 0; i < 19; i++) {
            list = List.of(list, list);
        }
        Object key = list;
        String message =
                assertThrows(CacheException.class, () -> codecs.encodeKey(key)).toString();
        assertTrue(message.contains("refrain.serialization.max-bytes=100000"), message);
    }

    @Test
    void copyKey_ofWhatNobodyCanChange_isItself_otherwiseACopy() {
        Object fixed = new Pair("a", List.of(1));
        assertSame(fixed, codecs.copyKey(fixed));

        List<Object> list = new ArrayList<>(List.of("a"));
        Pair key = new Pair(list, new Date(1));
        Object copy = codecs.copyKey(key);
        assertNotSame(key, copy);
        list.set(0, "b");
        assertEquals(new Pair(List.of("a"), new Date(1)), copy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[",
                "[\"a\"",
                "[\"a\"]x",
                "\"a",
                "planet\"a\"",
                "int\"x\"",
                "record\"java.lang.String\"{}",
                "record\"no.such.Class\"{}",
                "enum\"java.lang.String/A\"",
                "enum\"java.util.concurrent.TimeUnit/AGES\"",
                "record\"io.refrain.jcache.internal.codec.KeyFormsTest$Pair\"{first=null}",
                "record\"io.refrain.jcache.internal.codec.KeyFormsTest$Numbers\"{b=1}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                "codec\"java\"bytes\"!\""
            })
    void decodeKey_ofWhatIsNoKey_isRefused(String text) {
        assertThrows(CacheException.class, () -> codecs.decodeKey(Encoded.text("key", text)));
    }

    static final class Watched {
        static boolean initialised;
    }

    /** Tells when it is initialised. */
    static final class Trap {
        static {
            Watched.initialised = true;
        }
    }

    @Test
    void decodeKey_ofAClassThatIsNoRecord_runsNothingOfIt() {
        String name = Trap.class.getName();
        for (String text : List.of("record\"" + name + "\"{}", "enum\"" + name + "/A\"")) {
            assertThrows(CacheException.class, () -> codecs.decodeKey(Encoded.text("key", text)));
        }
        assertFalse(Watched.initialised);
    }

    @Test
    void decodeKey_ofARecordThatDoesNotKeepWhatItIsGiven_isRefused() {
        Encoded encoded = codecs.encodeKey(new Forgetful("a"));
        String message = assertThrows(CacheException.class, () -> codecs.decodeKey(encoded))
                .toString();
        assertTrue(message.contains("does not keep the text"), message);
    }

    /** Writes a class that is otherwise unknown, as text or as bytes. */
    record UnknownCodec(boolean asBytes) implements Codec<Object> {
        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public boolean handles(Class<?> type) {
            return type == Unknown.class || type == Caseless.class;
        }

        @Override
        public boolean immutable() {
            return true;
        }

        @Override
        public Encoded encode(Object value) {
            String text = value instanceof Caseless caseless ? caseless.text().toLowerCase(Locale.ROOT) : "?";
            return asBytes ? Encoded.bytes(name(), text.getBytes(StandardCharsets.UTF_8)) : Encoded.text(name(), text);
        }

        @Override
        public Object decode(Encoded encoded, ClassLoader loader) {
            byte[] bytes = encoded.bytes();
            return new Caseless(
                    bytes == null ? Objects.requireNonNull(encoded.text()) : new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void encodeKey_withACodecOfTheApplication_usesItForPartsToo(boolean asBytes) {
        Codecs own = codecs.with(List.of(new UnknownCodec(asBytes)));
        for (Object[] pair : new Object[][] {
            {new Caseless("A"), new Caseless("a")},
            {List.of(new Caseless("A\"")), Arrays.asList(new Caseless("a\""))},
            {new Pair(new Caseless("A"), 1), new Pair(new Caseless("a"), 1)}
        }) {
            assertEquals(own.encodeKey(pair[0]), own.encodeKey(pair[1]));
            assertEquals(pair[0], own.decodeKey(own.encodeKey(pair[1])));
        }
        assertInstanceOf(Encoded.class, own.encodeKey(new Unknown()));
    }

    @Test
    void codecs_withOneThatTakesTheNameOfKeys_areRefused() {
        Codec<String> taken = new Codec<>() {
            @Override
            public String name() {
                return "key";
            }

            @Override
            public boolean handles(Class<?> type) {
                return false;
            }

            @Override
            public boolean immutable() {
                return true;
            }

            @Override
            public Encoded encode(String value) {
                return Encoded.text(name(), value);
            }

            @Override
            public String decode(Encoded encoded, ClassLoader loader) {
                return "";
            }
        };
        assertThrows(CacheException.class, () -> codecs.with(List.of(taken)));
    }
}
