package io.refrain.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
    private static final ClassLoader LOADER = JsonCodecTest.class.getClassLoader();

    record Answer(String text, int tokens, @Nullable BigDecimal cost) {}

    record Times(
            Instant at, LocalDate day, Duration took, OffsetDateTime there, ZonedDateTime zoned, ZonedDateTime utc) {}

    record Numbers(BigDecimal decimal, BigInteger integer, double real, Object any) {}

    record Basket(List<Answer> answers, Map<String, Integer> counts) {}

    /** A bean. */
    public static final class Customer {
        private @Nullable String name;
        private List<String> tags = new ArrayList<>();

        public @Nullable String getName() {
            return name;
        }

        public void setName(@Nullable String name) {
            this.name = name;
        }

        public List<String> getTags() {
            return tags;
        }

        public void setTags(List<String> tags) {
            this.tags = tags;
        }
    }

    private static <T> T back(JsonCodec<T> codec, T value) {
        return codec.decode(codec.encode(value), LOADER);
    }

    private static <T> String json(JsonCodec<T> codec, T value) {
        return Objects.requireNonNull(codec.encode(value).text());
    }

    private static <T> T read(Class<T> type, String json) {
        JsonCodec<T> codec = JsonCodec.of(type);
        return codec.decode(Encoded.text(codec.name(), json), LOADER);
    }

    @Test
    void encode_aRecord_isTextInTheOrderOfNamesUnderTheNameOfTheClass() {
        Encoded encoded = JsonCodec.of(Answer.class).encode(new Answer("ü\n", 3, new BigDecimal("0.10")));
        assertEquals("{\"cost\":0.10,\"text\":\"ü\\n\",\"tokens\":3}", encoded.text());
        assertEquals("json:" + Answer.class.getName(), encoded.codec());
    }

    @Test
    void decode_aRecordAndABean_isEqualAndNew() {
        Answer answer = new Answer("a", 1, null);
        assertEquals(answer, back(JsonCodec.of(Answer.class), answer));

        Customer customer = new Customer();
        customer.setName("n");
        customer.setTags(List.of("a", "b"));
        Customer read = back(JsonCodec.of(Customer.class), customer);
        assertNotSame(customer, read);
        assertEquals("n", read.getName());
        assertEquals(List.of("a", "b"), read.getTags());
    }

    @Test
    void encode_times_isIso8601AndBackTheSame() {
        Times times = new Times(
                Instant.parse("2026-11-23T01:02:03.000000004Z"),
                LocalDate.parse("2026-11-23"),
                Duration.ofMillis(1_500),
                OffsetDateTime.parse("2026-11-23T01:02:03+05:30"),
                ZonedDateTime.parse("2026-11-23T01:02:03+01:00[Europe/Berlin]"),
                ZonedDateTime.parse("2026-11-23T01:02:03Z[UTC]"));

        String json = json(JsonCodec.of(Times.class), times);

        assertTrue(json.contains("\"at\":\"2026-11-23T01:02:03.000000004Z\""), json);
        assertTrue(json.contains("\"day\":\"2026-11-23\""), json);
        assertTrue(json.contains("\"took\":\"PT1.5S\""), json);
        assertEquals(times, back(JsonCodec.of(Times.class), times));
    }

    @Test
    void decode_numbers_isExact() {
        Numbers numbers = new Numbers(
                new BigDecimal("1E+400"), BigInteger.TEN.pow(2_000), Double.MIN_VALUE, new BigDecimal("1.10"));
        assertEquals(numbers, back(JsonCodec.of(Numbers.class), numbers));
    }

    @Test
    void encode_equalObjects_isEqualSoThatTheyCanBeKeys() {
        Map<String, Integer> one = new LinkedHashMap<>();
        one.put("b", 2);
        one.put("a", 1);
        Map<String, Integer> other = new HashMap<>(one);
        Basket basket = new Basket(List.of(new Answer("a", 1, null)), one);

        assertEquals(
                JsonCodec.of(Basket.class).encode(basket),
                JsonCodec.of(Basket.class).encode(new Basket(basket.answers(), other)));
        assertEquals(
                "{\"answers\":[{\"cost\":null,\"text\":\"a\",\"tokens\":1}],\"counts\":{\"a\":1,\"b\":2}}",
                json(JsonCodec.of(Basket.class), basket));
    }

    @Test
    void decode_whatAnotherVersionOfTheClassWrote_passesOverAndLeavesOut() {
        Answer answer = read(Answer.class, "{\"text\":\"a\",\"removed\":{\"x\":[1]}}");
        assertEquals("a", answer.text());
        assertEquals(0, answer.tokens());
        assertNull(answer.cost());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "[]", "1", "{\"tokens\":\"many\"}", "{} {}", "{\"text\":\"a\""})
    void decode_damagedText_isACacheException(String text) {
        CacheException failure = assertThrows(CacheException.class, () -> read(Answer.class, text));
        assertTrue(failure.toString().contains("no JSON of " + Answer.class.getName()), failure::toString);
    }

    @Test
    void decode_bytes_isACacheException() {
        JsonCodec<Answer> codec = JsonCodec.of(Answer.class);
        assertThrows(
                CacheException.class, () -> codec.decode(Encoded.bytes(codec.name(), new byte[] {'{', '}'}), LOADER));
    }

    record Anything(Object value) {}

    record Chosen(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value) {}

    @Test
    void decode_jsonThatNamesAClass_makesNoObjectOfIt() {
        Object value =
                read(Anything.class, "{\"value\":[\"java.util.Date\",1]}").value();
        assertEquals(List.of("java.util.Date", 1), value);
        assertThrows(CacheException.class, () -> read(Chosen.class, "{\"value\":[\"java.util.Date\",1]}"));
        assertThrows(
                CacheException.class,
                () -> read(Chosen.class, "{\"value\":{\"@class\":\"" + Customer.class.getName() + "\"}}"));
    }

    @Test
    void encode_whatJsonCannotHold_isACacheExceptionThatNamesTheClass() {
        record Empty() {}
        record Cyclic(List<Object> list) {}
        List<Object> list = new ArrayList<>();
        list.add(list);

        CacheException failure = assertThrows(
                CacheException.class, () -> JsonCodec.of(Cyclic.class).encode(new Cyclic(list)));
        assertTrue(failure.toString().contains(Cyclic.class.getName()), failure::toString);
        assertNotNull(JsonCodec.of(Empty.class));
    }

    @Test
    void of_aClassWithoutObjectsOfItsOwn_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> JsonCodec.of(List.class));
        assertThrows(IllegalArgumentException.class, () -> JsonCodec.of(Number.class));
    }

    @Test
    void handles_onlyTheClassItself() {
        JsonCodec<ArrayList<?>> codec = codecOfLists();
        assertTrue(codec.handles(ArrayList.class));
        assertFalse(codec.handles(new ArrayList<>() {}.getClass()));
    }

    @SuppressWarnings("unchecked")
    private static JsonCodec<ArrayList<?>> codecOfLists() {
        return (JsonCodec<ArrayList<?>>) (JsonCodec<?>) JsonCodec.of(ArrayList.class);
    }

    @Test
    void immutable_isWhatTheClassIs() {
        assertTrue(JsonCodec.of(Plain.class).immutable());
        assertFalse(JsonCodec.of(Answer.class).immutable());
        assertFalse(JsonCodec.of(Basket.class).immutable());
        assertFalse(JsonCodec.of(Customer.class).immutable());
    }

    @Test
    void of_aMapper_writesAsThatDoes() {
        JsonMapper snake = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .build();
        JsonCodec<Answer> codec = JsonCodec.of(Answer.class, snake);
        assertEquals("{\"Text\":\"a\",\"Tokens\":1,\"Cost\":null}", json(codec, new Answer("a", 1, null)));
    }

    @Test
    void factory_isSerialisableAndEqualByItsClass() throws Exception {
        Factory<JsonCodec<Answer>> factory = JsonCodec.factory(Answer.class);

        Object read = serialisedAndBack(factory);

        assertEquals(factory, read);
        assertNotEquals(factory, JsonCodec.factory(Basket.class));
        assertSame(
                Answer.class,
                factory.create()
                        .decode(factory.create().encode(new Answer("a", 1, null)), LOADER)
                        .getClass());
    }

    private static Object serialisedAndBack(Serializable object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    record Plain(String text, int number) {}
}
