package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.codec.Codecs;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerializationSettingsTest {
    private static final String ORDER = Order.class.getName();

    record Order(int number) implements Serializable {}

    static class Animal implements Serializable {}

    static final class Dog extends Animal {}

    private static Codecs codecs(MutableConfiguration<?, ?> configuration, Map<String, String> keys) {
        return Codecs.of(SerializationSettingsTest.class.getClassLoader())
                .filteredBy(
                        ManagerSettings.of(Settings.only(keys)).serialization().filter(configuration));
    }

    private static Codecs codecs(Map<String, String> keys) {
        return codecs(new MutableConfiguration<>(), keys);
    }

    private static String refusal(Map<String, String> keys) {
        return String.valueOf(
                assertThrows(CacheException.class, () -> codecs(keys)).getMessage());
    }

    @Test
    void filter_ofNothing_admitsNoClassOfTheApplication() {
        assertThrows(CacheException.class, () -> codecs(Map.of()).freeze(new Order(1)));
    }

    @Test
    void filter_ofAList_admitsEachOfIt() {
        Codecs codecs = codecs(Map.of("refrain.serialization.allow", " com.acme.* ,, " + ORDER + " "));
        assertDoesNotThrow(() -> codecs.encode(new Order(1)));
    }

    @Test
    void filter_ofConfiguredTypes_admitsThemAndTheClassesAboveThem() {
        MutableConfiguration<Order, Dog[]> configured =
                new MutableConfiguration<Order, Dog[]>().setTypes(Order.class, Dog[].class);
        Codecs codecs = codecs(configured, Map.of());

        assertDoesNotThrow(() -> codecs.encode(new Order(1)));
        assertDoesNotThrow(() -> codecs.encode(new Dog[] {new Dog()}));
        assertDoesNotThrow(() -> codecs.encode(new ArrayList<>(List.of(new Dog()))));
    }

    @Test
    void filter_ofLimits_keepsThem() {
        Codecs codecs = codecs(Map.of("refrain.serialization.max-bytes", "1K"));
        CacheException failure =
                assertThrows(CacheException.class, () -> codecs.encode(new StringBuilder("a".repeat(2_000))));
        assertTrue(failure.toString().contains("refrain.serialization.max-bytes=1024"), failure::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allow | com.acme.Order, * | allow=com.acme.Order, * must be a list, with commas, of names of classes, com.acme.* for",
                "max-depth | 0 | max-depth=0 must be a whole number of at least 1",
                "max-references | many | max-references=many must be a whole number of at least 1",
                "max-array-length | 1K | max-array-length=1K must be a whole number of at least 1",
                "max-bytes | 1T | max-bytes=1T must be a number of bytes of at least 1, such as",
                "max-bytes | 9999999999G | max-bytes=9999999999G must be a number of bytes",
                "allowed | com.acme.* | allowed is unknown; did you mean refrain.serialization.allow?",
            })
    void filter_ofABadValue_saysTheKeyTheValueAndWhatIsAllowed(String name, String value, String expected) {
        String message = refusal(Map.of("refrain.serialization." + name, value));
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("refrain.serialization." + name), message);
    }

    @Test
    void filter_ofSeveralThatCannotBeUsed_saysAllAtOnce() {
        String message =
                refusal(Map.of("refrain.serialization.max-depth", "0", "refrain.serialization.allow", "a b,*"));
        assertEquals(2, message.split("; ", -1).length, message);
    }
}
